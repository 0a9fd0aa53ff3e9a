import { html } from './html.ts'
import type { Html } from './html.ts'
import { buildSignOutForm } from './page-blocks.ts'
import type { Page } from './page.ts'

const destinations = [
  { path: '/', label: 'Home', isOpen: true },
  { path: '/explanation', label: 'Explanation', isOpen: false },
  { path: '/try', label: 'Try', isOpen: true },
  { path: '/use-the-api', label: 'API', isOpen: true },
  { path: '/notice', label: 'Notice', isOpen: false },
  { path: '/admin', label: 'Admin', isOpen: false },
]

/** Builds the whole document around a page's body. Only a page that names a script has one. */
export function buildDocument(page: Page): string {
  const document = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${page.title} · OpenID Connect demo</title>
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
          A demo with invented people and a test provider, both on this machine. The set-up is
          <code>examples/node/src/app.ts</code>.
        </p>
      </footer>
    </body>
  </html>`
  return `<!doctype html>\n${document.toString()}\n`
}

function buildHeader({ path, user }: Page): Html {
  const brand = html`<a class="brand" href="/"
    ><img src="/icon.svg" alt="" width="32" height="32" />OpenID Connect demo</a
  >`
  const items = destinations
    .filter(({ isOpen }) => isOpen || user !== undefined)
    .map(
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
    ${
      user
        ? html`<div class="who"><bdi>${user.name}</bdi> ${buildSignOutForm()}</div>`
        : html`<div class="who"><a class="button small" href="/login">Sign in</a></div>`
    }
  </header>`
}
