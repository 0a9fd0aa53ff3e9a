import type { Claims } from '@x/oidc-core'

/**
 * Resolves the scopes of a token: `scope` (RFC 9068, section 2.2.3; RFC 7662, section 2.2), or `scp` as Entra ID and Okta
 * call it. None granted is none, never all; undefined is a claim that is no list of scopes.
 */
export function resolveScopes(claims: Claims): ReadonlySet<string> | undefined {
  const name = Object.hasOwn(claims, 'scope') ? 'scope' : 'scp'
  if (!Object.hasOwn(claims, name)) return new Set()
  const value: unknown = claims[name]
  if (typeof value === 'string') return new Set(value.split(' ').filter((scope) => scope !== ''))
  const isList = Array.isArray(value) && value.every((scope) => typeof scope === 'string')
  return isList ? new Set(value) : undefined
}
