import { html } from './html.ts'
import type { Page } from './page.ts'
import { buildActions, buildHeading, buildPrimaryLink, buildQuotedCode } from './page-blocks.ts'
import type { PageData } from './page-content.ts'
import type { PageTexts } from './page-texts.ts'

/** The page of an error. It tells people the problem and the remedy. */
export function buildErrorPage(
  { code, reference, retryHref }: PageData['error'],
  { common, error, errors }: PageTexts,
): Page {
  const { title, text } = errors[code]
  return {
    title,
    body: html`${buildHeading('alert', title)}
      <p>${text}</p>
      ${buildQuotedCode(error.quote, code, reference)}
      ${retryHref === undefined ? undefined : buildActions(buildPrimaryLink(retryHref, common.tryAgain))}`,
  }
}
