import { createFetchBudget, type FetchBudget } from './fetch-budget.ts'
import { type KeyFault, nameOf, type TokenHeader } from './key-lookup.ts'
import { createMissedKeyIds, type MissedKeyIds } from './missed-key-ids.ts'

/** What tokens are verified for. */
export type KeyUse = 'id_token' | 'access_token' | 'bearer' | 'introspection'

/** When one use fetches newer keys. Each has its own budget: foreign tokens must not keep a sign-in from its key. */
export interface KeyRefreshPolicy extends FetchBudget {
  readonly missed: MissedKeyIds
  /** The fault of a token whose `kid` was not in keys fetched before: undefined where newer keys may be fetched for it. */
  readonly resolveMissed: (fault: KeyFault, header: TokenHeader) => KeyFault | undefined
  /** Whether this fault is final where newer keys cannot be had, for lack of budget or of an answer. */
  readonly isFinal: (fault: KeyFault, header: TokenHeader, lack: 'budget' | 'answer') => boolean
}

export interface KeyRefreshOptions {
  readonly now: () => number
  /** Is told once each time that a budget is used up, and when the next fetch may be made. */
  readonly onBudgetEmpty: (use: KeyUse, retryAfterSeconds: number) => void
}

/** A provider may publish a key this long after it began to sign with it. One that lacks for longer is not published. */
const lagSeconds = 60

/** Creates the policy of one use. */
export function createKeyRefreshPolicy(
  use: KeyUse,
  { now, onBudgetEmpty }: KeyRefreshOptions,
): KeyRefreshPolicy {
  const budget = createFetchBudget(now)
  let isReported = false
  const take = (): number => {
    const wait = budget.take()
    if (wait > 0 && !isReported) onBudgetEmpty(use, wait)
    isReported = wait > 0
    return wait
  }
  return use === 'bearer'
    ? { take, giveBack: () => undefined, ...createForeignPolicy(now) }
    : { take, giveBack: budget.giveBack, ...createOwnPolicy(use, now) }
}

type MissPolicy = Omit<KeyRefreshPolicy, keyof FetchBudget>

/**
 * Anybody can send bearer tokens, and a provider that is down, or whose servers publish different keys, would be asked for
 * its keys by every one: no fetch is given back, and a `kid` is looked for once a minute.
 */
function createForeignPolicy(now: () => number): MissPolicy {
  const missed = createMissedKeyIds(now, { seconds: 60, from: 'first' })
  return {
    missed,
    resolveMissed(fault, header) {
      const miss = missed.find(nameOf(header))
      if (miss === undefined) return undefined
      // A key that was published after that fetch may have signed a token that was issued after it: it is worth one more.
      const { issuedAt } = header
      if (issuedAt !== undefined && issuedAt < miss.at) return fault
      if (!miss.isSecond) return undefined
      if (isSignatureOfKnownKey(fault, header)) return fault
      return { ...fault, retryAfterSeconds: Math.max(1, Math.ceil(miss.until - now())) }
    },
    isFinal: isSignatureOfKnownKey,
  }
}

/**
 * Every other token came after a request to the provider, so that one more for a new key does not matter, and no stranger
 * can name a key to have it refused: the budget alone bounds how often a key is looked for.
 */
function createOwnPolicy(use: KeyUse, now: () => number): MissPolicy {
  const missed = createMissedKeyIds(now, { seconds: 2 * lagSeconds, from: 'last' })
  const isAbsent = (header: TokenHeader): boolean => {
    const miss = missed.find(nameOf(header))
    return miss !== undefined && now() - miss.since >= lagSeconds
  }
  return {
    missed,
    resolveMissed: () => undefined,
    isFinal: (fault, header, lack) =>
      lack === 'budget' && (isAbsent(header) || (use !== 'id_token' && isSignatureOfKnownKey(fault, header))),
  }
}

/**
 * The key of this `kid` is known, and its signature is another. Newer keys are tried where they can be had, since
 * some providers give a new key an old `kid`; where they cannot, the signature is bad.
 */
function isSignatureOfKnownKey({ rule }: KeyFault, { kid }: TokenHeader): boolean {
  return rule === 'signature' && kid !== undefined
}
