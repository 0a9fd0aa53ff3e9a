import { type Claims, type Clock, decideAccess, meetsRequirement, type ProviderConfig } from '@x/oidc-core'
import { buildRoleReading } from '../session/auth.ts'
import { assessStepUp } from './assess-step-up.ts'
import type { BearerPlan } from './bearer-plan.ts'
import type { BearerError } from './bearer-refusal.ts'
import type { BearerVerdict } from './bearer-verdict.ts'
import { resolveScopes } from './resolve-scopes.ts'

/** Decides what the claims of a good token open: scopes and the sign-in first, then roles. */
export function decideBearer(
  plan: BearerPlan,
  provider: ProviderConfig,
  { claims, expiresAt }: { readonly claims: Claims; readonly expiresAt: number },
  clock: Clock,
): BearerVerdict {
  const refuse = (error: BearerError, rule: string): BearerVerdict => ({
    ok: false,
    refusal: { error, rule },
  })
  const granted = plan.scopes.length > 0 ? resolveScopes(claims) : undefined
  const missing = plan.scopes.find((scope) => granted?.has(scope) !== true)
  if (missing !== undefined) return refuse('insufficient_scope', missing)
  const stale = assessStepUp(claims, plan, clock)
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
