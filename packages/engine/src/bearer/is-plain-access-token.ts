import type { Claims } from '@x/oidc-core'

/** Only ID Tokens and logout tokens have these. */
const marksOfOthers = ['at_hash', 'c_hash', 's_hash', 'events']

/** Only access tokens have these: of Entra ID, ADFS, Okta, Auth0, Keycloak, Cognito and most others. */
const marksOfAccess = ['scope', 'scp', 'client_id', 'azpacr', 'appid', 'appidacr', 'cid', 'gty']

/**
 * Tells an access token that is not typed from an ID Token and a logout token, which the same keys sign, sometimes for the
 * same audience: it must have a mark of an access token and none of another kind.
 * @see RFC 8725, section 3.12; RFC 9068, section 4
 */
export function isPlainAccessToken(claims: Claims): boolean {
  const has = (name: string): boolean => Object.hasOwn(claims, name)
  if (hasMarksOfOthers(claims)) return false
  // Keycloak says `Bearer`, `ID`, `Refresh` or `Logout`; Cognito `access` or `id`.
  if (has('typ') && claims['typ'] !== 'Bearer') return false
  if (has('token_use') && claims['token_use'] !== 'access') return false
  if (has('typ') || has('token_use')) return true
  return !has('nonce') && marksOfAccess.some(has)
}

export function hasMarksOfOthers(claims: Claims): boolean {
  return marksOfOthers.some((name) => Object.hasOwn(claims, name))
}
