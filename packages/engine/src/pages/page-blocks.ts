import { html, type Html } from './html.ts'
import { buildPageIcon, type PageIcon } from './page-icon.ts'
import type { PageTexts } from './page-texts.ts'

/** The icon and the heading with which every page begins. */
export function buildHeading(icon: PageIcon, heading: string): Html {
  return html`${buildPageIcon(icon)}
    <h1>${heading}</h1>`
}

/** The action that most people want. */
export function buildPrimaryLink(href: string, label: string): Html {
  return html`<a class="button primary" href="${keepWebAddress(href)}">${label}</a>`
}

/** A link that opens a new tab. Its label must say so. @param relation whether the new tab may send a message to this one */
export function buildLinkToNewTab(
  href: string,
  label: string,
  relation: 'noopener' | 'opener' = 'noopener',
): Html {
  return html`<a class="button primary" href="${keepWebAddress(href)}" target="_blank" rel="${relation}"
    >${label}</a
  >`
}

export function buildSecondaryLink(href: string, label: string): Html {
  return html`<a class="button" href="${keepWebAddress(href)}">${label}</a>`
}

/** A sign-out changes state, so this is a POST and never a link. */
export function buildSignOutForm(action: string, label: string, rank: 'primary' | 'secondary'): Html {
  const button =
    rank === 'primary'
      ? html`<button class="button primary">${label}</button>`
      : html`<button class="button">${label}</button>`
  return html`<form method="post" action="${keepWebAddress(action)}">${button}</form>`
}

export function buildActions(...actions: readonly Html[]): Html {
  return html`<div class="actions">${actions}</div>`
}

/** The signed-in user, if the name is known. It is isolated: its direction of writing does not affect the rest. */
export function buildAccount(
  name: string | undefined,
  { signedInAs }: PageTexts['common'],
): Html | undefined {
  if (name === undefined) return undefined
  return html`<p class="account">
    <span class="initial" aria-hidden="true">${initialOf(name)}</span>
    <span
      >${signedInAs} <strong><bdi>${breakAddress(name)}</bdi></strong></span
    >
  </p>`
}

/** A code that people quote when they ask for help. */
export function buildQuotedCode(sentence: string, code: string, reference: string | undefined): Html {
  const quoted = reference === undefined ? code : `${code} ${reference}`
  return html`<p class="quote">${sentence} <code>${quoted}</code></p>`
}

/** Lets a long e-mail address break before its host, and not only in the middle of a word. */
export function breakAddress(text: string): Html {
  const [local = '', ...hosts] = text.split('@')
  return html`${local}${hosts.map((host) => html`<wbr />@${host}`)}`
}

export function initialOf(name: string): string {
  return Array.from(name.trim())[0]?.toUpperCase() ?? ''
}

/**
 * Returns paths of our own origin, web addresses and the page's own address (`''`); replaces anything else, such as `javascript:`, by the start page.
 * The addresses come from our own code. This is a second defence, in case one of them contains untrusted text.
 */
export function keepWebAddress(address: string): string {
  return address === '' || /^(?:\/(?![/\\])|https?:\/\/)/.test(address) ? address : '/'
}
