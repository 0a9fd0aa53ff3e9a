import { createRecentTexts } from '../sharing/recent-texts.ts'

/** What became of tokens that were verified lately. */
export interface RecentTokens<Verdict> {
  readonly read: (token: string, now: number) => Verdict | undefined
  readonly write: (token: string, verdict: Verdict, kept: KeptToken) => void
}

/** How long it counts, NumericDate. */
interface KeptToken {
  readonly at: number
  readonly until: number
  /** How long the verdict is in characters, where it is no part of the token. @default 0 */
  readonly length?: number
}

/**
 * Creates a bounded memory of tokens that are what they say: their signature fits, or their provider said so. It is keyed
 * by a whole token or by the hash of a whole one, never by a part, and every read looks at the clock: after `until` there is
 * nothing, and before `at`, when the clock was set back, there is nothing either.
 */
export function createRecentTokens<Verdict>(entries: number): RecentTokens<Verdict> {
  const kept = createRecentTexts<KeptToken & { readonly verdict: Verdict }>(entries)
  return {
    read(token, now) {
      const known = kept.read(token)
      if (known === undefined) return undefined
      if (now >= known.at && now < known.until) return known.verdict
      kept.forget(token)
      return undefined
    },
    write(token, verdict, { at, until, length }) {
      if (until > at) kept.write(token, { verdict, at, until }, { length })
      else kept.forget(token)
    },
  }
}
