import { type Claims, type Clock, isFutureInstant, isPastInstant } from '@x/oidc-core'
import type { TokenProfile } from './bearer-options.ts'
import { isAudience } from './is-audience.ts'
import { isSubject, isText } from './is-subject.ts'
import { resolveBinding, type AcceptedBindings } from './resolve-binding.ts'
import { hasReadableScopes } from './resolve-scopes.ts'
import { isAccessTokenType, isMarkedAsOther, isNamedAccess, isPlainAccessToken } from './token-kind.ts'

/** What an access token must fit. */
export interface BearerExpectations extends Clock {
  readonly issuer: string
  /** One of them must be named. */
  readonly audiences: readonly string[]
  readonly profile: TokenProfile
  readonly bindings: AcceptedBindings
}

/** The rules by name, for the log; requirement ids stand in the tests. */
export type BearerRule =
  'typ' | 'kind' | 'iss' | 'aud' | 'exp' | 'nbf' | 'iat' | 'sub' | 'client_id' | 'jti' | 'scope' | 'cnf'

type Check = (claims: Claims, expected: BearerExpectations) => boolean

const checks: readonly (readonly [BearerRule, Check])[] = [
  ['iss', (claims, { issuer }) => claims['iss'] === issuer],
  ['aud', (claims, { audiences, profile }) => isAudience(claims, audiences, profile)],
  ['exp', ({ exp }, clock) => isFutureInstant(exp, clock)],
  ['nbf', (claims, clock) => !Object.hasOwn(claims, 'nbf') || isPastInstant(claims['nbf'], clock)],
  [
    'iat',
    (claims, expected) => isOptional(claims, 'iat', expected) || isPastInstant(claims['iat'], expected),
  ],
  ['sub', isAboutSomebody],
  [
    'client_id',
    (claims, expected) => isOptional(claims, 'client_id', expected) || isText(claims['client_id']),
  ],
  ['jti', (claims, expected) => isOptional(claims, 'jti', expected) || isText(claims['jti'])],
  ['scope', hasReadableScopes],
  ['cnf', (claims, { bindings }) => resolveBinding(claims, bindings) !== undefined],
]

/**
 * Judges the header and claims of a JWT access token: undefined, or the first rule that it breaks. It needs no key and may
 * be asked before the signature is verified, to save the work; without the signature a good verdict means nothing.
 * @see RFC 9068, section 4; RFC 8725, sections 3.9, 3.11 and 3.12
 */
export function assessBearerClaims(
  header: Claims,
  claims: Claims,
  expected: BearerExpectations,
): BearerRule | undefined {
  const isTyped = isAccessTokenType(header['typ'])
  if (!isTyped && (expected.profile === 'rfc9068' || !isPlainType(header['typ']))) return 'typ'
  if (isTyped ? isMarkedAsOther({ claims: [claims] }) : !isPlainAccessToken(claims)) return 'kind'
  // There an audience is the id of a client, which its ID Tokens have for theirs.
  if (expected.profile === 'plain_jwt_without_aud' && !isNamedAccess({ header, claims: [claims] }))
    return 'kind'
  return checks.find(([, holds]) => !holds(claims, expected))?.[0]
}

function isPlainType(typ: unknown): boolean {
  return typ === undefined || (typeof typ === 'string' && /^(?:application\/)?jwt$/iu.test(typ))
}

/** Absent where only RFC 9068 asks for it. */
function isOptional(claims: Claims, name: string, { profile }: BearerExpectations): boolean {
  return profile !== 'rfc9068' && !Object.hasOwn(claims, name)
}

/** A client's own token may have no `sub`; its `client_id` tells whose it is. */
function isAboutSomebody(claims: Claims, expected: BearerExpectations): boolean {
  return isOptional(claims, 'sub', expected) ? isText(claims['client_id']) : isSubject(claims['sub'])
}
