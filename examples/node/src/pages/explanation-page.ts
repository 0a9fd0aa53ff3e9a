import type { Decision } from '@x/oidc-node'
import type { User } from '@x/oidc-node'
import { buildAccessFlow } from '../picture/build-access-flow.ts'
import { html } from './html.ts'
import type { Page } from './page.ts'

/** The page that explains a sign-in's decision: a picture, then the same in words. */
export function buildExplanationPage(
  user: User,
  decision: Decision | undefined,
  text: string | undefined,
): Page {
  return {
    status: 200,
    title: 'Explanation',
    path: '/explanation',
    user,
    body:
      decision === undefined || text === undefined
        ? html`<h1>No explanation was kept</h1>
            <p class="lead">
              This session holds no trace. With <code>keep: { trace: true }</code>, the next one will.
            </p>`
        : html`<h1>Why <bdi>${user.name}</bdi> is let in</h1>
            <p class="lead">
              From what the provider sent, through the role mapping, to the roles of this app and its gate.
            </p>
            ${buildAccessFlow(decision.trace)}
            <section>
              <h2 id="words">In words</h2>
              <pre class="card words" tabindex="0" role="region" aria-labelledby="words">${text}</pre>
            </section>`,
  }
}
