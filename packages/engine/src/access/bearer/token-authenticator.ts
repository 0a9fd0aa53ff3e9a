import { authorizeToken, type BearerResult, type ProofAccount } from './authorize-token.ts'
import {
  type Claims,
  type Clock,
  type DeniedDecision,
  explainAccess,
  isFutureInstant,
  isInstant,
  isSubject,
  type ProviderConfig,
} from '@x/oidc-core'
import type { BearerContext } from './bearer-context.ts'
import type { CachedSecurity } from '../../providers/cached-security.ts'
import { getProvider } from '../../providers/provider.ts'
import { estimateBytes } from '../../json/estimate-bytes.ts'
import { freezeDeeply } from '../../json/freeze-deeply.ts'
import { createTokenLookup, validateIntrospection, validateOwnClaims } from './introspected-token.ts'
import { computeSha256 } from '../../crypto/hash.ts'
import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import { type HandleOptions, keepAlive } from '../../http/wait-until.ts'
import {
  type AccessTokenExpectations,
  resolveTokenSource,
  type SourcedToken,
  type UnverifiedJwt,
  verifyBearerToken,
} from './jwt-access-token.ts'
import { resolveBinding, resolveStepUpEnd } from './claims.ts'
import type { BearerPolicy, TokenSource } from './policy.ts'
import { isOtherToken, isShapedAsIdToken } from './token-kind.ts'

/** A token that broke no rule at that time. */
interface ValidToken {
  readonly claims: Claims
  /** NumericDate of the token's expiry, if it is known. */
  readonly end: unknown
  /** NumericDate at which its instants were compared with the clock. */
  readonly validatedAt: number
}

interface ProvableToken extends ValidToken {
  readonly proof: Pick<BearerResult, 'binding' | 'account'>
}

export interface TokenAuthenticator {
  /** Validates a token and decides what it opens. @throws OidcError when it cannot be validated now */
  readonly authenticate: (token: string, options: HandleOptions) => MaybePromise<BearerResult>
  /** Returns the cached result of a JWT; undefined for every other token. */
  readonly readCached: (token: string) => BearerResult | undefined
}

/**
 * Creates the validation of tokens for one policy. The result of a good token is cached by the whole token, until the
 * earliest of these: the token's expiry, `cacheSeconds`, and the expiry of the `security` that decided.
 */
