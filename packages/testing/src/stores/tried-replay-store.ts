/** The results of a claim in a `ReplayStore` of `@x/oidc-engine`. */
export type ReplayResult = 'claimed' | 'used' | 'quota_full' | 'store_full'

/** The store that a case of the contract tests. Seconds count from the start of the case. */
export interface TriedReplayStore {
  /** Sets the clock. */
  readonly setClock: (seconds: number) => void
  /** Claims a key until `seconds` and counts it against the quota of `owners`. Without `owners`, the key gets its own owner. */
  readonly claim: (key: string, seconds?: number, owners?: readonly string[]) => Promise<ReplayResult>
  readonly release: (key: string) => Promise<void>
  /** Revokes what began up to `at`, until `seconds`. */
  readonly revoke: (key: string, at: number, seconds?: number) => Promise<void>
  readonly findRevocation: (...keys: readonly string[]) => Promise<number | undefined>
}

export type ReplayStoreCase = readonly [name: string, run: (tried: TriedReplayStore) => Promise<void>]

export const none = { claimed: 0, used: 0, quota_full: 0, store_full: 0 } as const

/** Counts how often each result occurs. */
export function tally(results: readonly ReplayResult[]): Readonly<Record<ReplayResult, number>> {
  const count: Record<ReplayResult, number> = { ...none }
  for (const result of results) count[result] += 1
  return count
}

/** Claims `count` different keys at the same time. */
export function claimMany(
  { claim }: TriedReplayStore,
  count: number,
  owner: (at: number) => string = (at) => `owner ${at}`,
): Promise<readonly ReplayResult[]> {
  return Promise.all(Array.from({ length: count }, (_, at) => claim(`key ${at}`, 60, [owner(at)])))
}
