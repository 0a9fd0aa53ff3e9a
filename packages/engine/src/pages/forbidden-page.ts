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
import type { PageData } from './page-content.ts'
import type { PageTexts } from './page-texts.ts'

/** The page for a person who is signed in but lacks the role that this address needs. */
export function buildForbiddenPage(
  { name, reference, backHref, signOutAction, switchAccountHref }: PageData['forbidden'],
  { common, forbidden: { title, heading, text, back, quote } }: PageTexts,
): Page {
  return {
    title,
    body: html`${buildHeading('lock', heading)}
      <p>${text}</p>
      ${buildAccount(name, common)} ${buildQuotedCode(quote, 'role_missing', reference)}
      ${buildActions(
        buildPrimaryLink(backHref, back),
        buildSecondaryLink(switchAccountHref, common.useAnotherAccount),
        buildSignOutForm(signOutAction, common.signOut, 'secondary'),
      )}`,
  }
}
