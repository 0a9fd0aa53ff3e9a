import {
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
  { claims, expiresAt }: { readonly claims: Claims; readonly expiresAt: number },
  clock: Clock,
): JudgedClaims {
  const refuse = (error: BearerError, rule: string): JudgedClaims => ({
    result: { ok: false, refusal: { error, rule } },
  })
  const granted = policy.scopes.length > 0 ? resolveScopes(claims) : undefined
  const missing = policy.scopes.find((scope) => granted?.has(scope) !== true)
  if (missing !== undefined) return refuse('insufficient_scope', missing)
  const stale = validateStepUp(claims, policy, clock)
  if (stale !== undefined) return refuse('insufficient_user_authentication', stale)

  const decision = decideAccess(provider, { bearer: claims })
  if (!decision.admitted) {
    const { reason } = decision
    const error = reason === 'role_missing' ? reason : 'access_denied'
    return { result: { ok: false, refusal: { error, rule: reason } }, denied: decision }
  }
  const reading = buildRoleReading(decision.roles)
  if (policy.roles !== undefined && !meetsRequirement(reading.roles, policy.roles))
    return refuse('role_missing', 'roles')
  const { issuer, subject, name } = decision
  const user = { issuer, subject, name, claims: readUserClaims(claims) }
  return { result: { ok: true, user, claims, provider, reading, expiresAt } }
}

/**
 * The result for a token that breaks a rule of RFC 9068 or RFC 7662.
 * @param hint for the log: what may be wrong in the configuration
 */
export function refuseToken(rule: string, hint?: string): RefusedToken {
  return { ok: false, refusal: { error: 'invalid_token', rule, ...(hint !== undefined && { hint }) } }
}

/** The result of a token's claims, and the decision that denies access, for the log. */
interface JudgedClaims {
  readonly result: BearerResult
  readonly denied?: DeniedDecision
}

/** The result for a token. It may be cached: nothing in it belongs to one request. */
export type BearerResult = AcceptedToken | RefusedToken

interface JudgedToken {
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

export interface RefusedToken extends JudgedToken {
  readonly ok: false
  readonly refusal: BearerRefusal
}

export interface AcceptedToken extends JudgedToken {
  readonly ok: true
  /** Its claims are deeply frozen. */
  readonly user: User
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

/** Decides about an accepted token once more. The trace of a decision would be most of what a cached token takes in memory. */
export function explainToken({ provider, claims }: AcceptedToken): Decision {
  return decideAccess(provider, { bearer: claims })
}
