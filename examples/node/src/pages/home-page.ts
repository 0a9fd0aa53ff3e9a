import type { User } from '@x/oidc-node'
import { listRoleOrigins } from '@x/oidc-picture'
import type { RoleOrigin } from '@x/oidc-picture'
import { html } from '@x/oidc-picture/markup'
import type { Html } from '@x/oidc-picture/markup'
import { buildChips } from '@x/playground/blocks'
import { buildWay } from './destinations.ts'
import { buildAvatar } from './page-blocks.ts'
import type { Page, Viewer } from './page.ts'
import { buildRoleTrial } from './role-trial.ts'
import type { RoleTrial } from './role-trial.ts'

/** The page of a user who is signed in. */
export function buildHomePage(viewer: Viewer & { readonly user: User }, trial: RoleTrial): Page {
  const { user, roles, decision } = viewer
  const isEditor = roles.has('ROLE_EDITOR')
  const isAdmin = roles.has('ROLE_ADMIN')
  return {
    status: 200,
    title: user.name,
    path: '/',
    viewer,
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
      ${decision && buildOrigins(listRoleOrigins(decision.trace), trial)}
      <section aria-labelledby="next">
        <h2 id="next">Where to go</h2>
        <ul class="ways" role="list">
          ${
            decision &&
            buildWay({
              ...{ path: '/explanation', label: 'Explanation' },
              text: 'The decision step by step, as a picture and in words.',
            })
          }
          ${buildWay({ path: '/notice', label: 'Notice', text: 'You can read it: you have ROLE_USER.' })}
          ${buildWay({ path: '/orders', label: 'Orders', text: 'The app asks an API for them as you.' })}
          ${buildWay({
            ...{ path: '/notice/edit', label: 'Edit the notice', isClosed: !isEditor },
            text: isEditor
              ? 'You can change it: you have ROLE_EDITOR.'
              : 'It needs ROLE_EDITOR. Open it to meet the page of a 403.',
          })}
          ${buildWay({
            ...{ path: '/admin', label: 'Admin page', isClosed: !isAdmin },
            text: isAdmin
              ? 'You can open it: you have ROLE_ADMIN.'
              : 'It needs ROLE_ADMIN. Open it to meet the page of a 403.',
          })}
          ${buildWay({
            ...{
              path: '/use-the-api',
              label: 'API',
              text: 'The same roles for scripts, with access tokens.',
            },
          })}
          ${buildWay({
            ...{ path: '/oauth2/session', label: 'Session' },
            text: 'What scripts of the app are told about you, as JSON.',
          })}
        </ul>
      </section>`,
  }
}

function buildOrigins(origins: readonly RoleOrigin[], trial: RoleTrial): Html {
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
    ${buildRoleTrial(trial)}
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
