import { html } from './html.ts'
import type { Page } from './page.ts'
import {
  buildAccount,
  buildActions,
  buildHeading,
  buildSecondaryLink,
  keepWebAddress,
} from './page-blocks.ts'

/** The page to use another account at a provider that lets people choose one only after a sign-out. */
export function buildSwitchAccountPage(options: {
  readonly name?: string | undefined
  /** The address of the sign-out that is followed by a sign-in. */
  readonly signOutAction: string
  readonly backHref: string
}): Page {
  const { name, signOutAction, backHref } = options
  return {
    title: 'Use another account',
    body: html`${buildHeading('leave', 'Use another account')}
      <p>Where your account is, you have to sign out before you can choose another one.</p>
      ${name === undefined ? undefined : buildAccount(name)}
      ${buildActions(
        html`<form method="post" action="${keepWebAddress(signOutAction)}">
          <button class="button primary">Sign out and choose</button>
        </form>`,
        buildSecondaryLink(backHref, 'Cancel'),
      )}`,
  }
}
