import type { Claims } from '@x/oidc-core'

/**
 * Resolves the scopes of a token: `scope` (RFC 9068, section 2.2.3; RFC 7662, section 2.2), or `scp` as Entra ID and Okta
 * call it. None granted is none, never all; undefined is a claim that is no list of scopes.
 */
export function resolveScopes(claims: Claims): ReadonlySet<string> | undefined {
  const value = findScopes(claims)
  if (typeof value === 'string') return new Set(value.split(' ').filter((scope) => scope !== ''))
  return isList(value) ? new Set(value) : undefined
}

/** Whether `resolveScopes` resolves them, without the work. */
export function hasReadableScopes(claims: Claims): boolean {
  const value = findScopes(claims)
  return typeof value === 'string' || isList(value)
}

function findScopes(claims: Claims): unknown {
  if (Object.hasOwn(claims, 'scope')) return claims['scope']
  return Object.hasOwn(claims, 'scp') ? claims['scp'] : ''
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((scope) => typeof scope === 'string')
}
