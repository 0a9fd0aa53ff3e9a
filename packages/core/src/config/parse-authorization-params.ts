import type { ObjectReader } from './object-reader.ts'

/** What the library itself says in an authorization request, or says by leaving it out. */
const ours =
  /^(?:client_.*|redirect_uri|response_(?:type|mode)|scope|state|nonce|code_challenge.*|request(?:_uri)?|dpop_jkt)$/

/** Reads more parameters for the authorization request, none of which is one of ours. */
export function parseAuthorizationParams(reader: ObjectReader): Readonly<Record<string, string>> {
  const value = reader.value('authorizationParams')
  if (value === undefined) return {}
  if (!(value instanceof Map)) {
    reader.error('authorizationParams', 'invalid_type', 'must be an object whose values are strings.')
    return {}
  }
  const params: [string, string][] = []
  for (const [name, text] of value as Map<string, unknown>) {
    const path = [...reader.path, 'authorizationParams', name]
    if (ours.test(name)) {
      reader.issues.error(path, 'reserved', 'is ours and cannot be set here.')
    } else if (typeof text !== 'string') reader.issues.error(path, 'invalid_type', 'must be a string.')
    else params.push([name, text])
  }
  return Object.fromEntries(params)
}
