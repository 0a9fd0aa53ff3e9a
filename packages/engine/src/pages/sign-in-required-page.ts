import { html } from './html.ts'
import type { Page } from './page.ts'
import { buildActions, buildHeading, buildLinkToNewTab, buildPrimaryLink } from './page-blocks.ts'

/** The page of a 401 for a request that could not be redirected to the sign-in. */
export function buildSignInRequiredPage(options: {
  readonly signInHref: string
  /** Whether one of our own pages sent the request, such as a form: only a reload of this page can send it again. */
  readonly sent: boolean
}): Page {
  const { signInHref, sent } = options
  return {
    title: 'Sign in to continue',
    body: sent
      ? html`${buildHeading('lock', 'Sign in to continue')}
          <p>
            You are not signed in, or your session has ended. <strong>What you sent was not saved.</strong>
          </p>
          <p>
            Nothing is lost if you sign in in a new tab, then come back to this one and reload it: your
            browser sends everything once more.
          </p>
          ${buildActions(buildLinkToNewTab(signInHref, 'Sign in in a new tab'))}`
      : html`${buildHeading('lock', 'Sign in to continue')}
          <p>You are not signed in, or your session has ended. Nothing of your request was carried out.</p>
          ${buildActions(buildPrimaryLink(signInHref, 'Sign in'))}`,
  }
}
