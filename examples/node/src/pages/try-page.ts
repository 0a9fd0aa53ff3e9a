import { html } from '@x/oidc-picture/markup'
import { buildPlayground } from '@x/playground'
import { tryScript } from './browser-modules.ts'
import type { Page, Viewer } from './page.ts'

/** The page to try claims on. The server draws the first decision, the browser all others. */
export function buildTryPage(viewer: Viewer): Page {
  return {
    status: 200,
    title: 'Try your own claims',
    path: '/try',
    viewer,
    script: tryScript,
    body: html`<h1>Try your own claims</h1>
      <p class="lead wide">
        Paste what your provider says about a person, and how you would configure the roles. The library
        decides as you type, <strong>in this browser: nothing is sent anywhere</strong>. The policy of this
        page (<code>connect-src 'none'</code>) does not even allow it.
      </p>
      <noscript>
        <p class="remark error">
          This page needs JavaScript: without it, you see the first example only, as the server drew it.
        </p>
      </noscript>
      <div id="playground">${buildPlayground()}</div>`,
  }
}
