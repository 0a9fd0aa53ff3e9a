/**
 * Keeps things that may be used once, each until it expires: proofs of possession, for example. The store of one process is
 * `createMemoryReplayStore`; a store that processes share may answer later.
 */
export interface ReplayStore {
  /** Claims a thing. Of any number of claims with one key, one at the most is `claimed`, in whatever order they come. */
  readonly claim: (key: string, claim: ReplayClaim) => ReplayResult | Promise<ReplayResult>
}

export interface ReplayClaim {
  /** NumericDate from which on the thing is refused for its age. It must follow from the thing itself, not from the clock. */
  readonly expiresAt: number
  /** To whom the room is charged. Each has a quota; keys and owners should be of a fixed size. */
  readonly owners: readonly string[]
}

/**
 * - `claimed`: it had not been claimed before.
 * - `used`: it was claimed before, or it has expired.
 * - `quota_full`: one of the owners has as many unexpired things as one may have. Nothing was claimed.
 * - `store_full`: all owners together have. Nothing was claimed, and nothing that is unexpired was dropped for it.
 */
export type ReplayResult = 'claimed' | 'used' | 'quota_full' | 'store_full'
