import {
  type BearerFrom,
  type Claims,
  type Clock,
  decideAccess,
  type Decision,
  denyByClaims,
  type DeniedDecision,
  findPerson,
  meetsRequirement,
  type ProviderConfig,
  readUserClaims,
} from '@x/oidc-core'
import {
  type Authenticated,
  buildAuthenticated,
  buildRoleReading,
  type RoleReading,
  type User,
} from '../auth.ts'
import { resolveScopes, type TokenBinding, validateStepUp } from './claims.ts'
import type { BearerPolicy } from './policy.ts'
import type { BearerError, BearerRefusal } from './refusal.ts'

/**
 * Decides whether the claims of a valid token give access: it checks the scopes and the sign-in first, then the roles.
 * @param secured the provider with the `security` of this person; undefined if a scope is missing, or if the claims alone deny access
 */
export function authorizeToken(
  policy: BearerPolicy,
  { provider, secured }: { readonly provider: ProviderConfig; readonly secured: ProviderConfig | undefined },
  { claims, from, expiresAt }: Pick<AcceptedToken, 'from' | 'expiresAt'> & { readonly claims: Claims },
  clock: Clock,
): AuthorizationResult {
  const deny = (error: BearerError, rule: string): AuthorizationResult => ({
    result: refuse({ error, rule }),
  })
  const missing = findMissingScope(policy, claims)
  if (missing !== undefined) return deny('insufficient_scope', missing)
  const stale = validateStepUp(claims, policy, clock)
  if (stale !== undefined) return deny('insufficient_user_authentication', stale)

  const sources = { bearer: claims, bearerFrom: from }
  const decision =
    secured === undefined ? denyByClaims(findPerson(provider, sources)) : decideAccess(secured, sources)
  if (!decision.admitted) {
    const { reason } = decision
    const error = reason === 'role_missing' ? reason : 'access_denied'
    return { ...deny(error, reason), denied: decision }
  }
  const reading = buildRoleReading(decision.roles)
  if (policy.roles !== undefined && !meetsRequirement(reading.roles, policy.roles))
    return deny('role_missing', 'roles')
  const { issuer, subject, name } = decision
  const user = { issuer, subject, name, claims: readUserClaims(claims) }
  return { result: { ok: true, user, claims, from, provider: secured ?? provider, reading, expiresAt } }
}

/** Finds a scope that the policy requires and the token does not have. */
export function findMissingScope({ scopes }: BearerPolicy, claims: Claims): string | undefined {
  const granted = scopes.length > 0 ? resolveScopes(claims) : undefined
  return scopes.find((scope) => granted?.has(scope) !== true)
}

/**
 * The result for a token that fails a rule of RFC 9068 or RFC 7662.
 * @param hint for the log: the option that may be wrong in the configuration
 */
export function refuseToken(rule: string, hint?: string): RefusedToken {
  return refuse({ error: 'invalid_token', rule, ...(hint !== undefined && { hint }) })
}

function refuse(refusal: BearerRefusal): RefusedToken {
  return { ok: false, refusal, sender: undefined, reference: undefined }
}

/** The result for the claims of a token and, for the log, the decision if it denies access. */
interface AuthorizationResult {
  readonly result: BearerResult
  readonly denied?: DeniedDecision
}

/** The result for a token. It may be cached, because it has no data of a single request. */
export type BearerResult = AcceptedToken | RefusedToken

/**
 * The sender of a token, from claims that the provider signed or sent in a response. A client's own token may have no subject.
 */
export interface TokenSender {
  readonly providerId: string
  readonly issuer: string
  readonly subject: string | undefined
}

interface TokenResult {
  /** The key or certificate that the sender must prove to possess before the result may be used. */
  readonly binding?: TokenBinding
  /** The data for the proof check of a token that is bound to a key. */
  readonly account?: ProofAccount
}

/** The owners whose quotas the DPoP proofs of a token use. */
export interface ProofAccount {
  readonly providerId: string
  /** The key of the token and the subject that it is about, of a fixed size. */
  readonly owners: readonly string[]
}

export interface RefusedToken extends TokenResult {
  readonly ok: false
  /** Undefined until the token is verified: the log must not show unverified claims as facts. */
  readonly sender: TokenSender | undefined
  /** The reference of the event that says why access is denied. */
  readonly reference: string | undefined
  readonly refusal: BearerRefusal
}

export interface AcceptedToken extends TokenResult {
  readonly ok: true
  /** Its claims are deeply frozen. */
  readonly user: User
  /** Where the claims come from, for explanations. */
  readonly from: BearerFrom
  /** The claims as the token has them, for the decision. Usually the same object as those of the user. */
  readonly claims: Claims
  /** The provider that decided, with the `security` that was in force then. */
  readonly provider: ProviderConfig
  /** The roles of the decision, shared by all requests with the token. */
  readonly reading: RoleReading<string>
  /** NumericDate of the token's expiry, or of its next look-up. */
  readonly expiresAt: number
}

/** Builds the `auth` of one request with a token. Each request gets its own object. */
export function buildBearerAuth({ user, expiresAt, reading }: AcceptedToken): Authenticated {
  return buildAuthenticated('bearer', user, expiresAt, reading)
}

/** Returns the sender of a token; undefined if the token was not verified. */
export function findSender(result: BearerResult): TokenSender | undefined {
  if (!result.ok) return result.sender
  const { provider, user } = result
  return { providerId: provider.providerId, issuer: user.issuer, subject: user.subject }
}

/** Decides about an accepted token again, to get the trace. A cached trace would be the largest part of a cached token. */
export function explainToken({ provider, claims, from }: AcceptedToken): Decision {
  return decideAccess(provider, { bearer: claims, bearerFrom: from })
}
