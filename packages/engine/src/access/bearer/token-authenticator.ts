import { isInstant, isSubject } from '@x/oidc-core'
import { type BearerResult, refuseToken } from './authorize-token.ts'
import type { BearerContext } from './bearer-context.ts'
import { createTokenLookup, validateIntrospection, validateOwnClaims } from './introspected-token.ts'
import { computeSha256 } from '../../crypto/hash.ts'
import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import { type HandleOptions, keepAlive } from '../../http/wait-until.ts'
import {
  type AccessTokenExpectations,
  peekToken,
  resolveTokenSource,
  type SourcedToken,
  type UnverifiedJwt,
  verifyBearerToken,
} from './jwt-access-token.ts'
import type { BearerPolicy } from './policy.ts'
import { getSourceProvider, type TokenSource } from './token-source.ts'
import { createMistakeReport } from './mistake-report.ts'
import { describeInactive, describeProfile } from './refusal-hints.ts'
import { createTokenDecisions } from './token-decisions.ts'
import { isOtherToken, isShapedAsIdToken } from './token-kind.ts'

export interface TokenAuthenticator {
  /** Validates a token and decides whether it gives access. @throws OidcError when it cannot be validated now */
  readonly authenticate: (token: string, options: HandleOptions) => MaybePromise<BearerResult>
  /** Returns the cached result of a JWT; undefined for every other token. */
  readonly readCached: (token: string) => BearerResult | undefined
}

/** Creates the validation of tokens for one policy. */
export function createTokenAuthenticator(context: BearerContext, policy: BearerPolicy): TokenAuthenticator {
  const { config, ports, providers } = context
  const { decide, readVerified, readLookedUp } = createTokenDecisions(context, policy)
  const mistakes = createMistakeReport(ports, policy)
  // The look-up caches inactive tokens for the same number of seconds.
  const lookUp = createTokenLookup(context, policy.cacheSeconds)

  function expect({ provider, profile, clientIds }: TokenSource): AccessTokenExpectations {
    return {
      issuer: provider.accessTokenIssuer,
      audiences: policy.audiences,
      profile,
      clientIds,
      mayLackAudience: provider.unsafe?.withoutIntrospectionAudience === true,
      bindings: { dpop: policy.dpop, mtls: policy.mtls },
      now: ports.now(),
      clockSkewSeconds: config.clockSkewSeconds,
    }
  }

  function authenticateJwt(
    source: TokenSource,
    jwt: UnverifiedJwt,
    token: string,
  ): MaybePromise<BearerResult> {
    const { signingAlgs } = policy
    const { client } = getSourceProvider(providers, source)
    const expected = expect(source)
    return andThen(verifyBearerToken(jwt, { ...expected, signingAlgs }, client), (rule) => {
      if (rule !== undefined) {
        mistakes.add(rule, () => ({ header: jwt.jws.header, claims: jwt.claims, source }))
        return refuseToken(rule, describeProfile(rule, source))
      }
      const { claims } = jwt
      const decided = (): MaybePromise<BearerResult> =>
        decide(source, token, { claims, end: claims['exp'], validatedAt: expected.now })
      if (source.provider.issuerTemplate === undefined) return decided()
      return andThen(checkTenant(source, jwt), (broken) =>
        broken === undefined ? decided() : refuseToken(broken),
      )
    })
  }

  /** Checks what a provider with many tenants needs beyond the signature. */
  async function checkTenant(
    source: TokenSource,
    { jws, claims }: UnverifiedJwt,
  ): Promise<'key_issuer' | 'tenant' | undefined> {
    const { allowsTenant, client } = getSourceProvider(providers, source)
    const { findForeignKey } = await import('../../jwt/key-issuer.ts')
    const foreign = await findForeignKey(source.provider, client.keys, jws.header)
    if (foreign !== undefined) return foreign
    // The claim has been compared with the issuer.
    return (await allowsTenant(claims['tid'] as string)) ? undefined : 'tenant'
  }

  /** Whether the issuer of a token may be one that the configuration does not list. */
  const hasOthers = policy.withTenants.length > 0 || providers.isFound

  async function authenticateOther(token: string, options: HandleOptions): Promise<BearerResult> {
    const { findOtherSource } = await import('./other-source.ts')
    const sourced = await findOtherSource(providers, policy, token, ports.log)
    return typeof sourced === 'string' ? refuse(sourced, token) : authenticateSourced(sourced, token, options)
  }

  function refuse(rule: 'grammar' | 'header' | 'payload' | 'iss' | 'tid', token: string): BearerResult {
    mistakes.add(rule, () => peekToken(token))
    return refuseToken(rule)
  }

  async function authenticateLookedUp({ source, jwt }: SourcedToken, token: string): Promise<BearerResult> {
    const key = await computeSha256(token)
    const cached = readLookedUp(key)
    if (cached !== undefined) return cached
    const broken = jwt && validateOwnClaims(jwt, expect(source))
    const header = jwt?.jws.header ?? {}
    if (broken !== undefined) {
      mistakes.add(broken, () => ({ header, claims: jwt?.claims ?? {}, source }))
      return refuseToken(broken)
    }
    const answer = await lookUp(source, token, key)
    if (answer === undefined) return refuseToken('inactive', describeInactive(source, jwt, expect(source)))
    const own = jwt?.claims ?? {}
    const end = own['exp']
    // UserInfo describes a person, and not the token.
    const said = { header: jwt?.jws.header, claims: source.lookup === 'userinfo' ? [own] : [own, answer] }
    if (isOtherToken(said) || isShapedAsIdToken(said, source.clientIds)) return refuseToken('kind')
    // The token is bound, but the provider does not say to which key or certificate, so no proof can be checked.
    if (Object.hasOwn(own, 'cnf') && (source.lookup === 'userinfo' || !Object.hasOwn(answer, 'cnf')))
      return refuseToken('cnf')
    // The response may have arrived late, so all instants are compared with the same current time.
    const expected = expect(source)
    const brokenSince = jwt && validateOwnClaims(jwt, expected)
    if (brokenSince !== undefined) return refuseToken(brokenSince)
    const validatedAt = expected.now
    if (source.lookup === 'userinfo')
      return isSubject(answer['sub'])
        ? decide(source, key, { claims: answer, end, validatedAt })
        : refuseToken('sub')
    const rule = validateIntrospection(answer, expected)
    const ends = [answer['exp'], end].filter(isInstant)
    if (rule === undefined)
      return decide(source, key, { claims: answer, end: Math.min(...ends), validatedAt })
    mistakes.add(rule, () => ({ header, claims: answer, source }))
    return refuseToken(rule)
  }

  function authenticate(token: string, options: HandleOptions): MaybePromise<BearerResult> {
    const cached = readVerified(token)
    if (cached !== undefined) return cached
    const sourced = resolveTokenSource(policy, token)
    if (sourced === 'iss' && hasOthers) return authenticateOther(token, options)
    return typeof sourced === 'string' ? refuse(sourced, token) : authenticateSourced(sourced, token, options)
  }

  function authenticateSourced(
    sourced: SourcedToken,
    token: string,
    options: HandleOptions,
  ): MaybePromise<BearerResult> {
    const { source, jwt } = sourced
    const result =
      source.lookup === undefined && jwt !== undefined
        ? authenticateJwt(source, jwt, token)
        : authenticateLookedUp(sourced, token)
    // An application that is only an API never requests a path of the library, so only this code revalidates the cached data of
    // its providers.
    keepAlive(options, result, () => getSourceProvider(providers, source).client.revalidate())
    return result
  }

  return { authenticate, readCached: readVerified }
}
