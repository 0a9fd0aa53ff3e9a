import { html } from './html.ts'
import type { Page } from './page.ts'
import {
  buildAccount,
  buildActions,
  buildHeading,
  buildPrimaryLink,
  buildQuotedCode,
  buildSignOutForm,
} from './page-blocks.ts'

/** The page for a person who signed in at the provider and is not admitted here. */
export function buildDeniedPage(options: {
  readonly name?: string | undefined
  /** One or two sentences for people. */
  readonly reason: string
  /** The reference by which the operator finds this denial. */
  readonly code: string
  readonly signOutAction: string
  readonly switchAccountHref: string
}): Page {
  const { name, reason, code, signOutAction, switchAccountHref } = options
  return {
    title: 'No access',
    body: html`${buildHeading('shield', 'This account has no access')}
      <p>${reason}</p>
      ${name === undefined ? undefined : buildAccount(name)}
      ${buildQuotedCode('Is this a mistake? Ask the operator of this application and quote', code)}
      ${buildActions(
        buildPrimaryLink(switchAccountHref, 'Use another account'),
        buildSignOutForm(signOutAction, 'secondary'),
      )}`,
  }
}
