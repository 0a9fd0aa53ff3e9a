import { type Claims, isFutureInstant, isPastInstant } from '@x/oidc-core'
import type { BearerExpectations, BearerRule } from './assess-bearer-claims.ts'
import { isAudience, isOneOf } from './is-audience.ts'
import { isSubject, isText } from './is-subject.ts'
import { resolveBinding } from './resolve-binding.ts'
import { hasReadableScopes } from './resolve-scopes.ts'
import { isNamedAccess } from './token-kind.ts'

type Check = (answer: Claims, expected: BearerExpectations) => boolean

const has = (answer: Claims, name: string): boolean => Object.hasOwn(answer, name)

const checks: readonly (readonly [BearerRule, Check])[] = [
  // Refresh tokens and ID Tokens are active, too: `token_type_hint` is a hint (RFC 7662, section 2.1).
  ['kind', (answer) => !has(answer, 'token_type') || isTypeAccepted(answer)],
  ['iss', (answer, { issuer }) => !has(answer, 'iss') || answer['iss'] === issuer],
  ['aud', isForUs],
  ['exp', (answer, clock) => !has(answer, 'exp') || isFutureInstant(answer['exp'], clock)],
  ['nbf', (answer, clock) => !has(answer, 'nbf') || isPastInstant(answer['nbf'], clock)],
  ['iat', (answer, clock) => !has(answer, 'iat') || isPastInstant(answer['iat'], clock)],
  ['sub', ({ sub, client_id: client }) => (sub === undefined ? isText(client) : isSubject(sub))],
  ['client_id', (answer) => !has(answer, 'client_id') || isText(answer['client_id'])],
  ['scope', hasReadableScopes],
  ['cnf', (claims, { bindings }) => resolveBinding(claims, bindings) !== undefined],
]

/**
 * Judges what introspection says of an active token: undefined, or the first rule that it breaks. All but the audience
 * may be missing, but what is there must fit. Marks of other kinds of token are for `isOtherToken` to find.
 * @see RFC 7662, sections 2.2 and 4
 */
export function assessIntrospection(answer: Claims, expected: BearerExpectations): BearerRule | undefined {
  return checks.find(([, holds]) => !holds(answer, expected))?.[0]
}

function isForUs(answer: Claims, { audiences, profile }: BearerExpectations): boolean {
  if (has(answer, 'aud')) return isAudience(answer, audiences, profile)
  // A refresh token has its client and no audience, too. What is said of the kind was compared before.
  const isCalledAccess = has(answer, 'token_type') || isNamedAccess({ claims: [answer] })
  return profile === 'plain_jwt_without_aud' && isCalledAccess && isOneOf(audiences, answer['client_id'])
}

/** The kind of an access token; other kinds that providers name here are `refresh_token`, `Refresh`, `ID` and `N_A`. */
function isTypeAccepted(answer: Claims): boolean {
  const type = answer['token_type']
  if (typeof type !== 'string') return false
  // A token that is bound to no key is no DPoP token (RFC 9449, section 6.2).
  return /^bearer$/iu.test(type) || (/^dpop$/iu.test(type) && has(answer, 'cnf'))
}
