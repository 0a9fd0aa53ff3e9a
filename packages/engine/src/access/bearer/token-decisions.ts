import {
  type BearerFrom,
  type Claims,
  type Clock,
  type DeniedDecision,
  explainAccess,
  findPerson,
  isFutureInstant,
  isInstant,
  isSubject,
  type ProviderConfig,
  withoutPrototype,
} from '@x/oidc-core'
import { computeSha256 } from '../../crypto/hash.ts'
import { estimateBytes } from '../../json/estimate-bytes.ts'
import { freezeDeeply } from '../../json/freeze-deeply.ts'
import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import type { CachedSecurity } from '../../providers/cached-security.ts'
import { buildSecurityPerson } from '../../providers/security-person.ts'
import { reportRefusal } from '../report-refusal.ts'
import {
  authorizeToken,
  type BearerResult,
  findMissingScope,
  type ProofAccount,
  refuseToken,
  type TokenSender,
} from './authorize-token.ts'
import type { BearerContext } from './bearer-context.ts'
import { resolveBinding, resolveStepUpEnd } from './claims.ts'
import type { BearerPolicy } from './policy.ts'
import { getSourceProvider, type TokenSource } from './token-source.ts'

/** A token that passed all rules at `validatedAt`. */
export interface ValidToken {
  readonly claims: Claims
  /** NumericDate of the token's expiry, if it is known. */
  readonly end: unknown
  /** NumericDate at which the instants in the token were compared with the clock. */
  readonly validatedAt: number
}

interface ProvableToken extends ValidToken {
  readonly proof: Pick<BearerResult, 'binding' | 'account'>
}

export interface TokenDecisions {
  /** Decides whether a token gives access. @param key the token, or the hash of one that was looked up */
  readonly decide: (source: TokenSource, key: string, token: ValidToken) => MaybePromise<BearerResult>
  /** The cached decision of a JWT that was verified here. */
  readonly readVerified: (token: string) => BearerResult | undefined
  /** The cached decision of a token that was looked up at the provider. */
  readonly readLookedUp: (hash: string) => BearerResult | undefined
}

/**
 * Creates the decisions of one policy. The decision of a valid token is cached with the whole token as the key, until the
 * earliest of these: the token's expiry, `cacheSeconds`, the expiry of the `security` that decided, and the end of a step-up.
 */
export function createTokenDecisions(context: BearerContext, policy: BearerPolicy): TokenDecisions {
  const { config, ports, providers } = context
  const verified = context.tokenCaches.accepted.open<BearerResult>()
  // The key is the hash of the token, in a separate cache: an attacker who learns the hash cannot send it as the token.
  const lookedUp = context.tokenCaches.accepted.open<BearerResult>()

  function decide(source: TokenSource, key: string, token: ValidToken): MaybePromise<BearerResult> {
    const { dpop, mtls } = policy
    // UserInfo does not describe the token, so a key in its answer is not a binding.
    const binding = source.lookup === 'userinfo' ? undefined : resolveBinding(token.claims, { dpop, mtls })
    return andThen(resolveSecurity(source, token.claims), (security) =>
      andThen(buildAccount(binding?.jkt, source.provider, token.claims), (account) =>
        decideBy(security, source, key, {
          ...token,
          proof: { ...(binding && { binding }), ...(account && { account }) },
        }),
      ),
    )
  }

  /**
   * Resolves the `security` of the sender; undefined if it cannot matter. A function is called only for a sender of a verified token
   * that has the scopes and whose claims do not deny access.
   */
  function resolveSecurity(source: TokenSource, claims: Claims): MaybePromise<CachedSecurity | undefined> {
    const { provider, lookup } = source
    const { readKnownSecurity, readCachedSecurity } = getSourceProvider(providers, source)
    const configured = readKnownSecurity()
    if (configured !== undefined) return { security: configured, bytes: 0, until: Infinity }
    if (findMissingScope(policy, claims) !== undefined) return undefined
    const sources = { bearer: claims, bearerFrom: nameClaims(lookup) }
    const person = buildSecurityPerson(findPerson(provider, sources))
    return person && readCachedSecurity(person)
  }

  function decideBy(
    security: CachedSecurity | undefined,
    { provider, lookup }: TokenSource,
    key: string,
    { claims, end, validatedAt, proof }: ProvableToken,
  ): BearerResult {
    const clock: Clock = { now: ports.now(), clockSkewSeconds: config.clockSkewSeconds }
    const { now } = clock
    // The keys, the response of the provider or `security` may have arrived late, so the token may have expired meanwhile.
    const sender = buildSender(provider, claims)
    if (isInstant(end) && !isFutureInstant(end, clock)) return { ...refuseToken('exp'), sender }
    const cachedUntil = validatedAt + policy.cacheSeconds
    const expiresAt = isInstant(end) ? end : cachedUntil
    // Verified claims have no prototype, and applications may expect one.
    const token = { claims: freezeDeeply<Claims>({ ...claims }), from: nameClaims(lookup), expiresAt }
    const { result: authorized, denied } = authorizeToken(
      policy,
      { provider, secured: security && secure(provider, security) },
      token,
      clock,
    )
    const reference = denied && logDenial(sender, denied)
    const result: BearerResult = authorized.ok
      ? { ...authorized, ...proof }
      : { ...authorized, ...proof, sender, reference }
    const forgottenAt = Math.min(
      cachedUntil,
      expiresAt + clock.clockSkewSeconds,
      security?.until ?? Infinity,
      resolveStepUpEnd(claims, policy, clock),
    )
    // The clock may have been set back since the instants of the token were compared with it.
    const lifetime = { at: Math.max(now, validatedAt), until: forgottenAt }
    const cache = lookup === undefined ? verified : lookedUp
    cache.write(key, result, {
      ...lifetime,
      length: () => resultBytes + estimateBytes(token.claims) + (security?.bytes ?? 0),
    })
    return result
  }

  /** Once a minute for each sender and reason, and at level `info`: any client may send such tokens. */
  function logDenial(sender: TokenSender, decision: DeniedDecision): string {
    const { reason } = decision
    const { providerId, issuer, subject } = sender
    const key = ['access_denied', providerId, issuer, subject, reason]
    return reportRefusal(context, { key, owner: undefined, reference: undefined }, (counted, note) => ({
      level: 'info',
      code: 'access_denied',
      message: `A caller with an access token of ${providerId} is not admitted: ${reason}.${note}`,
      ...sender,
      via: 'bearer',
      ...counted,
      detail: { reason },
      explanation: explainAccess(decision),
    }))
  }

  return {
    decide,
    readVerified: (token) => verified.read(token, ports.now()),
    readLookedUp: (hash) => lookedUp.read(hash, ports.now()),
  }
}

/** The provider with the `security` of one person. */
function secure(provider: ProviderConfig, { security }: CachedSecurity): ProviderConfig {
  return security === provider.security ? provider : withoutPrototype({ ...provider, security })
}

function buildSender({ providerId, accessTokenIssuer }: ProviderConfig, { sub }: Claims): TokenSender {
  return { providerId, issuer: accessTokenIssuer, subject: isSubject(sub) ? sub : undefined }
}

/** Names the source of the claims of a token. */
function nameClaims(lookup: TokenSource['lookup']): BearerFrom {
  if (lookup === undefined) return 'accessToken'
  return lookup === 'userinfo' ? 'userinfo' : 'introspection'
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

/** The bytes of a result without its claims, as measured. */
const resultBytes = 900
