import type { Claims, JsonValue } from './json.ts'
import { isJsonObject } from './own-member.ts'

/** The claims of a user. A standard claim has the type that OpenID Connect defines. Any other claim may be any JSON value. */
export type UserClaims = StandardClaims & Claims

/**
 * What OpenID Connect defines about a person. A provider may send any of these claims, or no claim. It sends most of them only if
 * the sign-in requests a scope.
 * @see OpenID Connect Core 1.0, section 5.1
 */
export interface StandardClaims {
  /** Identifies the person at the provider. Scope `openid`. */
  readonly sub?: string
  /** The full name for display. Scope `profile`. */
  readonly name?: string
  /** The given names. Scope `profile`. */
  readonly given_name?: string
  /** The surnames. Scope `profile`. */
  readonly family_name?: string
  /** The middle names. Scope `profile`. */
  readonly middle_name?: string
  /** The casual name. Scope `profile`. */
  readonly nickname?: string
  /** The name that the person prefers to be called by. It is not unique, and the person may change it. Scope `profile`. */
  readonly preferred_username?: string
  /** The URL of the profile page. Scope `profile`. */
  readonly profile?: string
  /** The URL of the profile picture. Scope `profile`. */
  readonly picture?: string
  /** The URL of the web page or blog. Scope `profile`. */
  readonly website?: string
  /** The e-mail address. It does not identify the person: see `email_verified`. Scope `email`. */
  readonly email?: string
  /** Whether the provider has verified the e-mail address. A provider's text `'true'` or `'false'` is read as a boolean. Scope `email`. */
  readonly email_verified?: boolean
  /** The gender: `female`, `male` or another text. Scope `profile`. */
  readonly gender?: string
  /** The birthday as `YYYY-MM-DD`, where `0000` stands for a year that is left out, or as `YYYY`. Scope `profile`. */
  readonly birthdate?: string
  /** The time zone, such as `Europe/Paris`. Scope `profile`. */
  readonly zoneinfo?: string
  /** The language and region, such as `en-US`. Scope `profile`. */
  readonly locale?: string
  /** The telephone number, such as `+1 (425) 555-1212`. Scope `phone`. */
  readonly phone_number?: string
  /** Whether the provider has verified the telephone number. A provider's text `'true'` or `'false'` is read as a boolean. Scope `phone`. */
  readonly phone_number_verified?: boolean
  /** The postal address. Scope `address`. */
  readonly address?: AddressClaim
  /** When the information was last updated, as NumericDate: seconds since 1970. Scope `profile`. */
  readonly updated_at?: number
}

/** A postal address, whole or in parts. @see OpenID Connect Core 1.0, section 5.1.1 */
export interface AddressClaim {
  /** The whole address for display or a label. It may have several lines. */
  readonly formatted?: string
  /** Street, house number and further lines. */
  readonly street_address?: string
  /** The city. */
  readonly locality?: string
  /** The state, province or region. */
  readonly region?: string
  /** The postal code. */
  readonly postal_code?: string
  /** The country. */
  readonly country?: string
}

const textClaims: ReadonlySet<string> = new Set([
  'sub',
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'nickname',
  'preferred_username',
  'profile',
  'picture',
  'website',
  'email',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
  'phone_number',
])

/** Apple and Amazon Cognito send text. The text `'false'` would count as true in a condition. */
function readFlag(value: JsonValue): boolean | undefined {
  if (value === 'true' || value === 'false') return value === 'true'
  return typeof value === 'boolean' ? value : undefined
}

const addressMembers = ['formatted', 'street_address', 'locality', 'region', 'postal_code', 'country']

function readAddress(value: JsonValue): JsonValue | undefined {
  if (!isJsonObject(value)) return undefined
  const hasTypes = addressMembers.every(
    (name) => !Object.hasOwn(value, name) || typeof value[name] === 'string',
  )
  return hasTypes ? value : undefined
}

/** Returns the value of a claim. For a standard claim of the wrong type, it returns undefined. */
function readClaim(name: string, value: JsonValue): JsonValue | undefined {
  switch (name) {
    case 'email_verified':
    case 'phone_number_verified':
      return readFlag(value)
    case 'address':
      return readAddress(value)
    case 'updated_at':
      return typeof value === 'number' ? value : undefined
    default:
      return textClaims.has(name) && typeof value !== 'string' ? undefined : value
  }
}

/**
 * Reads the claims of a user, so that each standard claim has its type. It leaves out a standard claim of the wrong type. For a
 * boolean claim, the texts `'true'` and `'false'` become booleans. Returns the same object if nothing has to change, and a frozen
 * one otherwise.
 */
export function readUserClaims(claims: Claims): UserClaims {
  const names = Object.keys(claims)
  const readMember = (name: string): JsonValue | undefined => readClaim(name, claims[name] as JsonValue)
  // Nearly all claims are as the standard has them, and every session that is not cached waits for this.
  if (names.every((name) => readMember(name) === claims[name])) return claims
  const members = names.map((name) => [name, readMember(name)] as const)
  return Object.freeze(Object.fromEntries(members.filter(([, value]) => value !== undefined))) as UserClaims
}
