/** Names that were looked for a short while ago, and not found. */
export interface VainLooks {
  readonly has: (name: string) => boolean
  readonly add: (name: string) => void
}

const lifetimeSeconds = 60

const mostNames = 200

/** Foreign tokens name what they like, and a longer name than this is none of a key. */
const longestName = 300

/** Creates a bounded memory of what was looked for in vain. The oldest name goes first. */
export function createVainLooks(now: () => number): VainLooks {
  const lookedAt = new Map<string, number>()
  return {
    has(name) {
      const at = lookedAt.get(name)
      // A clock that was set back does not say how long ago it was.
      return at !== undefined && now() >= at && now() < at + lifetimeSeconds
    },
    add(name) {
      if (name.length > longestName) return
      lookedAt.delete(name)
      lookedAt.set(name, now())
      for (const oldest of lookedAt.keys()) {
        if (lookedAt.size <= mostNames) break
        lookedAt.delete(oldest)
      }
    },
  }
}
