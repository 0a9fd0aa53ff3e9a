import type { Claims } from '@x/oidc-core'
import type { EngineContext } from '../engine-context.ts'
import { findClient } from '../provider/find-client.ts'
import { freezeDeeply } from '../sealing/unsealed-cache.ts'
import type { BearerPlan } from './bearer-plan.ts'
import type { BearerVerdict } from './bearer-verdict.ts'
import { decideBearer } from './decide-bearer.ts'
import { createTokenMemory } from './token-memory.ts'
import { resolveTokenSource, type SourcedToken } from './resolve-token-source.ts'
import { verifyBearerToken } from './verify-bearer-token.ts'

/** Finds out what a token opens. @throws OidcError when it cannot be found out */
export type TokenJudge = (token: string) => Promise<BearerVerdict>

/** Tokens that are remembered. */
const entries = 1000

/**
 * Creates what judges the tokens of one guard. What became of a token is remembered by its whole text, no longer than
 * the token lives, the plan says, and the `security` counts by which it was decided.
 */
export function createTokenJudge(context: EngineContext, plan: BearerPlan): TokenJudge {
  const { clients, config, ports, recentSecurity } = context
  const remembered = createTokenMemory<BearerVerdict>(entries)

  async function decide(source: SourcedToken['source'], key: string, claims: Claims): Promise<BearerVerdict> {
    const { provider, until } = await recentSecurity.resolve(source.provider.providerId)
    const now = ports.now()
    const { clockSkewSeconds } = config
    const expiresAt = typeof claims['exp'] === 'number' ? claims['exp'] : now + plan.rememberSeconds
    const verdict = decideBearer(
      plan,
      provider,
      { claims: freezeDeeply(claims) as Claims, expiresAt },
      { now, clockSkewSeconds },
    )
    remembered.write(key, verdict, {
      at: now,
      until: Math.min(now + plan.rememberSeconds, expiresAt + clockSkewSeconds, until),
    })
    return verdict
  }

  return async (token) => {
    const now = ports.now()
    const known = remembered.read(token, now)
    if (known !== undefined) return known
    const sourced = resolveTokenSource(plan, token)
    if (typeof sourced === 'string') return refuse(sourced)
    const { source, jwt } = sourced
    if (jwt === undefined) return refuse('grammar')
    const rule = await verifyBearerToken(
      jwt,
      {
        issuer: source.provider.accessTokenIssuer,
        audiences: plan.audiences,
        profile: source.profile,
        signingAlgs: plan.signingAlgs,
        now,
        clockSkewSeconds: config.clockSkewSeconds,
      },
      findClient(clients, source.provider.providerId),
    )
    return rule === undefined ? decide(source, token, jwt.claims) : refuse(rule)
  }
}

function refuse(rule: string): BearerVerdict {
  return { ok: false, refusal: { error: 'invalid_token', rule } }
}
