import { html } from './html.ts'
import type { Page } from './page.ts'
import { breakAddress, buildHeading, initialOf, keepWebAddress } from './page-blocks.ts'
import type { PageData } from './page-content.ts'
import type { PageTexts } from './page-texts.ts'

/** The page to choose a provider from. */
export function buildChooseProviderPage(
  { providers }: PageData['chooseProvider'],
  { chooseProvider: { title, text } }: PageTexts,
): Page {
  const items = providers.map(
    ({ label, href }) =>
      html`<li>
        <a class="provider" href="${keepWebAddress(href)}">
          <span class="initial" aria-hidden="true">${initialOf(label)}</span>
          <bdi>${breakAddress(label)}</bdi>
        </a>
      </li>`,
  )
  return {
    title,
    body: html`${buildHeading('key', title)}
      <p>${text}</p>
      <ul class="providers" role="list">
        ${items}
      </ul>`,
  }
}
