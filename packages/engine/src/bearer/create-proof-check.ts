import type { EngineContext } from '../engine-context.ts'
import type { RequestFacts } from '../http/request-facts.ts'
import { splitUrl } from '../http/split-url.ts'
import { verifyDpopProof } from '../tokens/verify-dpop-proof.ts'
import { isProofFitting, proofLifetimeSeconds } from './assess-dpop-proof.ts'
import type { BearerPlan } from './bearer-plan.ts'
import type { BearerRefusal } from './bearer-refusal.ts'
import { computeTokenKey } from './compute-token-key.ts'
import { createTokenMemory } from './token-memory.ts'

/** Checks that whoever sends a token holds the key that it is bound to: undefined, or why not. */
export type ProofCheck = (
  facts: RequestFacts,
  token: string,
  jkt: string,
) => Promise<BearerRefusal | undefined>

/** Only proofs of keys whose tokens are good take room: whoever fills it has a token and signs as many proofs. */
const entries = 100_000
const mostCharacters = 2 ** 24

const nonceName = 'dpop'
/** A nonce is good for twice this long at the most. */
const nonceSeconds = 300

/**
 * Creates what checks DPoP proofs. Each is good once in this process, and no longer than a minute; where the plan asks for
 * a nonce, it is one that this application gave out within ten minutes, in whatever process.
 * @see RFC 9449, sections 7.1, 9 and 11.1
 */
export function createProofCheck(context: EngineContext, { dpop }: Pick<BearerPlan, 'dpop'>): ProofCheck {
  const { config, ports, routes, sealer } = context
  const used = createTokenMemory<true>(entries, mostCharacters)
  let current: { readonly nonce: string; readonly at: number } | undefined

  async function isNonceGood(nonce: unknown): Promise<boolean> {
    if (typeof nonce !== 'string' || nonce.length > 1000) return false
    const payload = (await sealer.unseal('dpop', nonceName, nonce)) as { readonly at?: unknown } | undefined
    const now = ports.now()
    return typeof payload?.at === 'number' && payload.at <= now && now < payload.at + 2 * nonceSeconds
  }

  async function giveNonce(): Promise<string> {
    const now = ports.now()
    if (current === undefined || now >= current.at + nonceSeconds || now < current.at)
      current = { nonce: await sealer.seal('dpop', nonceName, { at: now }), at: now }
    return current.nonce
  }

  return async ({ header, method, url }, token, jkt) => {
    const proof = header('dpop')
    if (proof === null || proof === undefined) return { error: 'invalid_dpop_proof', rule: 'missing' }
    const { clockSkewSeconds } = config
    const now = ports.now()
    const expected = {
      ...{ now, clockSkewSeconds, method },
      url: routes.origin + splitUrl(url).path,
      ath: await computeTokenKey(token),
    }
    let [jti, nonce]: unknown[] = []
    const rule = await verifyDpopProof(proof, jkt, (claims) => {
      ;[jti, nonce] = [claims['jti'], claims['nonce']]
      return isProofFitting(claims, expected)
    })
    if (rule !== undefined) return { error: 'invalid_dpop_proof', rule }
    if (dpop === 'required_with_nonce' && !(await isNonceGood(nonce)))
      return { error: 'use_dpop_nonce', rule: 'nonce', nonce: await giveNonce() }
    const key = `${jkt} ${String(jti)}`
    // A proof from ahead of our clock may be sent again until it is too old.
    const until = now + proofLifetimeSeconds + 2 * clockSkewSeconds + 1
    if (used.read(key, ports.now()) === true) return { error: 'invalid_dpop_proof', rule: 'replay' }
    // Used is used, also when the clock was set back.
    used.write(key, true, { at: 0, until })
    return undefined
  }
}
