import { html } from './html.ts'
import type { Page } from './page.ts'
import { buildActions, buildHeading, buildPrimaryLink } from './page-blocks.ts'

/** The page after a sign-out. */
export function buildLoggedOutPage(options: {
  /** Whether the provider's own session has ended too. */
  readonly providerAlso: boolean
  readonly homeHref: string
}): Page {
  const { providerAlso, homeHref } = options
  const extent = providerAlso
    ? 'You are signed out here and at the provider where your account is.'
    : 'You are signed out here. You may still be signed in where your account is: on a shared computer, sign out there too.'
  return {
    title: 'Signed out',
    body: html`${buildHeading('check', 'You are signed out')}
      <p>${extent}</p>
      ${buildActions(buildPrimaryLink(homeHref, 'Back to the start'))}`,
  }
}
