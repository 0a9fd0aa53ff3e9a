import { createFetchBudget, type FetchBudget } from './fetch-budget.ts'
import { type KeyFault, nameOf, type TokenHeader } from './key-lookup.ts'
import { createMissedKeyIds, type MissedKeyIds } from './missed-key-ids.ts'

/** The purpose for which a token is verified. */
export type KeyUse = 'id_token' | 'access_token' | 'bearer' | 'introspection' | 'logout_token'

/**
 * Decides when newer keys are fetched for one use. Each use has its own budget, so that foreign tokens do not keep a sign-in from
 * its key.
 */
export interface KeyRefreshPolicy extends FetchBudget {
  readonly missed: MissedKeyIds
  /**
   * Returns the reason not to fetch newer keys for a `kid` that was missing in earlier fetches; undefined if they may be fetched.
   */
  readonly resolveMissed: (fault: KeyFault, header: TokenHeader) => KeyFault | undefined
  /** Whether this fault is final if newer keys are not available, for lack of budget or because the fetch failed. */
  readonly isFinal: (fault: KeyFault, header: TokenHeader, lack: 'budget' | 'answer') => boolean
}

export interface KeyRefreshOptions {
  readonly now: () => number
  /** Called once each time that a budget is used up, with the time of the next fetch. */
  readonly onBudgetEmpty: (use: KeyUse, retryAfterSeconds: number) => void
}

/**
 * In seconds. A provider may publish a key up to this time after its first signature. A key that is missing for longer counts as
 * not published.
 */
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
  return use === 'bearer' || use === 'logout_token'
    ? { take, giveBack: () => undefined, ...createForeignPolicy(now) }
    : { take, giveBack: budget.giveBack, ...createOwnPolicy(use, now) }
}

type MissPolicy = Omit<KeyRefreshPolicy, keyof FetchBudget>

/**
 * Any client can send bearer tokens and logout tokens. If a provider is down, or if its servers publish different keys, every token would cause a
 * fetch of keys. So a fetch is never returned to the budget, and a missing `kid` is tried once a minute.
 */
function createForeignPolicy(now: () => number): MissPolicy {
  const missed = createMissedKeyIds(now, { seconds: 60, from: 'first' })
  return {
    missed,
    resolveMissed(fault, header) {
      const miss = missed.find(nameOf(header))
      if (miss === undefined) return undefined
      // A token that was issued after that fetch may be signed with a key that was published after it: try once more.
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
 * All other tokens came in a response of the provider, so strangers cannot invent their `kid`, and one more request for keys
 * costs little. Only the budget limits these fetches.
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
 * The key of this `kid` is known, but does not verify the signature. Newer keys are tried if they are available, since
 * some providers give a new key an old `kid`. If they are not, the signature is invalid.
 */
function isSignatureOfKnownKey({ rule }: KeyFault, { kid }: TokenHeader): boolean {
  return rule === 'signature' && kid !== undefined
}
