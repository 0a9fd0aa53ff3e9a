/** Remembers which transactions were used, in this process. */
export interface UsedTransactions {
  /** Marks one as used; false if it was already. */
  readonly claim: (stateHash: string) => boolean
  readonly release: (stateHash: string) => void
}

/** Far more sign-ins than one process sees in the ten minutes that a transaction lives. */
const maxEntries = 20_000

/**
 * Creates the memory that lets one callback through once. The cookie is deleted with the first answer; this is for the
 * second request of a double click, which was sent before that answer came.
 */
export function createUsedTransactions(): UsedTransactions {
  const used = new Set<string>()
  return {
    claim(stateHash) {
      if (used.has(stateHash)) return false
      used.add(stateHash)
      for (const oldest of used) {
        if (used.size <= maxEntries) break
        used.delete(oldest)
      }
      return true
    },
    release(stateHash) {
      used.delete(stateHash)
    },
  }
}
