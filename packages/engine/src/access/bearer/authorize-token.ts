import {
  type BearerFrom,
  type Claims,
  type Clock,
  decideAccess,
  type Decision,
  type DeniedDecision,
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

/** Decides what the claims of a good token open: scopes and the sign-in first, then roles. */
export function authorizeToken(
  policy: BearerPolicy,
  provider: ProviderConfig,
  { claims, from, expiresAt }: Pick<AcceptedToken, 'from' | 'expiresAt'> & { readonly claims: Claims },
  clock: Clock,
): AuthorizationResult {
  const deny = (error: BearerError, rule: string): AuthorizationResult => ({
    result: refuse({ error, rule }),
  })
  const granted = policy.scopes.length > 0 ? resolveScopes(claims) : undefined
  const missing = policy.scopes.find((scope) => granted?.has(scope) !== true)
  if (missing !== undefined) return deny('insufficient_scope', missing)
  const stale = validateStepUp(claims, policy, clock)
  if (stale !== undefined) return deny('insufficient_user_authentication', stale)

  const decision = decideAccess(provider, { bearer: claims, bearerFrom: from })
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
  return { result: { ok: true, user, claims, from, provider, reading, expiresAt } }
}

/**
 * The result for a token that breaks a rule of RFC 9068 or RFC 7662.
 * @param hint for the log: what may be wrong in the configuration
 */
export function refuseToken(rule: string, hint?: string): RefusedToken {
  return refuse({ error: 'invalid_token', rule, ...(hint !== undefined && { hint }) })
}

function refuse(refusal: BearerRefusal): RefusedToken {
  return { ok: false, refusal, sender: undefined, reference: undefined }
}

/** The result of a token's claims, and the decision that denies access, for the log. */
interface AuthorizationResult {
  readonly result: BearerResult
  readonly denied?: DeniedDecision
}

/** The result for a token. It may be cached: nothing in it belongs to one request. */
export type BearerResult = AcceptedToken | RefusedToken

/** Who sent a token, by claims that the provider signed or answered. A client's own token may have no subject. */
export interface TokenSender {
  readonly providerId: string
  readonly issuer: string
  readonly subject: string | undefined
}

interface TokenResult {
  /** What the sender must prove to possess before the result counts. */
  readonly binding?: TokenBinding
  /** Of a token that is bound to a key. */
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
  /** Undefined until the token was verified: claims of others must not reach the log as facts. */
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
  /** Who decided, with the `security` of that time. */
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

/** Returns who sent a token; undefined where it was not verified. */
export function findSender(result: BearerResult): TokenSender | undefined {
  if (!result.ok) return result.sender
  const { provider, user } = result
  return { providerId: provider.providerId, issuer: user.issuer, subject: user.subject }
}

/** Decides about an accepted token once more. The trace of a decision would be most of what a cached token takes in memory. */
export function explainToken({ provider, claims, from }: AcceptedToken): Decision {
  return decideAccess(provider, { bearer: claims, bearerFrom: from })
}
