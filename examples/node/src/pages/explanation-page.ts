import { explainAccess } from '@x/oidc-node'
import type { Decision } from '@x/oidc-node'
import { showText } from '@x/oidc-picture'
import { buildFragment, html } from '@x/oidc-picture/markup'
import type { Html } from '@x/oidc-picture/markup'
import { buildCopyable } from '@x/playground/blocks'
import { copyScript } from './browser-modules.ts'
import { buildSignOutForm } from './page-blocks.ts'
import type { Page, Viewer } from './page.ts'

/** The page that explains the decision of a sign-in, whatever it was: a picture, then the same in words. */
export function buildExplanationPage(viewer: Viewer): Page {
  const { decision } = viewer
  return {
    status: 200,
    title: 'Explanation',
    path: '/explanation',
    viewer,
    script: copyScript,
    body:
      decision === undefined
        ? buildWithoutTrace()
        : html`${buildHeading(decision)} ${buildPicture(decision)}`,
  }
}

function buildHeading(decision: Decision): Html {
  if (decision.admitted)
    return html`<h1>Why <bdi>${decision.name}</bdi> is let in</h1>
      <p class="lead">
        From what the provider sent, through the role mapping, to the roles of this app and its gate.
      </p>`
  return html`<h1>Why <bdi>${showText(decision.name ?? 'this account')}</bdi> is not let in</h1>
    <p class="lead">
      The sign-in at the provider worked, and this app said no: <code>${decision.reason}</code>. There is no
      session. The words below are also in the log of the app.
    </p>
    <div class="actions">
      <a class="button primary" href="/oauth2/authorization/demo?switch=1">Use another account</a>
      ${buildSignOutForm('')}
    </div>`
}

function buildPicture(decision: Decision): Html {
  return html`${buildFragment(decision)}
    <section aria-labelledby="words">
      <h2 id="words">In words</h2>
      ${buildCopyable(explainAccess(decision), 'the explanation')}
    </section>`
}

function buildWithoutTrace(): Html {
  return html`<h1>No explanation was kept</h1>
    <p class="lead">
      The trace of this sign-in is not in the session: it did not fit, or
      <code>keep: { trace: true }</code> was not set. The next sign-in tries again.
    </p>
    <p class="actions">
      <a class="button" href="/oauth2/authorization/demo?switch=1">Sign in again</a>
      <a class="button" href="/try">Try the claims by hand</a>
    </p>`
}
