import type { Claims } from '../claims/json.ts'
import { ownMember } from '../claims/own-member.ts'
import { type Clock, isFutureInstant, isRecentInstant } from './instant.ts'
import { isAudienceAccepted } from './audience.ts'
import { hasLogoutEvent } from './logout-event.ts'
import { isSubject } from './subject.ts'

/** The expected values of a logout token. */
export interface LogoutTokenExpectations extends Clock {
  /** The issuer of the provider, compared with `iss`. */
  readonly issuer: string
  /** The client of sign-ins, compared with `aud`. */
  readonly clientId: string
  /** Audiences accepted beside the client. */
  readonly trustedAudiences: readonly string[]
}

/** The names of the rules; the tests name the requirement ids. */
export type LogoutTokenRule =
  'typ' | 'iss' | 'aud' | 'exp' | 'iat' | 'jti' | 'events' | 'nonce' | 'sub' | 'sid' | 'sub_or_sid'

/** What a valid logout token says. */
export interface LogoutRequest {
  /** Identifies the token at its issuer. */
  readonly tokenId: string
  /** NumericDate at which the token expires. */
  readonly expiresAt: number
  /** The person; undefined if the token names the session alone. */
  readonly subject: string | undefined
  /** The session at the provider; undefined if all sessions of the person end. */
  readonly sessionId: string | undefined
}

/** What the token says, or the first rule that it fails. */
export type LogoutTokenResult =
  | { readonly ok: true; readonly value: LogoutRequest }
  | { readonly ok: false; readonly rule: LogoutTokenRule }

/** Maximum age in seconds: a provider sends the token at once, and may repeat the request for some minutes. */
const maxAgeOfIatSeconds = 600

/** Maximum seconds until `exp`. Section 4 recommends at most two minutes, and some providers use five or ten. */
const maxLifetimeSeconds = 3600

/** Maximum characters of `jti` and `sid`: the store of used tokens and of logouts has hashes of them. */
const maxIdLength = 1000

type Check = (claims: Claims, expected: LogoutTokenExpectations) => boolean

const checks: readonly (readonly [LogoutTokenRule, Check])[] = [
  ['iss', (claims, expected) => ownMember(claims, 'iss') === expected.issuer],
  ['aud', isAudienceAccepted],
  ['exp', isExpiryAccepted],
  ['iat', (claims, expected) => isRecentInstant(ownMember(claims, 'iat'), maxAgeOfIatSeconds, expected)],
  ['jti', (claims) => isId(ownMember(claims, 'jti'))],
  ['events', hasLogoutEvent],
  ['nonce', (claims) => !Object.hasOwn(claims, 'nonce')],
  ['sub', (claims) => !Object.hasOwn(claims, 'sub') || isSubject(claims['sub'])],
  ['sid', (claims) => !Object.hasOwn(claims, 'sid') || isId(claims['sid'])],
  ['sub_or_sid', (claims) => Object.hasOwn(claims, 'sub') || Object.hasOwn(claims, 'sid')],
]

/**
 * Validates the header and claims of a logout token whose signature has been verified. Claims that it does not know are ignored.
 * @remarks It does not verify the signature; claims of an unverified token prove nothing.
 * @see OpenID Connect Back-Channel Logout 1.0, sections 2.4 and 2.6
 */
export function validateLogoutToken(
  header: Claims,
  claims: Claims,
  expected: LogoutTokenExpectations,
): LogoutTokenResult {
  const rule = isLogoutTokenType(ownMember(header, 'typ'))
    ? checks.find(([, holds]) => !holds(claims, expected))?.[0]
    : 'typ'
  if (rule !== undefined) return { ok: false, rule }
  const [tokenId, subject, sessionId] = ['jti', 'sub', 'sid'].map((name) => {
    const value = ownMember(claims, name)
    return typeof value === 'string' ? value : undefined
  })
  return {
    ok: true,
    value: {
      tokenId: tokenId ?? '',
      expiresAt: Number(ownMember(claims, 'exp')),
      subject,
      sessionId,
    },
  }
}

/** The type is recommended and not required. Another explicit type is another kind of token (RFC 8725, section 3.11). */
function isLogoutTokenType(typ: unknown): boolean {
  return typ === undefined || (typeof typ === 'string' && /^(?:application\/)?(?:logout\+)?jwt$/iu.test(typ))
}

/** A token that never expires could not be kept until its end, and could be sent again then. */
function isExpiryAccepted(claims: Claims, expected: LogoutTokenExpectations): boolean {
  const exp = ownMember(claims, 'exp')
  if (!isFutureInstant(exp, expected)) return false
  return exp <= expected.now + maxLifetimeSeconds + expected.clockSkewSeconds
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= maxIdLength
}
