import { escapeHtml } from './escape-html.ts'
import { renderPage } from './page.ts'

/** Renders the page that asks before a sign-out at the provider. `form` is an HTML form with the id `op.logoutForm`. */
export function renderSignOutPage(form: string, clientId: string | undefined): string {
  const from = clientId === undefined ? '' : `<p>asked for by <strong>${escapeHtml(clientId)}</strong></p>`
  return renderPage(
    'Sign out?',
    `${from}${form}
<div class="actions">
<button class="primary" form="op.logoutForm" name="logout" value="yes">Sign out</button>
<button class="plain" form="op.logoutForm">Stay signed in</button>
</div>`,
  )
}

/** Renders the page after a sign-out without `post_logout_redirect_uri`. */
export function renderSignedOutPage(): string {
  return renderPage('Signed out', '<p>You are signed out of the test provider.</p>')
}
