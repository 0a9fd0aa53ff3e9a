export interface CachedAnswer<Answer> {
  /** The answer: from memory while fresh; from memory while stale, with a fetch begun behind it; else fetched. */
  readonly get: () => Promise<Answer>
  /** Fetches anew. Calls that come while one is under way share it. */
  readonly refresh: () => Promise<Answer>
}

export interface CachedAnswerOptions<Answer> {
  readonly fetch: () => Promise<Answer>
  readonly now: () => number
  readonly freshSeconds: number
  /** Until this age an answer is served when no newer one can be had. */
  readonly staleSeconds: number
  /** Told of a background fetch that failed. */
  readonly onFailure: (error: unknown) => void
}

/** After a background fetch failed, the next waits this long. */
const pauseSeconds = 10

/** Creates a memory of one answer of a provider, so that a short outage of the provider is not one of ours. */
export function createCachedAnswer<Answer>(options: CachedAnswerOptions<Answer>): CachedAnswer<Answer> {
  let kept: { readonly answer: Answer; readonly at: number } | undefined
  let underWay: Promise<Answer> | undefined
  let pausedUntil = 0

  async function fetchAndKeep(): Promise<Answer> {
    try {
      const answer = await options.fetch()
      kept = { answer, at: options.now() }
      return answer
    } finally {
      underWay = undefined
    }
  }

  function refresh(): Promise<Answer> {
    underWay ??= fetchAndKeep()
    return underWay
  }

  function refreshBehind(): void {
    // One that is under way tells of its failure itself.
    if (underWay !== undefined || options.now() < pausedUntil) return
    refresh().catch((error: unknown) => {
      pausedUntil = options.now() + pauseSeconds
      options.onFailure(error)
    })
  }

  return {
    refresh,
    get() {
      const age = kept === undefined ? Infinity : options.now() - kept.at
      if (kept === undefined || age >= options.staleSeconds) return refresh()
      // A negative age: the clock was set back, and nobody knows how old it is.
      if (age >= options.freshSeconds || age < 0) refreshBehind()
      return Promise.resolve(kept.answer)
    },
  }
}
