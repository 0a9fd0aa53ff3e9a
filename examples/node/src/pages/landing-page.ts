import { people } from '../people.ts'
import { buildHeroPicture } from './build-hero-picture.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import { buildAvatar } from './page-blocks.ts'
import type { Page } from './page.ts'
import { readSetUp } from './read-set-up.ts'

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

/** The page for anonymous users: what this is, and who can sign in. */
export function buildLandingPage(): Page {
  return {
    status: 200,
    title: 'Welcome',
    path: '/',
    user: undefined,
    body: html`<section class="hero" aria-labelledby="title">
        <div>
          <h1 id="title">Sign&#8209;in that says <em>who</em> may do <em>what</em>, and why</h1>
          <p class="lead">
            A small Node app with OpenID Connect. It turns what a provider says about people into the roles of
            the app, and shows how each decision came about.
          </p>
          <p class="actions">
            <a class="button primary" href="/login">Sign in</a>
            <a class="button" href="/try">Try your claims</a>
            <a class="button" href="#set-up">The set-up</a>
          </p>
        </div>
        ${buildHeroPicture()}
      </section>
      <section aria-labelledby="people">
        <h2 id="people">Who can sign in</h2>
        <p>Everybody here is invented, so there are no passwords: choose one on the next page.</p>
        <ul class="people" role="list">
          ${Object.values(people).map(
            ({ name, description, expected }) =>
              html`<li class="card person">
                ${buildAvatar(name)}
                <div>
                  <h3>${name}</h3>
                  <p>${description}</p>
                  ${buildOutcome(expected.roles)}
                </div>
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
        <pre class="card code" tabindex="0" role="region" aria-labelledby="set-up">${readSetUp()}</pre>
      </section>`,
  }
}

function buildOutcome(roles: readonly string[]): Html {
  return roles.length === 0
    ? html`<p class="tag warm">is turned away</p>`
    : html`<p class="tag">
        becomes ${roles.map((role) => role.replace(/^ROLE_/, '').toLowerCase()).join(', ')}
      </p>`
}
