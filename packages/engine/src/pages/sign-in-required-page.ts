import { html } from './html.ts'
import type { Page } from './page.ts'
import { buildActions, buildHeading, buildPrimaryLink } from './page-blocks.ts'

/** The page of a 401 for a request that could not be redirected to the sign-in. */
export function buildSignInRequiredPage(options: { readonly signInHref: string }): Page {
  return {
    title: 'Sign in to continue',
    body: html`${buildHeading('lock', 'Sign in to continue')}
      <p>You are not signed in, or your session has ended. Nothing of your request was carried out.</p>
      ${buildActions(buildPrimaryLink(options.signInHref, 'Sign in'))}`,
  }
}
