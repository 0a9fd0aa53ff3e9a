import { answerTexts } from '../try/answer-texts.ts'
import type { Remarks } from '../try/answer-texts.ts'
import { providerShapes } from '../try/provider-shapes.ts'
import type { ProviderShape } from '../try/provider-shapes.ts'
import { tryScript } from './browser-modules.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import type { Page, Viewer } from './page.ts'

/** The page to try claims on. The server draws the first decision, the browser all others. */
export function buildTryPage(viewer: Viewer): Page {
  const texts = providerShapes[0]?.texts ?? { claims: '', configuration: '' }
  const answer = answerTexts(texts)
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
      <form class="trial">
        <div class="chooser">
          <label for="shape">Example</label>
          <select id="shape">
            ${buildOptions('Admitted', true)} ${buildOptions('Something gets lost', false)}
          </select>
          <button class="button small" id="restore" type="button" hidden>Show the original</button>
        </div>
        ${buildField(
          'claims',
          'Claims Set',
          html`A Claims Set, a JWT, or <code>{"idToken", "userinfo", "accessToken"}</code>.`,
          texts.claims,
          answer.claims,
        )}
        ${buildField(
          'configuration',
          'Configuration',
          html`As for <code>createOidc</code>, but only what decides has to be there.`,
          texts.configuration,
          answer.configuration,
        )}
      </form>
      <section aria-label="Decision">
        <p class="unseen" id="status" role="status">${answer.outcome}</p>
        <p class="remark error" id="stale" hidden>
          <strong>This is the last decision that could be made.</strong> It knows nothing of what you have
          typed since: see the error above.
        </p>
        <div id="decision">${answer.decision}</div>
      </section>`,
  }
}

function buildOptions(label: string, isAdmitted: boolean): Html {
  return html`<optgroup label="${label}">
    ${providerShapes
      .filter((shape) => shape.isAdmitted === isAdmitted)
      .map(({ id, label: name }: ProviderShape) => html`<option value="${id}">${name}</option>`)}
  </optgroup>`
}

function buildField(id: string, label: string, hint: Html, text: string, { body }: Remarks): Html {
  return html`<div class="field">
    <label for="${id}">${label}</label>
    <p id="${id}-hint">${hint}</p>
    <textarea
      id="${id}"
      rows="14"
      spellcheck="false"
      autocapitalize="off"
      autocorrect="off"
      aria-describedby="${id}-hint ${id}-remarks"
    >
${text}</textarea>
    <div id="${id}-remarks">${body}</div>
  </div>`
}
