import {
  type AdmittedDecision,
  type Claims,
  type Clock,
  decideAccess,
  meetsRequirement,
  type ProviderConfig,
} from '@x/oidc-core'
import { type Authenticated, buildAuthenticated, buildRoleReading, type RoleReading } from '../auth.ts'
import { resolveScopes, type TokenBinding, validateStepUp } from './claims.ts'
import type { BearerPolicy } from './policy.ts'
import type { BearerError, BearerRefusal } from './refusal.ts'

/** Decides what the claims of a good token open: scopes and the sign-in first, then roles. */
export function decideBearer(
  plan: BearerPolicy,
  provider: ProviderConfig,
  { claims, expiresAt }: { readonly claims: Claims; readonly expiresAt: number },
  clock: Clock,
): BearerResult {
  const refuse = (error: BearerError, rule: string): BearerResult => ({
    ok: false,
    refusal: { error, rule },
  })
  const granted = plan.scopes.length > 0 ? resolveScopes(claims) : undefined
  const missing = plan.scopes.find((scope) => granted?.has(scope) !== true)
  if (missing !== undefined) return refuse('insufficient_scope', missing)
  const stale = validateStepUp(claims, plan, clock)
  if (stale !== undefined) return refuse('insufficient_user_authentication', stale)

  const decision = decideAccess(provider, { bearer: claims })
  if (!decision.admitted) {
    const { reason } = decision
    const error = reason === 'role_missing' ? reason : 'access_denied'
    return { ok: false, refusal: { error, rule: reason, decision } }
  }
  const reading = buildRoleReading(decision.roles)
  if (plan.roles !== undefined && !meetsRequirement(reading.roles, plan.roles))
    return refuse('role_missing', 'roles')
  return { ok: true, decision, reading, claims, expiresAt }
}

/** What became of a token. It may be remembered: nothing in it belongs to one request. */
export type BearerResult = AcceptedToken | RefusedToken

interface JudgedToken {
  /** What whoever sends it must prove first. */
  readonly binding?: TokenBinding
  /** Of a token that is bound to a key. */
  readonly account?: ProofAccount
}

/** To whom the room that the DPoP proofs of a token take is charged. */
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
  readonly decision: AdmittedDecision
  /** Of the roles of the decision, for every request that sends the token. */
  readonly reading: RoleReading<string>
  /** Deeply frozen. */
  readonly claims: Claims
  /** NumericDate of the token's end, or of when it will be looked up again. */
  readonly expiresAt: number
}

/** Tells one request who sent its token. Each gets an object of its own. */
export function buildBearerAuth({ decision, claims, expiresAt, reading }: AcceptedToken): Authenticated {
  const { issuer, subject, name } = decision
  return buildAuthenticated('bearer', { issuer, subject, name, claims }, expiresAt, reading)
}
