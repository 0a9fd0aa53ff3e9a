import { html } from '@x/oidc-picture/markup'
import type { Html } from '@x/oidc-picture/markup'
import { buildCopyable } from '@x/playground/blocks'
import { copyScript } from './browser-modules.ts'
import { buildRouteSource } from './gate-facts.ts'
import type { Page, Viewer } from './page.ts'
import { buildRoleTrial } from './role-trial.ts'
import type { RoleTrial } from './role-trial.ts'

/** What the API answered to the person. */
export interface Orders {
  readonly status: number
  readonly text: string
  /** When the roles of the person were decided, in milliseconds since 1970. */
  readonly rolesDecidedAt: number
}

/** The page that calls the API as the person, and says how old the person's roles are. */
export function buildOrdersPage(
  viewer: Viewer,
  { status, text, rolesDecidedAt }: Orders,
  trial: RoleTrial,
): Page {
  return {
    status: 200,
    title: 'Orders',
    path: '/orders',
    viewer,
    script: copyScript,
    body: html`<h1>Orders</h1>
      <p class="lead">The app asked an API with your access token, so the API knows you.</p>
      <div class="split">
        <section aria-labelledby="answer">
          <h2 id="answer">What the API said</h2>
          <p>It answered <code>${String(status)}</code>:</p>
          ${buildCopyable(text.trim(), 'the answer')}
          <p><code>fetchAs</code> needs tokens: <code>session.store</code> of this app keeps them.</p>
        </section>
        <section class="card" aria-labelledby="age">
          <h2 id="age">How old your roles are</h2>
          <p>
            Your roles were decided at ${buildTime(rolesDecidedAt)}. The first request after
            ${buildTime(rolesDecidedAt + trial.roleMaxAgeSeconds * 1000)} decides them again, without a
            sign-in.
          </p>
          ${buildRoleTrial(trial)}
        </section>
      </div>
      ${buildRouteSource('/orders')}`,
  }
}

function buildTime(milliseconds: number): Html {
  const iso = new Date(milliseconds).toISOString()
  return html`<time datetime="${iso}">${iso.slice(11, 19)} UTC</time>`
}
