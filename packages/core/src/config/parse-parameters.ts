import type { ObjectReader } from './object-reader.ts'
import { readMembers } from './read-values.ts'

/** Parameters of a request that the library sends through the browser. */
export type Parameters = Readonly<Record<string, string>>

/** The parameters of an authorization request that the library sets, or deliberately leaves out. */
const ownOfAuthorization =
  /^(?:client_.*|redirect_uri|response_(?:type|mode)|scope|state|nonce|code_challenge.*|request(?:_uri)?|dpop_jkt)$/

/** The parameters of an RP-initiated logout that the library sets. */
const ownOfLogout = /^(?:id_token_hint|logout_hint|client_id|post_logout_redirect_uri|state)$/

/** Reads additional parameters of the authorization request. @see OpenID Connect Core 1.0, section 3.1.2.1 */
export function parseAuthorizationParams(reader: ObjectReader): Parameters {
  const params = parseParameters(reader, 'authorizationParams', ownOfAuthorization)
  const maxAge = params['max_age']
  // The sign-in's age is compared with it: with NaN or Infinity a sign-in would never be too old.
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge)) {
    const path = [...reader.path, 'authorizationParams', 'max_age']
    reader.issues.error(path, 'invalid_value', 'must be a whole number of seconds.')
  }
  return params
}

/** Reads additional parameters of a sign-out at the provider. @see OpenID Connect RP-Initiated Logout 1.0, section 2 */
export function parseLogoutParams(reader: ObjectReader): Parameters {
  return parseParameters(reader, 'logoutParams', ownOfLogout)
}

function parseParameters(reader: ObjectReader, key: string, own: RegExp): Parameters {
  const value = reader.value(key)
  if (value === undefined) return {}
  const place = [...reader.path, key]
  const expected = 'must be an object whose values are strings.'
  const params: [string, string][] = []
  for (const [name, text] of readMembers(value, place, reader.issues, { expected })) {
    const path = [...place, name]
    if (own.test(name)) {
      reader.issues.error(path, 'reserved', 'is set by the library and cannot be set here.')
    } else if (typeof text !== 'string') reader.issues.error(path, 'invalid_type', 'must be a string.')
    else params.push([name, text])
  }
  return Object.fromEntries(params)
}
