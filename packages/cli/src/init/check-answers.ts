import { isLoopback } from '@x/oidc-core'
import { readBaseUrl } from '../arguments/read-base-url.ts'
import { showAddress } from '../arguments/show-address.ts'
import { UsageError } from '../surroundings.ts'
import type { RolesPlace } from './known-provider.ts'
import { readClaimPlace } from './providers.ts'

/**
 * Checks a value for the file of variables: one that ends a line would begin another variable.
 * @throws UsageError that does not show the value: it may be a secret
 */
export function checkLine(name: string, value: string): string {
  if (value.trim() !== '' && !/\p{Cc}/u.test(value)) return value
  throw new UsageError(`${name} is empty or has control characters. Write it on one line.`)
}

/** @throws UsageError if the value is no issuer. @see OpenID Connect Core 1.0, section 2 */
export function checkIssuer(name: string, issuer: string): string {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined
  const isSecure = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
  const isPlain = url?.search === '' && url.hash === '' && url.username === '' && url.password === ''
  if (isSecure && isPlain) return checkLine(name, issuer)
  throw new UsageError(
    `${name} ${showAddress(issuer)} is no issuer: it is an https address without a query, such as https://id.example.com. On this machine http is allowed.`,
  )
}

/** @throws UsageError if the value is no origin of an application */
export function readOrigin(name: string, given: string): string {
  const baseUrl = readBaseUrl(given, name)
  if (new URL(baseUrl).pathname === '/') return baseUrl
  throw new UsageError(
    `${name} ${showAddress(given)} has a path. The application that is written answers at the top of its origin: leave the path out.`,
  )
}

/** @throws UsageError if the value is neither the name of a claim nor its path */
export function readPlace(name: string, given: string): RolesPlace {
  const place = readClaimPlace(checkLine(name, given))
  if (place !== undefined) return place
  throw new UsageError(
    `${name} ${JSON.stringify(given)} is no path: write a JSON list of texts, such as ["realm_access","roles"].`,
  )
}
