import { decideBearer, type BearerResult, type ProofAccount } from './token-result.ts'
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
import { validateOwnClaims } from './introspected-token.ts'
import { computeTokenKey } from '../../crypto/hash.ts'
import { type HandleOptions, keepAlive } from '../../http/keep-alive.ts'
import { createHotCache } from '../../cache/hot-cache.ts'
import {
  type AccessTokenExpectations,
  resolveTokenSource,
  type SourcedToken,
  type UnverifiedJwt,
  verifyBearerToken,
} from './jwt.ts'
import { resolveBinding, resolveStepUpEnd } from './claims.ts'
import { createTokenLookup, validateIntrospection } from './introspected-token.ts'
import type { BearerPolicy, TokenSource } from './policy.ts'
import { isOtherToken, isShapedAsIdToken } from './token-kind.ts'

export interface TokenAuthenticator {
  /** Finds out what a token opens. @throws OidcError when it cannot be found out */
  readonly authenticate: (token: string, options: HandleOptions) => Promise<BearerResult>
  /** Gives the cached result of a JWT; undefined for every other token. */
  readonly readCached: (token: string) => BearerResult | undefined
}

/** Tokens that are cached. */
const maxEntries = 1000

/**
 * Creates what judges the tokens of one guard. What became of a good token is remembered by the whole of it, no longer
 * than it lives, the plan says, and the `security` counts by which it was decided.
 */
export function createTokenAuthenticator(context: BearerContext, plan: BearerPolicy): TokenAuthenticator {
  const { config, ports, providers } = context
  const verified = createHotCache<BearerResult>(maxEntries)
  // By their hash, and apart from the others: whoever learns the hash of a token cannot send it in the token's place.
  const lookedUp = createHotCache<BearerResult>(maxEntries)
  // It caches inactive tokens, for as many seconds.
  const lookUp = createTokenLookup(context, plan.cacheSeconds)

  const readClock = (): Clock => ({ now: ports.now(), clockSkewSeconds: config.clockSkewSeconds })

  function expect({ provider, profile }: TokenSource): AccessTokenExpectations {
    return {
      issuer: provider.accessTokenIssuer,
      audiences: plan.audiences,
      profile,
      bindings: { dpop: plan.dpop, mtls: plan.mtls },
      ...readClock(),
    }
  }

  async function authenticateJwt(
    source: TokenSource,
    jwt: UnverifiedJwt,
    token: string,
  ): Promise<BearerResult> {
    const { signingAlgs } = plan
    const { client } = getProvider(providers, source.provider.providerId)
    const rule = await verifyBearerToken(jwt, { ...expect(source), signingAlgs }, client)
    return rule === undefined ? await decide(source, token, jwt.claims, jwt.claims['exp']) : refuse(rule)
  }

  async function authenticateLookedUp({ source, jwt }: SourcedToken, token: string): Promise<BearerResult> {
    const key = await computeTokenKey(token)
    const known = lookedUp.read(key, ports.now())
    if (known !== undefined) return known
    const broken = jwt && validateOwnClaims(jwt, expect(source))
    if (broken !== undefined) return refuse(broken)
    const answer = await lookUp(source, token, key)
    if (answer === undefined) return refuse('inactive')
    const own = jwt?.claims ?? {}
    const end = own['exp']
    // UserInfo is about a person, and says nothing of the token.
    const said = { header: jwt?.jws.header, claims: source.lookup === 'userinfo' ? [own] : [own, answer] }
    if (isOtherToken(said) || isShapedAsIdToken(said, source.provider.clientId)) return refuse('kind')
    // Bound, and whoever was asked does not say to what: there is nothing to hold the sender to.
    if (Object.hasOwn(own, 'cnf') && (source.lookup === 'userinfo' || !Object.hasOwn(answer, 'cnf')))
      return refuse('cnf')
    if (source.lookup === 'userinfo')
      return isSubject(answer['sub']) ? decide(source, key, answer, end) : refuse('sub')
    const rule = validateIntrospection(answer, expect(source))
    const ends = [answer['exp'], end].filter(isInstant)
    return rule === undefined ? decide(source, key, answer, Math.min(...ends)) : refuse(rule)
  }

  /** @param end NumericDate of the token's end, where it is known */
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
    const expiresAt = isInstant(end) ? end : now + plan.cacheSeconds
    // Applications may expect what every object has, which claims as they are verified have not.
    const token = { claims: freezeDeeply({ ...claims }) as Claims, expiresAt }
    // UserInfo says nothing of a token, so what it says of a key is no binding.
    const binding = isBound ? resolveBinding(claims, { dpop: plan.dpop, mtls: plan.mtls }) : undefined
    const owned =
      binding?.jkt === undefined ? {} : { account: await buildAccount(binding.jkt, provider, claims) }
    const verdict = { ...decideBearer(plan, provider, token, clock), ...(binding && { binding }), ...owned }
    const forgottenAt = Math.min(
      now + plan.cacheSeconds,
      expiresAt + clock.clockSkewSeconds,
      until,
      resolveStepUpEnd(claims, plan, clock),
    )
    // A JWT is as long as its claims; what a provider answers may be a megabyte.
    const kept = { at: now, until: forgottenAt }
    if (lookup === undefined) verified.write(key, verdict, kept)
    else lookedUp.write(key, verdict, { ...kept, length: JSON.stringify(claims).length })
    if (!verdict.ok && verdict.refusal.decision !== undefined) logDenial(providerId, verdict.refusal.decision)
    return verdict
  }

  /** Once for a token that is remembered, and not for everybody to see: an API may be called by anybody. */
  function logDenial(providerId: string, decision: DeniedDecision): void {
    const { reason } = decision
    ports.log({
      level: 'info',
      code: 'access_denied',
      message: `Whoever sent an access token of ${providerId} is not admitted: ${reason}.`,
      providerId,
      detail: { reason },
      explanation: explainAccess(decision),
    })
  }

  const readCached = (token: string): BearerResult | undefined => verified.read(token, ports.now())

  async function authenticate(token: string, options: HandleOptions): Promise<BearerResult> {
    const known = readCached(token)
    if (known !== undefined) return known
    const sourced = resolveTokenSource(plan, token)
    if (typeof sourced === 'string') return refuse(sourced)
    const { source, jwt } = sourced
    const verdict =
      source.lookup === undefined && jwt !== undefined
        ? authenticateJwt(source, jwt, token)
        : authenticateLookedUp(sourced, token)
    // An application that is an API alone answers no path of ours: nothing else renews what is known of its providers.
    keepAlive(options, verdict, () => getProvider(providers, source.provider.providerId).client.revalidate())
    return await verdict
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
  return { providerId, owners: [`key ${jkt}`, `subject ${await computeTokenKey(subject)}`] }
}

function refuse(rule: string): BearerResult {
  return { ok: false, refusal: { error: 'invalid_token', rule } }
}
