import { html } from './html.ts'
import type { Page } from './page.ts'
import {
  buildAccount,
  buildActions,
  buildHeading,
  buildSecondaryLink,
  buildSignOutForm,
} from './page-blocks.ts'
import type { PageData } from './page-content.ts'
import type { PageTexts } from './page-texts.ts'

/** The page that asks before a sign-out; its form signs out. */
export function buildConfirmLogoutPage(
  { name, signOutAction, backHref }: PageData['confirmLogout'],
  { common, confirmLogout: { title, heading, text, stay } }: PageTexts,
): Page {
  return {
    title,
    body: html`${buildHeading('leave', heading)}
      <p>${text}</p>
      ${buildAccount(name, common)}
      ${buildActions(
        buildSignOutForm(signOutAction, common.signOut, 'primary'),
        buildSecondaryLink(backHref, stay),
      )}`,
  }
}
