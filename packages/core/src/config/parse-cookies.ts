import type { ObjectReader } from './object-reader.ts'
import type { SessionConfig } from './oidc-config.ts'
import { isLoopback, parseWebUrl } from './parse-urls.ts'

/** Reads `sameSite`. */
export function parseSameSite(reader: ObjectReader, baseUrl: string): SessionConfig['sameSite'] {
  if (reader.value('sameSite') === 'strict') {
    const message =
      "is 'strict': a link from another site would open the application without the session. Leave it out."
    reader.error('sameSite', 'invalid_value', message)
    return 'lax'
  }
  const sameSite = reader.choice('sameSite', ['lax', 'none']) ?? 'lax'
  const url = parseWebUrl(baseUrl)
  if (sameSite === 'none' && url?.scheme === 'http' && !isLoopback(url.host)) {
    const message = "is 'none', which browsers accept only over https: change baseUrl."
    reader.error('sameSite', 'insecure_url', message)
  }
  return sameSite
}

/**
 * Reads `cookieDomain`, and warns of what is lost. Which domains are public suffixes, such as `co.uk`, browsers alone know: they drop a
 * cookie of one.
 */
export function parseCookieDomain(reader: ObjectReader, baseUrl: string): string | undefined {
  const domain = reader.text('cookieDomain')
  const host = parseWebUrl(baseUrl)?.host
  if (domain === undefined || host === undefined) return domain
  // A name with a number at its end is an IPv4 address.
  const isDomain = /^[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z][a-z\d-]*$/.test(domain)
  if (!isDomain || !`.${host}`.endsWith(`.${domain}`)) {
    const message = `must be a domain of at least two labels that "${host}", the host of baseUrl, ends with, such as example.com for app.example.com.`
    reader.error('cookieDomain', 'invalid_value', message)
  } else {
    const message =
      `gives the session to every host below ${domain}. Each of them can read it and replace it by another, which the prefix __Host- ` +
      'prevents. Set it only if all of these hosts are yours.'
    reader.warn('cookieDomain', 'cookie_domain_shared', message)
  }
  return domain
}
