import { OidcError } from '@x/oidc-core'
import type { JSONWebKeySet } from 'jose'
import { createKeyLookup, type KeyFault, nameOf, type TokenHeader, type TryKeys } from './key-lookup.ts'
import {
  createKeyRefreshPolicy,
  type KeyRefreshOptions,
  type KeyRefreshPolicy,
  type KeyUse,
} from './key-refresh-policy.ts'

/** The keys with which a provider signs. */
export interface KeySet {
  /** Tries the published keys; where none fits, newer ones are fetched within the budget of this use. */
  readonly for: (use: KeyUse) => TryKeys
  /** Tries the keys that are known, or else the first ones, and fetches no newer ones. */
  readonly known: TryKeys
}

/** Where the published keys come from. */
export interface PublishedKeys {
  readonly get: () => Promise<JSONWebKeySet>
  /** Joins the fetch that is under way. A fetch that replaces it, because it hangs, is asked for by `mayBegin`. */
  readonly refresh: (mayBegin?: () => boolean) => Promise<JSONWebKeySet>
  readonly isUnderWay: () => boolean
}

/**
 * Creates a provider's key set. A token that fits no known key fetches the keys anew at once, so that a rotation passes,
 * also one of keys without `kid` or with a `kid` that was used before. A budget for each use bounds how often in vain, so
 * that tokens with invented `kid`s do not storm the provider. A `kid` that a bearer token named in vain is not looked for again
 * for a minute, unless another fetch brings it, or once for a token that was issued since. A request that finds a fetch under
 * way waits for it, which costs nothing: after a rotation, all sign-ins of the moment pass.
 * @see OpenID Connect Core 1.0, section 10.1.1
 */
export function createKeySet(published: PublishedKeys, options: KeyRefreshOptions): KeySet {
  const tryIn = createKeyLookup()
  const policies = new Map<KeyUse, KeyRefreshPolicy>()

  function resolvePolicy(use: KeyUse): KeyRefreshPolicy {
    const known = policies.get(use)
    if (known !== undefined) return known
    const policy = createKeyRefreshPolicy(use, options)
    policies.set(use, policy)
    return policy
  }

  /** Tries newer keys than those that were tried. */
  async function tryNewer(
    { take, giveBack, missed, resolveMissed, isFinal }: KeyRefreshPolicy,
    header: TokenHeader,
    tried: { readonly set: JSONWebKeySet; readonly fault: KeyFault },
    trySet: (set: JSONWebKeySet) => ReturnType<TryKeys>,
  ): ReturnType<TryKeys> {
    const mayBegin = (): boolean => take() === 0
    const missedBefore = resolveMissed(tried.fault, header)
    if (missedBefore !== undefined) return missedBefore
    // Another request may be fetching newer keys, or may have done so while we tried.
    const latest = await (published.isUnderWay() ? published.refresh(mayBegin) : published.get())
    const fault = latest === tried.set ? tried.fault : await trySet(latest)
    if (fault === undefined) return undefined
    const missedSince = resolveMissed(fault, header)
    if (missedSince !== undefined) return missedSince
    // That fetch may have begun before the provider published the key. One that is under way now began after the token came.
    const isShared = published.isUnderWay()
    const wait = isShared ? 0 : take()
    if (wait > 0) return isFinal(fault, header, 'budget') ? fault : { ...fault, retryAfterSeconds: wait }
    let last: KeyFault | undefined
    try {
      last = await trySet(await published.refresh(mayBegin))
    } catch (error) {
      // An outage says nothing of a key: when it is over, the budget is there.
      if (!isShared) giveBack()
      throw error
    }
    if (last === undefined && !isShared) giveBack()
    if (last !== undefined && header.kid !== undefined) missed.add(nameOf(header))
    return last
  }

  return {
    known: async (header, fits) => tryIn(await published.get(), header, fits),
    for: (use) => async (header, fits) => {
      const set = await published.get()
      const fault = await tryIn(set, header, fits)
      if (fault === undefined) return undefined
      const policy = resolvePolicy(use)
      try {
        return await tryNewer(policy, header, { set, fault }, (newer) => tryIn(newer, header, fits))
      } catch (error) {
        if (policy.isFinal(fault, header, 'answer')) return fault
        throw error
      }
    },
  }
}

/** Builds the error of a sign-in whose keys cannot be fetched for lack of budget: no newer key was looked for. */
export function buildKeyOutage(providerId: string, retryAfterSeconds: number): OidcError {
  const why = `newer keys are not fetched within ${retryAfterSeconds} s (see key_budget_empty)`
  return new OidcError(
    'provider_unavailable',
    `A token of provider ${providerId} names a key that is not known, and ${why}.`,
    { providerId, operation: 'jwks', why, retryAfterSeconds },
  )
}
