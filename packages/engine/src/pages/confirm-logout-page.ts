import { html } from './html.ts'
import type { Page } from './page.ts'
import {
  buildAccount,
  buildActions,
  buildHeading,
  buildSecondaryLink,
  buildSignOutForm,
} from './page-blocks.ts'

/** The page that asks before a sign-out; its form signs out. */
export function buildConfirmLogoutPage(options: {
  readonly name?: string | undefined
  readonly signOutAction: string
  readonly backHref: string
}): Page {
  const { name, signOutAction, backHref } = options
  return {
    title: 'Sign out',
    body: html`${buildHeading('leave', 'Sign out?')}
      <p>You can sign in again at any time.</p>
      ${name === undefined ? undefined : buildAccount(name)}
      ${buildActions(buildSignOutForm(signOutAction, 'primary'), buildSecondaryLink(backHref, 'Stay signed in'))}`,
  }
}
