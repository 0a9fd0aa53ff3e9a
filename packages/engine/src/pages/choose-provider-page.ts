import { html } from './html.ts'
import type { Page } from './page.ts'
import { buildHeading, initialOf, keepWebAddress } from './page-blocks.ts'

export interface ProviderChoice {
  readonly label: string
  /** The address that starts the sign-in with this provider. */
  readonly href: string
}

/** The page to choose a provider from. */
export function buildChooseProviderPage(options: { readonly providers: readonly ProviderChoice[] }): Page {
  const items = options.providers.map(
    ({ label, href }) =>
      html`<li>
        <a class="provider" href="${keepWebAddress(href)}">
          <span class="initial" aria-hidden="true">${initialOf(label)}</span>
          <bdi>${label}</bdi>
        </a>
      </li>`,
  )
  return {
    title: 'Sign in',
    body: html`${buildHeading('key', 'Sign in')}
      <p>Choose where your account is.</p>
      <ul class="providers" role="list">
        ${items}
      </ul>`,
  }
}
