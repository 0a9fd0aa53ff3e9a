import { OidcError } from '@x/oidc-core'
import { type HttpRequest, splitUrl } from '../../http/request.ts'
import {
  type FittingProof,
  isProofFitting,
  proofLifetimeSeconds,
  verifyDpopProof,
} from '../../jwt/dpop-proof.ts'
import { computeSha256 } from '../../crypto/hash.ts'
import type { BearerContext } from './bearer-context.ts'
import type { BearerPolicy } from './policy.ts'
import type { BearerRefusal } from './refusal.ts'
import type { ProofAccount } from './authorize-token.ts'

/** Checks that the client that sends a token possesses its bound key: undefined, or the refusal. */
export type ProofCheck = (checked: CheckedRequest) => Promise<BearerRefusal | undefined>

export interface CheckedRequest {
  readonly request: HttpRequest
  /** An object that exists only for this request and identifies it. */
  readonly identity: object
  readonly token: string
  readonly jkt: string
  readonly account: ProofAccount
}

/** The seconds from one report of a full store or quota to the next one. */
const warningSeconds = 60

const nonceName = 'dpop'
/** In seconds. A nonce is valid for at most twice this time. */
const nonceSeconds = 300

/**
 * Creates the check of DPoP proofs. A proof is valid for one request to the engine, however many bearer authentications that
 * request passes, and for at most one minute. If the policy requires a nonce, it must be one that a process of this
 * application issued within ten minutes.
 * @see RFC 9449, sections 7.1, 9 and 11.1
 */
export function createProofCheck(context: BearerContext, { dpop }: Pick<BearerPolicy, 'dpop'>): ProofCheck {
  const { config, ports, proofs, routes, sealer } = context
  let current: { readonly nonce: string; readonly at: number } | undefined
  let warnedAt: number | undefined

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

  /** A client chooses how many proofs it sends, so a warning for each would flood the log. */
  function warn(full: 'quota_full' | 'store_full', providerId: string): void {
    const now = ports.now()
    if (warnedAt !== undefined && now >= warnedAt && now < warnedAt + warningSeconds) return
    warnedAt = now
    const [what, todo] =
      full === 'quota_full'
        ? ['one key or subject has', 'The client should send fewer requests']
        : ['all clients together have', 'Add processes']
    ports.log({
      level: 'warn',
      code: 'dpop_proofs_exhausted',
      message:
        `Requests with access tokens of provider ${providerId} get the status 503: ${what} reached the maximum number of ` +
        `unexpired DPoP proofs, which are stored to refuse replays. ${todo}.`,
      providerId,
      detail: { full },
    })
  }

  return async ({ request: { header, method, url }, identity, token, jkt, account }) => {
    const proof = header('dpop')
    if (proof === null || proof === undefined) return { error: 'invalid_dpop_proof', rule: 'missing' }
    const { clockSkewSeconds } = config
    const expected = {
      ...{ now: ports.now(), clockSkewSeconds, method },
      url: routes.origin + splitUrl(url).path,
      ath: await computeSha256(token),
    }
    let fitting: FittingProof | undefined
    const rule = await verifyDpopProof(proof, jkt, (claims) => {
      fitting = isProofFitting(claims, expected) ? claims : undefined
      return fitting !== undefined
    })
    if (rule !== undefined || fitting === undefined)
      return { error: 'invalid_dpop_proof', rule: rule ?? 'claims' }
    if (dpop === 'required_with_nonce' && !(await isNonceGood(fitting['nonce'])))
      return { error: 'use_dpop_nonce', rule: 'nonce', nonce: await giveNonce() }
    const key = `dpop ${await computeSha256(`${jkt} ${fitting.jti}`)}`
    // The first whole second at which the proof is too old.
    const expiresAt = Math.floor(fitting.iat) + proofLifetimeSeconds + clockSkewSeconds + 1
    const { owners, providerId } = account
    const result = await proofs.claim(identity, key, { expiresAt, owners }).catch((error: unknown) => {
      const message = 'The store of used DPoP proofs failed, so no proof can be accepted.'
      throw new OidcError('token_unverifiable', message, { providerId, why: 'replay_store' }, error)
    })
    if (result === 'claimed') return undefined
    if (result === 'used') return { error: 'invalid_dpop_proof', rule: 'replay' }
    warn(result, providerId)
    return { error: 'too_many_proofs', rule: result }
  }
}
