import type { OidcConfig } from '@x/oidc-core'
import { html, type Html } from './html.ts'

/** The parts of a page that show to which application it belongs. */
export interface Brand {
  /** Stands above the page: logo and name. Undefined if neither is configured. */
  readonly header: Html | undefined
  readonly appName: string | undefined
  /** The source expression for exactly the logo. @see Content Security Policy Level 3, section 2.3.1 */
  readonly logoSource: string | undefined
}

export function resolveBrand({ baseUrl, pages }: OidcConfig): Brand {
  const { appName, logoUrl } = pages
  const { origin, hostname } = new URL(baseUrl)
  // The address is absolute, because the Content-Security-Policy names this host, and the page may be open at another name of the
  // host.
  const logo = logoUrl?.startsWith('/') === true ? origin + logoUrl : logoUrl
  // Next to the name, the logo is decoration.
  const image =
    logo === undefined
      ? undefined
      : html`<img src="${logo}" alt="${appName === undefined ? hostname : ''}" />`
  const name = appName === undefined ? undefined : html`<bdi>${appName}</bdi>`
  const isBranded = image !== undefined || name !== undefined
  return {
    header: isBranded ? html`<header class="app">${image}${name}</header>` : undefined,
    appName,
    logoSource: logo === undefined ? undefined : buildSource(logo),
  }
}

/** A source expression has no query, and cannot name an IPv6 address: that of our own origin is then `'self'`. */
function buildSource(logo: string): string {
  const { origin, pathname, hostname } = new URL(logo)
  return hostname.startsWith('[') ? "'self'" : origin + pathname
}
