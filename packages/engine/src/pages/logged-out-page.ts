import { html } from './html.ts'
import type { Page } from './page.ts'
import { buildActions, buildHeading, buildPrimaryLink } from './page-blocks.ts'
import type { PageData } from './page-content.ts'
import type { PageTexts } from './page-texts.ts'

/** The page after a sign-out. */
export function buildLoggedOutPage(
  { providerAlso, homeHref }: PageData['loggedOut'],
  { loggedOut: { title, heading, hereAlone, atProviderToo, back } }: PageTexts,
): Page {
  return {
    title,
    body: html`${buildHeading('check', heading)}
      <p>${providerAlso ? atProviderToo : hereAlone}</p>
      ${buildActions(buildPrimaryLink(homeHref, back))}`,
  }
}
