import type { ReplayClaim, ReplayResult, ReplayStore } from '../../cache/replay-store.ts'

/** Claims the DPoP proofs of requests. */
export interface ProofClaims {
  /**
   * Claims a proof for one request. Bearer authentications of the same request share its claim.
   * @param request an object that exists only for this request. It identifies the request, because data that a client sends
   *   cannot.
   */
  readonly claim: (request: object, key: string, claim: ReplayClaim) => Promise<ReplayResult>
}

/** Creates the claims of one engine: all its bearer authentications share one store. */
export function createProofClaims(store: ReplayStore): ProofClaims {
  /** A request has only one proof, so it is enough to store its last claim. */
  const claims = new WeakMap<object, { readonly key: string; readonly result: Promise<ReplayResult> }>()
  const ask = async (key: string, claim: ReplayClaim): Promise<ReplayResult> => store.claim(key, claim)
  return {
    async claim(request, key, claim) {
      const known = claims.get(request)
      if (known?.key === key) return known.result
      const result = ask(key, claim)
      claims.set(request, { key, result })
      return result
    },
  }
}
