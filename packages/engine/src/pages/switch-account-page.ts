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

/** The page to use another account at a provider that lets people choose one only after a sign-out. */
export function buildSwitchAccountPage(
  { name, signOutAction, backHref }: PageData['switchAccount'],
  { common, switchAccount: { title, text, signOut, cancel } }: PageTexts,
): Page {
  return {
    title,
    body: html`${buildHeading('leave', title)}
      <p>${text}</p>
      ${buildAccount(name, common)}
      ${buildActions(
        buildSignOutForm(signOutAction, signOut, 'primary'),
        buildSecondaryLink(backHref, cancel),
      )}`,
  }
}
