import type { Claims } from '../claims/json.ts'
import { ownMember } from '../claims/own-member.ts'
import { type BrokenIdTokenRule, type IdTokenExpectations, validateIdToken } from './id-token.ts'

/** The claims of the ID Token of the sign-in, which every later ID Token of the session must repeat. */
export interface OriginalIdToken {
  /** The claim `iss`. */
  readonly issuer: string
  /** The claim `sub`. */
  readonly subject: string
  /** The claim `auth_time`; undefined if the ID Token had none. */
  readonly authTime?: number | undefined
  /** The claim `nonce`. If it is undefined, a refreshed ID Token with a `nonce` is refused. */
  readonly nonce?: string | undefined
}

/** The expected values of an ID Token that came with refreshed tokens. */
export interface RefreshedIdTokenExpectations extends Omit<
  IdTokenExpectations,
  'nonce' | 'maxAgeSeconds' | 'accessTokenHash'
> {
  /** The expected `at_hash`. Undefined if the answer had no access token: `at_hash` is then not compared. */
  readonly accessTokenHash?: string | undefined
  /** The ID Token of the sign-in. */
  readonly original: OriginalIdToken
}

/**
 * Validates the header and claims of an ID Token that came with refreshed tokens, and whose signature has been verified. The token
 * may leave `nonce`, `auth_time` and `acr` out, because the person did not sign in again.
 * @remarks `max_age` is not compared: the age of the authentication was validated at the sign-in.
 * @returns `undefined` for a valid ID Token, or the first rule that it fails
 * @see OpenID Connect Core 1.0, section 12.2
 */
export function validateRefreshedIdToken(
  header: Claims,
  claims: Claims,
  { original, ...expected }: RefreshedIdTokenExpectations,
): BrokenIdTokenRule {
  const rule = validateIdToken(header, claims, {
    ...expected,
    accessTokenHash: expected.accessTokenHash ?? readText(claims, 'at_hash'),
    nonce: Object.hasOwn(claims, 'nonce') ? original.nonce : undefined,
    requiredAcrValues: Object.hasOwn(claims, 'acr') ? expected.requiredAcrValues : [],
  })
  if (rule !== undefined) return rule
  // The configuration may name another issuer now than at the sign-in.
  if (original.issuer !== expected.issuer) return 'iss'
  if (ownMember(claims, 'sub') !== original.subject) return 'sub'
  return isAuthenticationOf(claims, original) ? undefined : 'auth_time'
}

/** Without an access token in the same answer there is nothing that `at_hash` could protect. It must be text all the same. */
function readText(claims: Claims, name: string): string | undefined {
  const value = ownMember(claims, name)
  return typeof value === 'string' ? value : undefined
}

function isAuthenticationOf(claims: Claims, { authTime }: OriginalIdToken): boolean {
  return (
    authTime === undefined ||
    !Object.hasOwn(claims, 'auth_time') ||
    ownMember(claims, 'auth_time') === authTime
  )
}
