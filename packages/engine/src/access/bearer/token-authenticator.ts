import { authorizeToken, type BearerResult, type ProofAccount } from './authorize-token.ts'
import {
  type Claims,
  type Clock,
  type DeniedDecision,
  explainAccess,
  isInstant,
  isSubject,
  type ProviderConfig,
} from '@x/oidc-core'
import type { BearerContext } from './bearer-context.ts'
import { getProvider } from '../../providers/provider.ts'
import { freezeDeeply } from '../../json/freeze-deeply.ts'
import { createTokenLookup, validateIntrospection, validateOwnClaims } from './introspected-token.ts'
import { computeSha256 } from '../../crypto/hash.ts'
import { type HandleOptions, keepAlive } from '../../http/wait-until.ts'
import { createHotCache } from '../../cache/hot-cache.ts'
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

export interface TokenAuthenticator {
  /** Validates a token and decides what it opens. @throws OidcError when it cannot be validated now */
  readonly authenticate: (token: string, options: HandleOptions) => Promise<BearerResult>
  /** Returns the cached result of a JWT; undefined for every other token. */
  readonly readCached: (token: string) => BearerResult | undefined
}

/**
 * Creates the validation of tokens for one policy. The result of a good token is cached by the whole token, until the
 * earliest of these: the token's expiry, `cacheSeconds`, and the expiry of the `security` that decided.
 */
export function createTokenAuthenticator(context: BearerContext, policy: BearerPolicy): TokenAuthenticator {
  const { config, ports, providers } = context
  const verified = createHotCache<BearerResult>(policy.cacheBytes)
  // By the hash of the token, in a cache of its own: an attacker who learns the hash cannot send it as the token.
  const lookedUp = createHotCache<BearerResult>(policy.cacheBytes)
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

  async function authenticateJwt(
    source: TokenSource,
    jwt: UnverifiedJwt,
    token: string,
  ): Promise<BearerResult> {
    const { signingAlgs } = policy
    const { client } = getProvider(providers, source.provider.providerId)
    const rule = await verifyBearerToken(jwt, { ...expect(source), signingAlgs }, client)
    return rule === undefined ? await decide(source, token, jwt.claims, jwt.claims['exp']) : refuse(rule)
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
    if (source.lookup === 'userinfo')
      return isSubject(answer['sub']) ? decide(source, key, answer, end) : refuse('sub')
    const rule = validateIntrospection(answer, expect(source))
    const ends = [answer['exp'], end].filter(isInstant)
    return rule === undefined ? decide(source, key, answer, Math.min(...ends)) : refuse(rule)
  }

  /** @param end NumericDate of the token's expiry, if known */
  async function decide(
    { provider: { providerId }, lookup }: TokenSource,
    key: string,
    claims: Claims,
    end: unknown,
  ): Promise<BearerResult> {
    const { provider, until } = await getProvider(providers, providerId).readCachedSecurity()
    const clock = readClock()
    const { now } = clock
    const isBound = lookup !== 'userinfo'
    const expiresAt = isInstant(end) ? end : now + policy.cacheSeconds
    // Verified claims have no prototype, and applications may expect one.
    const token = { claims: freezeDeeply({ ...claims }) as Claims, expiresAt }
    // UserInfo does not describe the token, so a key in its answer is not a binding.
    const binding = isBound ? resolveBinding(claims, { dpop: policy.dpop, mtls: policy.mtls }) : undefined
    const owned =
      binding?.jkt === undefined ? {} : { account: await buildAccount(binding.jkt, provider, claims) }
    const result = {
      ...authorizeToken(policy, provider, token, clock),
      ...(binding && { binding }),
      ...owned,
    }
    const forgottenAt = Math.min(
      now + policy.cacheSeconds,
      expiresAt + clock.clockSkewSeconds,
      until,
      resolveStepUpEnd(claims, policy, clock),
    )
    const lifetime = { at: now, until: forgottenAt }
    if (lookup === undefined) verified.write(key, result, { ...lifetime, length: estimateBytes(key.length) })
    // A provider's answer may be a megabyte.
    else lookedUp.write(key, result, { ...lifetime, length: estimateBytes(JSON.stringify(claims).length) })
    if (!result.ok && result.refusal.decision !== undefined) logDenial(providerId, result.refusal.decision)
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

  async function authenticate(token: string, options: HandleOptions): Promise<BearerResult> {
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
    return await result
  }

  return { authenticate, readCached }
}

/** A client's own token may have no `sub`. */
async function buildAccount(
  jkt: string,
  { providerId, accessTokenIssuer }: ProviderConfig,
  { sub, client_id: clientId }: Claims,
): Promise<ProofAccount> {
  const subject = JSON.stringify([accessTokenIssuer, sub ?? null, sub === undefined ? clientId : null])
  return { providerId, owners: [`key ${jkt}`, `subject ${await computeSha256(subject)}`] }
}

/** Roughly what a result takes in memory: claims, roles and the trace of the decision, which grow with the claims. */
function estimateBytes(characters: number): number {
  return 2000 + 3 * characters
}

function refuse(rule: string): BearerResult {
  return { ok: false, refusal: { error: 'invalid_token', rule } }
}
