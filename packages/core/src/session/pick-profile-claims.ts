import type { Claims, JsonValue } from '../claims/json.ts'

/** @see OpenID Connect Core 1.0, section 5.1 */
const profileClaims = [
  'name',
  'given_name',
  'family_name',
  'preferred_username',
  'email',
  'email_verified',
  'picture',
  'locale',
]

/** A session lives in cookies: longer texts, in characters, are not worth their place in every request. */
const maxLength = 256

/** Picks the few standard claims that a session keeps. */
export function pickProfileClaims(claims: Claims): Claims {
  const picked: Record<string, JsonValue> = {}
  for (const name of profileClaims) {
    const value = Object.hasOwn(claims, name) ? claims[name] : undefined
    if (typeof value === 'boolean' || (typeof value === 'string' && value.length <= maxLength))
      picked[name] = value
  }
  return picked
}
