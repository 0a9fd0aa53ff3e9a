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
import type { PageData } from './page-content.ts'
import type { PageTexts } from './page-texts.ts'

/** The page for a person who signed in at the provider and is not admitted here. */
export function buildDeniedPage(
  { name, reason, reasonText, reference, signOutAction, switchAccountHref }: PageData['denied'],
  { common, denied: { title, heading, reasons, quote } }: PageTexts,
): Page {
  return {
    title,
    body: html`${buildHeading('shield', heading)}
      <p>${reasons[reason]}</p>
      ${reasonText === undefined ? undefined : html`<p dir="auto">${reasonText}</p>`}
      ${buildAccount(name, common)} ${buildQuotedCode(quote, reason, reference)}
      ${buildActions(
        buildPrimaryLink(switchAccountHref, common.useAnotherAccount),
        buildSignOutForm(signOutAction, common.signOut, 'secondary'),
      )}`,
  }
}
