import { html } from './html.ts'
import type { Page } from './page.ts'
import {
  buildAccount,
  buildActions,
  buildHeading,
  buildPrimaryLink,
  buildQuotedCode,
  buildSecondaryLink,
  buildSignOutForm,
} from './page-blocks.ts'

/** The page for a person who is signed in but lacks the role that this address needs. */
export function buildForbiddenPage(options: {
  readonly name: string
  /** The reference by which the operator finds this refusal. */
  readonly code: string
  readonly backHref: string
  readonly signOutAction: string
  readonly switchAccountHref: string
}): Page {
  const { name, code, backHref, signOutAction, switchAccountHref } = options
  return {
    title: 'Not allowed',
    body: html`${buildHeading('lock', 'You cannot open this page')}
      <p>You are signed in, but this page needs a permission that your account does not have.</p>
      ${buildAccount(name)}
      ${buildQuotedCode('Should you have it? Ask the operator of this application and quote', code)}
      ${buildActions(
        buildPrimaryLink(backHref, 'Go back'),
        buildSecondaryLink(switchAccountHref, 'Use another account'),
        buildSignOutForm(signOutAction, 'secondary'),
      )}`,
  }
}
