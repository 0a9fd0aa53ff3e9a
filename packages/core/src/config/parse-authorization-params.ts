import type { ObjectReader } from './object-reader.ts'
import { readMembers } from './read-values.ts'

/** What the library itself says in an authorization request, or says by leaving it out. */
const ours =
  /^(?:client_.*|redirect_uri|response_(?:type|mode)|scope|state|nonce|code_challenge.*|request(?:_uri)?|dpop_jkt)$/

/** Reads more parameters for the authorization request, none of which is one of ours. */
export function parseAuthorizationParams(reader: ObjectReader): Readonly<Record<string, string>> {
  const value = reader.value('authorizationParams')
  if (value === undefined) return {}
  const place = [...reader.path, 'authorizationParams']
  const expected = 'must be an object whose values are strings.'
  const params: [string, string][] = []
  for (const [name, text] of readMembers(value, place, reader.issues, { expected })) {
    const path = [...place, name]
    if (ours.test(name)) {
      reader.issues.error(path, 'reserved', 'is ours and cannot be set here.')
    } else if (name === 'max_age' && typeof text === 'string' && !/^\d{1,9}$/.test(text)) {
      // The sign-in's age is compared with it: what is no number, or Infinity, would never be too long ago.
      reader.issues.error(path, 'invalid_value', 'must be a whole number of seconds.')
    } else if (typeof text !== 'string') reader.issues.error(path, 'invalid_type', 'must be a string.')
    else params.push([name, text])
  }
  return Object.fromEntries(params)
}
