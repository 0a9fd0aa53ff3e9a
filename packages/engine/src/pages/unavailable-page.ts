import { html } from './html.ts'
import type { Page } from './page.ts'
import { buildActions, buildHeading, buildPrimaryLink, buildQuotedCode } from './page-blocks.ts'

/** The page of a 503: the provider or the store does not answer. */
export function buildUnavailablePage(options: {
  /** The error's code. */
  readonly code: string
  readonly retryHref: string
}): Page {
  return {
    title: 'Not available right now',
    body: html`${buildHeading('clock', 'Not available right now')}
      <p>
        A service that this application needs for signing in does not answer. This is not about your account;
        please try again in a moment.
      </p>
      ${buildQuotedCode('If it lasts, ask for help and quote', options.code)}
      ${buildActions(buildPrimaryLink(options.retryHref, 'Try again'))}`,
  }
}
