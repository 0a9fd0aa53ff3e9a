import type { Decision, User } from '@x/oidc-node'
import { html } from './html.ts'
import type { Html } from './html.ts'
import { listRoleOrigins } from '../picture/list-role-origins.ts'
import type { RoleOrigin } from '../picture/list-role-origins.ts'
import { buildAvatar, buildChips } from './page-blocks.ts'
import type { Page } from './page.ts'

interface Visitor {
  readonly user: User
  readonly roles: ReadonlySet<string>
}

/** The page of somebody who is signed in. */
export function buildHomePage({ user, roles }: Visitor, decision: Decision | undefined): Page {
  return {
    status: 200,
    title: user.name,
    path: '/',
    user,
    body: html`<section class="card welcome" aria-labelledby="title">
        ${buildAvatar(user.name)}
        <div>
          <h1 id="title">Hello, <bdi>${user.name}</bdi></h1>
          <p>Signed in by ${user.issuer}</p>
          <h2 class="unseen">Your roles</h2>
          ${buildChips([...roles])}
        </div>
        <p class="actions">
          <a class="button" href="/oauth2/authorization/demo?switch=1">Switch account</a>
        </p>
      </section>
      ${decision && buildOrigins(listRoleOrigins(decision.trace))}
      <section aria-labelledby="next">
        <h2 id="next">Where to go</h2>
        <ul class="ways" role="list">
          ${buildWay('/explanation', 'Explanation', 'The decision step by step, as a picture and in words.')}
          ${buildWay(
            '/notice',
            'Notice',
            roles.has('ROLE_EDITOR')
              ? 'For you to read and, with ROLE_EDITOR, to change.'
              : 'For you to read. To change it takes ROLE_EDITOR: meet the 403 page.',
          )}
          ${buildWay(
            '/admin',
            'Admin page',
            roles.has('ROLE_ADMIN')
              ? 'Open to you: you have ROLE_ADMIN.'
              : 'Closed to you: it needs ROLE_ADMIN. Try it and meet the 403 page.',
          )}
          ${buildWay('/oauth2/session', 'Session', 'What scripts of the app are told about you, as JSON.')}
        </ul>
      </section>`,
  }
}

function buildOrigins(origins: readonly RoleOrigin[]): Html {
  return html`<section aria-labelledby="origins">
    <h2 id="origins">Where your roles come from</h2>
    <div class="card">
      <dl class="origins">
        ${origins.map(
          (origin) =>
            html`<div>
              <dt><code class="chip">${origin.role}</code></dt>
              <dd>${buildSentence(origin)}</dd>
            </div>`,
        )}
      </dl>
    </div>
  </section>`
}

function buildSentence({ keys, impliedBy, settings }: RoleOrigin): Html {
  const parts = [
    ...(keys.length > 0 ? [html`${keys.length === 1 ? 'role key' : 'role keys'} ${listCodes(keys)}`] : []),
    ...(impliedBy.length > 0 ? [html`included in ${listCodes(impliedBy)}`] : []),
    ...(settings.length > 0 ? [html`set by ${listCodes(settings)}`] : []),
  ]
  return html`${parts.map((part, index) => (index === 0 ? part : html`; ${part}`))}`
}

function listCodes(words: readonly string[]): Html {
  return html`${words.map((word, index) => html`${index === 0 ? '' : ' and '}<code>${word}</code>`)}`
}

function buildWay(href: string, label: string, text: string): Html {
  return html`<li>
    <a class="card way" href="${href}"><strong>${label}</strong><span>${text}</span></a>
  </li>`
}
