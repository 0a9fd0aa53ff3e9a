import type { Auth } from '@x/oidc-hono'
import { html } from 'hono/html'

type Html = ReturnType<typeof html>

export interface Change {
  readonly author: string
  readonly text: string
}

const pages = [
  { path: '/notice', label: 'Notice', role: 'ROLE_USER', text: 'Staff read it.' },
  { path: '/orders', label: 'Orders', role: 'ROLE_USER', text: 'The app asks an API for them as you.' },
  { path: '/notice/edit', label: 'Edit', role: 'ROLE_EDITOR', text: 'Editors change it.' },
  { path: '/admin', label: 'Changes', role: 'ROLE_ADMIN', text: 'Administrators see who changed it.' },
]

export function buildHomePage(auth: Auth, processName?: string): Html {
  const ways = pages.map(
    ({ path, label, role, text }) =>
      html`<li>
        <span><a href="${path}">${label}</a> ${text}</span>
        <small>${auth.roles.has(role) ? 'Open to you' : html`Needs <code>${role}</code>`}</small>
      </li>`,
  )
  const body =
    auth.status === 'anonymous'
      ? html`<h1>One notice, three roles</h1>
          <p class="lead">Sign in to see what your roles let you do.</p>
          <p><a class="button" href="/login">Sign in</a></p>`
      : html`<h1>Hello, <bdi>${auth.user.name}</bdi></h1>
          <p class="lead">
            You have
            ${[...auth.roles].map((role, index) => html`${index > 0 ? ', ' : ''}<code>${role}</code>`)}.
          </p>`
  return buildDocument(
    '/',
    auth,
    'Home',
    html`${body}
      <ul class="ways">
        ${ways}
      </ul>
      ${processName === undefined ? '' : html`<p>Process ${processName} answered. Reload, and another does.</p>`}`,
  )
}

export function buildNoticePage(auth: Auth, changes: readonly Change[]): Html {
  const { author, text } = latest(changes)
  return buildDocument(
    '/notice',
    auth,
    'Notice',
    html`<h1>Notice</h1>
      <blockquote>${text}</blockquote>
      <p>Written by <bdi>${author}</bdi>.</p>`,
  )
}

/** What an API answered to the person, and when the person's roles were decided and will be again, in milliseconds since 1970. */
export interface Orders {
  readonly status: number
  readonly answer: string
  readonly rolesDecidedAt: number
  readonly rolesEndAt: number
}

export function buildOrdersPage(auth: Auth, { status, answer, rolesDecidedAt, rolesEndAt }: Orders): Html {
  return buildDocument(
    '/orders',
    auth,
    'Orders',
    html`<h1>Orders</h1>
      <p class="lead">The app asked an API with your access token, so the API knows you.</p>
      <p>It answered <code>${String(status)}</code>:</p>
      <blockquote>${answer}</blockquote>
      <p>
        Your roles were decided at ${buildTime(rolesDecidedAt)}. The first request after
        ${buildTime(rolesEndAt)} decides them again, without a sign-in.
      </p>`,
  )
}

function buildTime(milliseconds: number): Html {
  const iso = new Date(milliseconds).toISOString()
  return html`<time datetime="${iso}">${iso.slice(11, 19)} UTC</time>`
}

export function buildEditPage(auth: Auth, changes: readonly Change[]): Html {
  return buildDocument(
    '/notice/edit',
    auth,
    'Edit',
    html`<h1>Edit the notice</h1>
      <form method="post">
        <label for="text">Text</label>
        <textarea id="text" name="text" rows="5" maxlength="500" required>${latest(changes).text}</textarea>
        <button class="button">Save</button>
      </form>`,
  )
}

export function buildAdminPage(auth: Auth, changes: readonly Change[]): Html {
  const rows = changes.map(
    ({ author, text }) =>
      html`<tr>
        <th scope="row"><bdi>${author}</bdi></th>
        <td>${text}</td>
      </tr>`,
  )
  return buildDocument(
    '/admin',
    auth,
    'Changes',
    html`<h1>Changes</h1>
      <p class="lead">Only administrators see this page.</p>
      <table>
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col">Wrote</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>`,
  )
}

export function buildNotFoundPage(auth: Auth): Html {
  return buildDocument('', auth, 'Not found', html`<h1>There is no such page</h1>`)
}

function latest(changes: readonly Change[]): Change {
  return changes.at(-1) ?? { author: 'the office', text: '' }
}

function buildDocument(here: string, auth: Auth, title: string, body: Html): Html {
  const open = [{ path: '/', label: 'Home' }, ...pages.filter(({ role }) => auth.roles.has(role))]
  const links = open.map(({ path, label }) =>
    path === here
      ? html`<a href="${path}" aria-current="page">${label}</a>`
      : html`<a href="${path}">${label}</a>`,
  )
  // A sign-out changes state, so it is a form and never a link.
  const account =
    auth.status === 'authenticated'
      ? html`<form class="account" method="post" action="/logout">
          <bdi>${auth.user.name}</bdi> <button>Sign out</button>
        </form>`
      : undefined
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Notice board</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <header>
          <nav aria-label="Pages">${links}</nav>
          ${account}
        </header>
        <main>${body}</main>
        <footer>
          This example runs on the OpenID Connect library x&#8209;oidc, package <code>@x/oidc-hono</code>.
          Read <code>examples/hono/src/create-app.ts</code> first; the docs begin at <code>README.md</code>.
        </footer>
      </body>
    </html>`
}
