import { html } from './html.ts'
import type { Page } from './page.ts'
import { buildActions, buildHeading, buildPrimaryLink, buildQuotedCode } from './page-blocks.ts'
import type { PageData } from './page-content.ts'
import type { PageTexts } from './page-texts.ts'

/** The page of a 503: the provider or the store does not answer. */
export function buildUnavailablePage(
  { code, reference, retryHref }: PageData['unavailable'],
  { common, unavailable: { title, text, quote } }: PageTexts,
): Page {
  return {
    title,
    body: html`${buildHeading('clock', title)}
      <p>${text}</p>
      ${buildQuotedCode(quote, code, reference)} ${buildActions(buildPrimaryLink(retryHref, common.tryAgain))}`,
  }
}
