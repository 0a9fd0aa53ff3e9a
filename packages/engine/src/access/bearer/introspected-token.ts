import type { AccessTokenExpectations, AccessTokenRule, UnverifiedJwt } from './jwt-access-token.ts'
import { isMarkedAsOther, isNamedAccess } from './token-kind.ts'
import { type Claims, isFutureInstant, isInstant, isPastInstant, isSubject, OidcError } from '@x/oidc-core'
import { createSingleFlight } from '../../cache/single-flight.ts'
import type { BearerContext } from './bearer-context.ts'
import { hasReadableScopes, isAudience, isOneOf, isText, resolveBinding } from './claims.ts'
import { getSourceProvider, type TokenSource } from './token-source.ts'

type Check = (answer: Claims, expected: AccessTokenExpectations) => boolean

const has = (answer: Claims, name: string): boolean => Object.hasOwn(answer, name)

const checks: readonly (readonly [AccessTokenRule, Check])[] = [
  // Refresh tokens and ID Tokens are active too: `token_type_hint` is a hint (RFC 7662, section 2.1).
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
 * Validates the introspection response for an active token. Returns undefined, or the first rule that fails. Every member except
 * the audience may be absent, but a present member must be valid. `isOtherToken` finds tokens of another kind.
 * @see RFC 7662, sections 2.2 and 4
 */
export function validateIntrospection(
  answer: Claims,
  expected: AccessTokenExpectations,
): AccessTokenRule | undefined {
  return checks.find(([, holds]) => !holds(answer, expected))?.[0]
}

function isForUs(answer: Claims, { audiences, mayLackAudience, profile }: AccessTokenExpectations): boolean {
  if (has(answer, 'aud')) return isAudience(answer, audiences, profile)
  if (mayLackAudience) return true
  // A refresh token also has a client and no audience. The kind of the token was checked before.
  const isCalledAccess = has(answer, 'token_type') || isNamedAccess({ claims: [answer] })
  return profile === 'plain_jwt_without_aud' && isCalledAccess && isOneOf(audiences, answer['client_id'])
}

/** The kind of an access token; other kinds that providers name here are `refresh_token`, `Refresh`, `ID` and `N_A`. */
function isTypeAccepted(answer: Claims): boolean {
  const type = answer['token_type']
  if (typeof type !== 'string') return false
  // A token that is not bound to a key is not a DPoP token (RFC 9449, section 6.2).
  return /^bearer$/iu.test(type) || (/^dpop$/iu.test(type) && has(answer, 'cnf'))
}

/** Introspects a token at the provider: undefined when it is inactive. @throws OidcError when the provider does not answer */
export type TokenLookup = (source: TokenSource, token: string, key: string) => Promise<Claims | undefined>

/** Maximum number of look-ups at once. The response to any further request is 503 with `Retry-After`. */
const maxUnderWay = 1000

/**
 * Creates the look-up of tokens. It sends one request at a time for each token, and no request for a token that is cached as
 * inactive.
 */
export function createTokenLookup(context: BearerContext, cacheSeconds: number): TokenLookup {
  const { config, ports, providers } = context
  const { inactive } = context.tokenCaches
  const shared = createSingleFlight<Claims | undefined>({ startTimer: ports.startTimer })

  /** All policies with the same kind of look-up share this entry, because the token is inactive for each of them. */
  const nameInactive = ({ provider, lookup }: TokenSource, key: string): string =>
    `${provider.providerId} ${lookup} ${key}`

  /** Another policy may have cached the token for a longer time. */
  function isInactive(source: TokenSource, key: string): boolean {
    const now = ports.now()
    const at = inactive.read(nameInactive(source, key), now)
    return at !== undefined && now < at + cacheSeconds
  }

  async function ask(source: TokenSource, token: string, key: string): Promise<Claims | undefined> {
    const { client } = getSourceProvider(providers, source)
    const wish = { now: ports.now, clockSkewSeconds: config.clockSkewSeconds }
    const answer =
      source.lookup === 'userinfo'
        ? await client.lookUpUserinfo(token)
        : await client.introspect(token, { ...wish, signed: source.lookup === 'signed_introspection' })
    const at = ports.now()
    if (answer === undefined) inactive.write(nameInactive(source, key), at, { at, until: at + cacheSeconds })
    return answer
  }

  return async (source, token, key) => {
    if (isInactive(source, key)) return undefined
    const { providerId } = source.provider
    if (shared.count() >= maxUnderWay) {
      const message = `Too many tokens of provider ${providerId} are being looked up.`
      throw new OidcError('token_unverifiable', message, { providerId, why: 'too_many_lookups' })
    }
    return shared.run(
      key,
      () => ask(source, token, key),
      (seconds) => {
        const operation = source.lookup === 'userinfo' ? 'userinfo' : 'introspection'
        const why = `the request that is already running got no answer within ${seconds} seconds`
        const message = `The ${operation} request to provider ${providerId} failed: ${why}.`
        return new OidcError('provider_unavailable', message, { providerId, operation, why })
      },
    )
  }
}

/**
 * Checks the claims of a JWT before the request that looks it up. Returns undefined, or the first rule that fails. Unverified
 * claims are safe here, because they can only refuse the token. The claim `iss` selected the provider.
 */
export function validateOwnClaims(
  { jws: { header }, claims }: UnverifiedJwt,
  expected: AccessTokenExpectations,
): AccessTokenRule | undefined {
  const { audiences, profile } = expected
  const { exp, nbf } = claims
  if (isInstant(exp) && !isFutureInstant(exp, expected)) return 'exp'
  if (isInstant(nbf) && !isPastInstant(nbf, expected)) return 'nbf'
  if (isMarkedAsOther({ header, claims: [claims] })) return 'kind'
  // Bearer authentication by UserInfo has no audience to compare.
  const isForOthers =
    audiences.length > 0 && Object.hasOwn(claims, 'aud') && !isAudience(claims, audiences, profile)
  return isForOthers ? 'aud' : undefined
}
