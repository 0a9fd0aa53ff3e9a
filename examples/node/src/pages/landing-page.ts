import { showText } from '@x/oidc-picture'
import { html } from '@x/oidc-picture/markup'
import type { Html } from '@x/oidc-picture/markup'
import { buildCopyable } from '@x/playground/blocks'
import { people } from '../people.ts'
import { buildHeroPicture } from './build-hero-picture.ts'
import { copyScript } from './browser-modules.ts'
import { buildAvatar } from './page-blocks.ts'
import type { Page, Viewer } from './page.ts'
import { readSetUp } from './read-source.ts'
import { buildRoleTrial } from './role-trial.ts'
import type { RoleTrial } from './role-trial.ts'

const promises = [
  {
    heading: 'Roles from any claim',
    text: 'A flat list, a nested realm, a name with dots or colons: one entry each, and never a guess.',
  },
  {
    heading: 'Every decision explained',
    text: 'Which role key gave which role, what gave nothing, and what opened the gate. In words, too.',
  },
  {
    heading: 'Little to go wrong',
    text: 'PKCE, verified tokens, sealed cookies and a way back that never leaves the site: nothing to switch on.',
  },
]

/** The page for anonymous people: what this is, and who can sign in. To a person who was not admitted it says so first. */
export function buildLandingPage(viewer: Viewer, trial: RoleTrial): Page {
  return {
    status: 200,
    title: 'Welcome',
    path: '/',
    viewer,
    script: copyScript,
    body: html`${buildDenial(viewer)}
      <section class="hero" aria-labelledby="title">
        <div>
          <h1 id="title">Sign&#8209;in that says <em>who</em> may do <em>what</em>, and why</h1>
          <p class="lead">
            A small Node app on the library x&#8209;oidc. It turns what an OpenID provider says about people
            into the roles of the app, and shows how each decision came about.
          </p>
          <p class="actions">
            <a class="button primary" href="${signInHref(viewer)}">Sign in</a>
            <a class="button" href="/try">Try your claims</a>
            <a class="button" href="#set-up">The set-up</a>
          </p>
        </div>
        ${buildHeroPicture()}
      </section>
      <section aria-labelledby="people">
        <h2 id="people">Who can sign in</h2>
        <p>
          These people are invented, so there are no passwords. Each card leads to the provider, which asks
          who you are. Then Explanation in the menu shows the decision, also to a person who is not admitted.
        </p>
        ${buildRoleTrial(trial)}
        <ul class="people" role="list">
          ${Object.values(people).map(
            ({ name, description, expected }) =>
              html`<li>
                <a class="card person" href="${signInHref(viewer)}">
                  ${buildAvatar(name)}
                  <span>
                    <strong>${name}</strong>
                    <span>${description}</span>
                    ${buildOutcome(expected.roles)}
                  </span>
                </a>
              </li>`,
          )}
        </ul>
      </section>
      <section aria-labelledby="promises">
        <h2 id="promises">What it does for you</h2>
        <ul class="promises" role="list">
          ${promises.map(
            ({ heading, text }) =>
              html`<li>
                <h3>${heading}</h3>
                <p>${text}</p>
              </li>`,
          )}
        </ul>
      </section>
      <section>
        <h2 id="set-up">The whole set-up</h2>
        <p>This is what the app that you are looking at runs with, as its source says it.</p>
        ${buildCopyable(readSetUp(), 'the set-up')}
      </section>`,
  }
}

/** A provider that knows the person asks only where the account is to be switched. */
function signInHref({ decision }: Viewer): string {
  return decision === undefined ? '/login' : '/oauth2/authorization/demo?switch=1'
}

function buildDenial({ decision }: Viewer): Html | undefined {
  if (decision === undefined || decision.admitted) return undefined
  return html`<section class="outcome shut" aria-labelledby="denial">
    <h2 id="denial"><bdi>${showText(decision.name ?? 'This account')}</bdi> was not let in</h2>
    <p>The reason is <code>${decision.reason}</code>.</p>
    <a class="button small" href="/explanation">See the decision</a>
  </section>`
}

function buildOutcome(roles: readonly string[]): Html {
  return roles.length === 0
    ? html`<span class="tag warm">is not admitted</span>`
    : html`<span class="tag">
        becomes ${roles.map((role) => role.replace(/^ROLE_/, '').toLowerCase()).join(', ')}
      </span>`
}
