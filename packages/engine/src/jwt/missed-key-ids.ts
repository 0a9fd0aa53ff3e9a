/** Names that were looked for a short while ago, and not found. */
export interface VainLooks {
  readonly find: (name: string) => VainLook | undefined
  readonly add: (name: string) => void
}

export interface VainLook {
  /** NumericDate of the first one. */
  readonly since: number
  /** NumericDate of the last one. */
  readonly at: number
  /** NumericDate of the end of this memory. */
  readonly until: number
  /** Whether it was looked for a second time since it is remembered. */
  readonly isSecond: boolean
}

const mostNames = 200

/** Foreign tokens name what they like, and a longer name than this is none of a key. */
const longestName = 300

/**
 * Creates a bounded memory of what was looked for in vain. The oldest name goes first.
 * @param lifetime in seconds, counted from the first look, or from the last one
 */
export function createVainLooks(
  now: () => number,
  lifetime: { readonly seconds: number; readonly from: 'first' | 'last' },
): VainLooks {
  const looks = new Map<string, VainLook>()

  function find(name: string): VainLook | undefined {
    const look = looks.get(name)
    const at = now()
    // A clock that was set back does not say how long ago it was.
    return look !== undefined && at >= look.at && at < look.until ? look : undefined
  }

  return {
    find,
    add(name) {
      if (name.length > longestName) return
      const at = now()
      const earlier = find(name)
      looks.delete(name)
      const since = earlier?.since ?? at
      const until = (lifetime.from === 'first' ? since : at) + lifetime.seconds
      looks.set(name, { since, at, until, isSecond: earlier !== undefined })
      for (const oldest of looks.keys()) {
        if (looks.size <= mostNames) break
        looks.delete(oldest)
      }
    },
  }
}
