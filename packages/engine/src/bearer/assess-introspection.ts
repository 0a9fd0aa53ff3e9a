import { type Claims, isFutureInstant, isPastInstant } from '@x/oidc-core'
import type { BearerExpectations, BearerRule } from './assess-bearer-claims.ts'
import { isAudience, isOneOf } from './is-audience.ts'
import { hasMarksOfOthers } from './is-plain-access-token.ts'
import { isSubject, isText } from './is-subject.ts'
import { resolveBinding } from './resolve-binding.ts'
import { hasReadableScopes } from './resolve-scopes.ts'

type Check = (answer: Claims, expected: BearerExpectations) => boolean

const has = (answer: Claims, name: string): boolean => Object.hasOwn(answer, name)

const checks: readonly (readonly [BearerRule, Check])[] = [
  ['kind', isAccessToken],
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
 * may be missing, but what is there must fit.
 * @see RFC 7662, sections 2.2 and 4
 */
export function assessIntrospection(answer: Claims, expected: BearerExpectations): BearerRule | undefined {
  return checks.find(([, holds]) => !holds(answer, expected))?.[0]
}

/** Refresh tokens and ID Tokens are active, too: `token_type_hint` is a hint (RFC 7662, section 2.1). */
function isAccessToken(answer: Claims): boolean {
  const { token_type: type, token_use: use, typ } = answer
  return (
    !hasMarksOfOthers(answer) &&
    (!has(answer, 'token_type') || isTypeAccepted(type, has(answer, 'cnf'))) &&
    (!has(answer, 'token_use') || use === 'access' || use === 'access_token') &&
    (!has(answer, 'typ') || typ === 'Bearer' || typ === 'at+jwt')
  )
}

function isForUs(answer: Claims, { audiences, profile }: BearerExpectations): boolean {
  if (has(answer, 'aud')) return isAudience(answer, audiences, profile)
  return profile === 'plain_jwt_without_aud' && isOneOf(audiences, answer['client_id'])
}

/** @see RFC 9449, section 6.2 */
function isTypeAccepted(type: unknown, isBound: boolean): boolean {
  return typeof type === 'string' && /^(?:bearer|dpop)$/iu.test(type) && (isBound || !/^dpop$/iu.test(type))
}
