import { html } from '@x/oidc-picture/markup'
import type { Html } from '@x/oidc-picture/markup'
import { listOpen } from './destinations.ts'
import { buildSignOutForm } from './page-blocks.ts'
import type { Page, Viewer } from './page.ts'

/** Builds the whole document around a page's body. Only a page that names a script has one. */
export function buildDocument(page: Page): string {
  const document = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${page.title} · x-oidc demo</title>
      <link rel="icon" href="/icon.svg" />
      <link rel="stylesheet" href="/style.css" />
      ${page.script && html`<script type="module" src="${page.script}"></script>`}
    </head>
    <body>
      <a class="skip" href="#main">Skip to the content</a>
      ${buildHeader(page)}
      <main id="main">${page.body}</main>
      <footer class="wide">
        <p>
          This demo runs on <strong>x-oidc</strong>, an OpenID Connect library for TypeScript, through its
          package <code>@x/oidc-node</code>. <a href="/docs">Its docs</a> are in this workspace. The app
          itself is <code>examples/node/src/app.ts</code>; its people and its provider are invented, and both
          run on this machine.
        </p>
      </footer>
    </body>
  </html>`
  return `<!doctype html>\n${document.toString()}\n`
}

function buildHeader({ path, viewer }: Page): Html {
  const brand = html`<a class="brand" href="/"
    ><img src="/icon.svg" alt="" width="32" height="32" />x-oidc demo</a
  >`
  const items = listOpen(viewer).map(
    ({ path: href, label }) =>
      html`<li>
        ${
          href === path
            ? html`<a href="${href}" aria-current="page">${label}</a>`
            : html`<a href="${href}">${label}</a>`
        }
      </li>`,
  )
  return html`<header class="wide">
    ${brand}
    <nav aria-label="Pages">
      <ul role="list">
        ${items}
      </ul>
    </nav>
    <div class="who">${buildAccount(viewer)}</div>
  </header>`
}

/** To a person who was not admitted, the provider would give the same account again: that needs the page to switch. */
function buildAccount({ user, decision }: Viewer): Html {
  if (user) return html`<bdi>${user.name}</bdi> ${buildSignOutForm()}`
  return decision === undefined
    ? html`<a class="button small" href="/login">Sign in</a>`
    : html`<a class="button small" href="/oauth2/authorization/demo?switch=1">Switch account</a>`
}
