import type { ObjectReader } from './object-reader.ts'
import type { SessionConfig } from './oidc-config.ts'
import { isLoopback, parseWebUrl } from './parse-urls.ts'

/** Reads `sameSite`. */
export function parseSameSite(reader: ObjectReader, baseUrl: string): SessionConfig['sameSite'] {
  const url = parseWebUrl(baseUrl)
  if (reader.value('sameSite') === 'strict') {
    const message = "is 'strict': links from other sites would lose the session."
    reader.error('sameSite', 'invalid_value', message)
    return 'lax'
  }
  const sameSite = reader.choice('sameSite', ['lax', 'none']) ?? 'lax'
  // Browsers accept it with `Secure` alone, and `Secure` over http on this machine.
  if (sameSite === 'none' && url?.scheme === 'http' && !isLoopback(url.host))
    reader.error('sameSite', 'insecure_url', "is 'none', which needs an https baseUrl.")
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
  // The labels of a host were checked. A name with a number at its end is an IPv4 address.
  if (/\w\.[a-z][\w-]*$/.test(domain) && `.${host}`.endsWith(`.${domain}`)) {
    const message = `lets every host below ${domain} read and replace the session, which __Host- prevents. All must be yours.`
    reader.warn('cookieDomain', 'cookie_domain_shared', message)
  } else {
    const message = `must be an end of ${host}, as example.com is of app.example.com.`
    reader.error('cookieDomain', 'invalid_value', message)
  }
  return domain
}