export function createTokenAuthenticator(context: BearerContext, policy: BearerPolicy): TokenAuthenticator {
  const { config, ports, providers } = context
  const verified = context.tokenCaches.accepted.open<BearerResult>()
  // By the hash of the token, in a cache of its own: an attacker who learns the hash cannot send it as the token.
  const lookedUp = context.tokenCaches.accepted.open<BearerResult>()
  // It caches inactive tokens, for as many seconds.
  const lookUp = createTokenLookup(context, policy.cacheSeconds)

  const readClock = (): Clock => ({ now: ports.now(), clockSkewSeconds: config.clockSkewSeconds })

  function expect({ provider, profile }: TokenSource): AccessTokenExpectations {
    return {
      issuer: provider.accessTokenIssuer,
      audiences: policy.audiences,
      profile,
      bindings: { dpop: policy.dpop, mtls: policy.mtls },
      ...readClock(),
    }
  }

  function authenticateJwt(
    source: TokenSource,
    jwt: UnverifiedJwt,
    token: string,
  ): MaybePromise<BearerResult> {
    const { signingAlgs } = policy
    const { client } = getProvider(providers, source.provider.providerId)
    const expected = expect(source)
    return andThen(verifyBearerToken(jwt, { ...expected, signingAlgs }, client), (rule) => {
      if (rule !== undefined) return refuse(rule)
      const { claims } = jwt
      return decide(source, token, { claims, end: claims['exp'], validatedAt: expected.now })
    })
  }

  async function authenticateLookedUp({ source, jwt }: SourcedToken, token: string): Promise<BearerResult> {
    const key = await computeSha256(token)
    const cached = lookedUp.read(key, ports.now())
    if (cached !== undefined) return cached
    const broken = jwt && validateOwnClaims(jwt, expect(source))
    if (broken !== undefined) return refuse(broken)
    const answer = await lookUp(source, token, key)
    if (answer === undefined) return refuse('inactive')
    const own = jwt?.claims ?? {}
    const end = own['exp']
    // UserInfo describes a person, and not the token.
    const said = { header: jwt?.jws.header, claims: source.lookup === 'userinfo' ? [own] : [own, answer] }
    if (isOtherToken(said) || isShapedAsIdToken(said, source.provider.clientId)) return refuse('kind')
    // The token is bound, but the provider does not say to which key or certificate, so no proof can be checked.
    if (Object.hasOwn(own, 'cnf') && (source.lookup === 'userinfo' || !Object.hasOwn(answer, 'cnf')))
      return refuse('cnf')
    // The answer may have come late, and all instants have to hold at one time.
    const expected = expect(source)
    const brokenSince = jwt && validateOwnClaims(jwt, expected)
    if (brokenSince !== undefined) return refuse(brokenSince)
    const validatedAt = expected.now
    if (source.lookup === 'userinfo')
      return isSubject(answer['sub'])
        ? decide(source, key, { claims: answer, end, validatedAt })
        : refuse('sub')
    const rule = validateIntrospection(answer, expected)
    const ends = [answer['exp'], end].filter(isInstant)
    return rule === undefined
      ? decide(source, key, { claims: answer, end: Math.min(...ends), validatedAt })
      : refuse(rule)
  }

  function decide(source: TokenSource, key: string, token: ValidToken): MaybePromise<BearerResult> {
    const { dpop, mtls } = policy
    // UserInfo does not describe the token, so a key in its answer is not a binding.
    const binding = source.lookup === 'userinfo' ? undefined : resolveBinding(token.claims, { dpop, mtls })
    return andThen(getProvider(providers, source.provider.providerId).readCachedSecurity(), (security) =>
      andThen(buildAccount(binding?.jkt, security.provider, token.claims), (account) =>
        decideBy(security, source, key, {
          ...token,
          proof: { ...(binding && { binding }), ...(account && { account }) },
        }),
      ),
    )
  }

  function decideBy(
    { provider, until }: CachedSecurity,
    { provider: { providerId }, lookup }: TokenSource,
    key: string,
    { claims, end, validatedAt, proof }: ProvableToken,
  ): BearerResult {
    const clock = readClock()
    const { now } = clock
    // Keys, an answer of the provider or `security` may have come late.
    if (isInstant(end) && !isFutureInstant(end, clock)) return refuse('exp')
    const cachedUntil = validatedAt + policy.cacheSeconds
    const expiresAt = isInstant(end) ? end : cachedUntil
    // Verified claims have no prototype, and applications may expect one.
    const token = { claims: freezeDeeply<Claims>({ ...claims }), expiresAt }
    const { result: judged, denied } = authorizeToken(policy, provider, token, clock)
    const result = { ...judged, ...proof }
    const forgottenAt = Math.min(
      cachedUntil,
      expiresAt + clock.clockSkewSeconds,
      until,
      resolveStepUpEnd(claims, policy, clock),
    )
    // The clock may have been set back since the instants of the token were compared with it.
    const lifetime = { at: Math.max(now, validatedAt), until: forgottenAt }
    const cache = lookup === undefined ? verified : lookedUp
    cache.write(key, result, { ...lifetime, length: () => resultBytes + estimateBytes(token.claims) })
    if (denied !== undefined) logDenial(providerId, denied)
    return result
  }

  /** Once per cached token, and at level `info`: any client may send such tokens. */
  function logDenial(providerId: string, decision: DeniedDecision): void {
    const { reason } = decision
    ports.log({
      level: 'info',
      code: 'access_denied',
      message: `The sender of an access token of ${providerId} is not admitted: ${reason}.`,
      providerId,
      detail: { reason },
      explanation: explainAccess(decision),
    })
  }

  const readCached = (token: string): BearerResult | undefined => verified.read(token, ports.now())

  function authenticate(token: string, options: HandleOptions): MaybePromise<BearerResult> {
    const cached = readCached(token)
    if (cached !== undefined) return cached
    const sourced = resolveTokenSource(policy, token)
    if (typeof sourced === 'string') return refuse(sourced)
    const { source, jwt } = sourced
    const result =
      source.lookup === undefined && jwt !== undefined
        ? authenticateJwt(source, jwt, token)
        : authenticateLookedUp(sourced, token)
    // An application that is only an API serves no path of ours: nothing else revalidates what is cached of its providers.
    keepAlive(options, result, () => getProvider(providers, source.provider.providerId).client.revalidate())
    return result
  }

  return { authenticate, readCached }
}

/** A client's own token may have no `sub`. */
function buildAccount(
  jkt: string | undefined,
  { providerId, accessTokenIssuer }: ProviderConfig,
  { sub, client_id: clientId }: Claims,
): MaybePromise<ProofAccount | undefined> {
  if (jkt === undefined) return undefined
  const subject = JSON.stringify([accessTokenIssuer, sub ?? null, sub === undefined ? clientId : null])
  return andThen(computeSha256(subject), (hash) => ({
    providerId,
    owners: [`key ${jkt}`, `subject ${hash}`],
  }))
}

/** Of a result beside its claims: measured. */
const resultBytes = 900

function refuse(rule: string): BearerResult {
  return { ok: false, refusal: { error: 'invalid_token', rule } }
}
