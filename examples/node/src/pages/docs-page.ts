import { html } from '@x/oidc-picture/markup'
import { documents } from './documents.ts'
import type { Page, Viewer } from './page.ts'

/** The page that says which library this is and lists its docs. */
export function buildDocsPage(viewer: Viewer): Page {
  return {
    status: 200,
    title: 'Docs',
    path: '/docs',
    viewer,
    body: html`<h1>The docs of x-oidc</h1>
      <p class="lead">
        This demo runs on x-oidc, an OpenID Connect library for TypeScript, through its package
        <code>@x/oidc-node</code>. Its docs are Markdown files of this workspace; a link opens the text.
      </p>
      ${Object.entries(documents).map(
        ([kind, listed], place) =>
          html`<section aria-labelledby="kind-${place}">
            <h2 id="kind-${place}">${kind}</h2>
            <ul class="documents" role="list">
              ${listed.map(
                ({ path, title }) => html`<li><a href="/${path}">${title}</a> <code>${path}</code></li>`,
              )}
            </ul>
          </section>`,
      )}`,
  }
}
