import { OidcError } from '@x/oidc-core'
import { andThen, type MaybePromise } from '../maybe-promise.ts'
import type { JSONWebKeySet } from 'jose'
import { createKeyLookup, type KeyFault, nameOf, type TokenHeader, type TryKeys } from './key-lookup.ts'
import {
  createKeyRefreshPolicy,
  type KeyRefreshOptions,
  type KeyRefreshPolicy,
  type KeyUse,
} from './key-refresh-policy.ts'

/** The signing keys of a provider. */
export interface KeySet {
  /** Tries the published keys. If none fits, it fetches newer ones within the budget of this use. */
  readonly for: (use: KeyUse) => TryKeys
  /** Tries the cached keys, or fetches the first ones. It fetches no newer ones. */
  readonly known: TryKeys
  /** The members `issuer` of the published keys with this `kid`, or of all keys if there is none: `undefined` for a key without. */
  readonly listIssuers: (kid: string | undefined) => MaybePromise<readonly unknown[]>
}

/** Where the published keys come from. */
export interface PublishedKeys {
  readonly get: () => MaybePromise<JSONWebKeySet>
  /** Joins the running fetch. `mayBegin` is called before a fetch replaces one that hangs. */
  readonly refresh: (mayBegin?: () => boolean) => Promise<JSONWebKeySet>
  readonly isUnderWay: () => boolean
}

/** Keys that were tried, and none of them fits. */
interface TriedKeys {
  readonly set: JSONWebKeySet
  readonly fault: KeyFault
}

/**
 * Creates a provider's key set. A token that fits no cached key causes a fetch at once, so that a key rotation works, even if the
 * new key has no `kid` or an old `kid`. A budget for each use limits fetches that bring no fitting key, so that tokens with
 * invented `kid`s do not flood the provider. A missing `kid` of a bearer token causes no further fetch for a minute, unless
 * another fetch brings it, or once for a token that was issued since. A request that finds a running fetch waits for it, which
 * costs no budget: after a rotation, all concurrent sign-ins succeed.
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

  /** Tries keys that are newer than the tried ones. */
  async function tryNewer(
    { take, giveBack, missed, resolveMissed, isFinal }: KeyRefreshPolicy,
    header: TokenHeader,
    tried: TriedKeys,
    trySet: (set: JSONWebKeySet) => ReturnType<TryKeys>,
  ): Promise<KeyFault | undefined> {
    const mayBegin = (): boolean => take() === 0
    const missedBefore = resolveMissed(tried.fault, header)
    if (missedBefore !== undefined) return missedBefore
    // Another request may be fetching newer keys, or may have fetched them meanwhile.
    const latest = await (published.isUnderWay() ? published.refresh(mayBegin) : published.get())
    const fault = latest === tried.set ? tried.fault : await trySet(latest)
    if (fault === undefined) return undefined
    const missedSince = resolveMissed(fault, header)
    if (missedSince !== undefined) return missedSince
    // That fetch may have started before the provider published the key. A fetch that is running now started after the token
    // arrived.
    const isShared = published.isUnderWay()
    const wait = isShared ? 0 : take()
    if (wait > 0) return isFinal(fault, header, 'budget') ? fault : { ...fault, retryAfterSeconds: wait }
    let last: KeyFault | undefined
    try {
      last = await trySet(await published.refresh(mayBegin))
    } catch (error) {
      // An outage proves nothing about a key. The budget is returned, so that it is available after the outage.
      if (!isShared) giveBack()
      throw error
    }
    if (last === undefined && !isShared) giveBack()
    if (last !== undefined && header.kid !== undefined) missed.add(nameOf(header))
    return last
  }

  /** Returns the first fault if newer keys are not available and the fault is final. */
  async function tryNewerOr(
    policy: KeyRefreshPolicy,
    header: TokenHeader,
    tried: TriedKeys,
    trySet: (set: JSONWebKeySet) => ReturnType<TryKeys>,
  ): Promise<KeyFault | undefined> {
    try {
      return await tryNewer(policy, header, tried, trySet)
    } catch (error) {
      if (policy.isFinal(tried.fault, header, 'answer')) return tried.fault
      throw error
    }
  }

  return {
    listIssuers: (kid) =>
      andThen(published.get(), ({ keys }) =>
        keys
          .filter((key) => kid === undefined || key.kid === kid)
          .map((key) => (key as { readonly issuer?: unknown }).issuer),
      ),
    known: (header, fits) => andThen(published.get(), (set) => tryIn(set, header, fits)),
    for: (use) => (header, fits) =>
      andThen(published.get(), (set) =>
        andThen(tryIn(set, header, fits), (fault) =>
          fault === undefined
            ? undefined
            : tryNewerOr(resolvePolicy(use), header, { set, fault }, (newer) => tryIn(newer, header, fits)),
        ),
      ),
  }
}

/** Builds the error of a sign-in whose keys cannot be fetched for lack of budget. */
export function buildKeyOutage(providerId: string, retryAfterSeconds: number): OidcError {
  const why = `newer keys are not fetched within ${retryAfterSeconds} s (see key_budget_empty)`
  return new OidcError(
    'provider_unavailable',
    `A token of provider ${providerId} names a key that is not known, and ${why}.`,
    { providerId, operation: 'jwks', why, retryAfterSeconds },
  )
}
