import type { ObjectReader } from './object-reader.ts'
import type { PagesConfig } from './oidc-config.ts'
import type { PageLocale } from './oidc-options.ts'
import { parseWebUrl } from './parse-urls.ts'

/** The languages of the library's own pages. The compiler checks that no language is missing. */
const pageLocales: Readonly<Record<PageLocale, true>> = { en: true, de: true }

/** Only the engine reads the option `render`. */
export const pagesKeys: readonly string[] = ['appName', 'logoUrl', 'locale', 'render']

/** Reads `pages`: how the library's own pages look, and their language. */
export function parsePages(reader: ObjectReader): PagesConfig {
  reader.checkFunction('render')
  const appName = parseDisplayText(reader, 'appName')
  const logoUrl = parseLogoUrl(reader)
  return {
    ...(appName !== undefined && { appName }),
    ...(logoUrl !== undefined && { logoUrl }),
    locale: reader.choice('locale', [...(Object.keys(pageLocales) as PageLocale[]), 'auto']) ?? 'en',
  }
}

/** Reads a short text that people see on a page. */
export function parseDisplayText(reader: ObjectReader, key: string): string | undefined {
  const text = reader.text(key)
  // Control characters and line breaks would be replaced on the page.
  if (text !== undefined && !/^(?!\s)[^\p{Cc}\u2028-\u202e\u2066-\u2069]{1,100}(?<!\s)$/u.test(text)) {
    const message = 'must be 1 to 100 characters without outer blanks, line breaks or control characters.'
    reader.error(key, 'invalid_value', message)
  }
  return text
}

/** Reads an address for an image. Only its host and path stand in the pages' Content-Security-Policy, where `,` and `;` are separators. */
function parseLogoUrl(reader: ObjectReader): string | undefined {
  const logoUrl = reader.text('logoUrl')
  if (logoUrl === undefined) return undefined
  const url = parseWebUrl(logoUrl.startsWith('/') ? `https://app.example.com${logoUrl}` : logoUrl)
  const isNamed = url?.scheme === 'https' && /^[a-z\d.-]+$/i.test(url.host)
  if (!isNamed || url.path.length < 2 || /[,;']|\/\/|\/$/.test(url.path)) {
    const message = "must be the path of an image, such as '/logo.svg', or its https URL."
    reader.error('logoUrl', 'invalid_url', message)
  }
  return logoUrl
}
