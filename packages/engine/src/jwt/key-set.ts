import { OidcError } from '@x/oidc-core'
import { createLocalJWKSet, type CryptoKey, errors, type JSONWebKeySet, type LocalJWKSet } from 'jose'
import { createFetchBudget, type FetchBudget } from './fetch-budget.ts'
import { createVainLooks, type VainLooks } from './missed-key-ids.ts'

/** The keys with which a provider signs. */
export interface KeySet {
  /** Tries the published keys; where none fits, newer ones are looked for within the budget of this use. */
  readonly for: (use: KeyUse) => TryKeys
  /** Tries the keys that are known, or else the first ones, and looks for no newer ones. */
  readonly known: TryKeys
}

/** What tokens are verified for. */
export type KeyUse = 'id_token' | 'access_token' | 'bearer' | 'introspection'

/**
 * Tries the keys that may have signed a token with this header: undefined when one fits.
 * @throws OidcError `provider_unavailable`, `provider_response_invalid`
 */
export type TryKeys = (
  header: TokenHeader,
  fits: (key: CryptoKey) => Promise<boolean>,
) => Promise<KeyFault | undefined>

export interface KeyFault {
  /** `key`: no key has its `alg` and `kid`. `signature`: one has, and does not verify it. */
  readonly rule: 'key' | 'signature'
  /** There may be a newer key, which could not be looked for: in how many seconds it can. */
  readonly retryAfterSeconds?: number
}

export interface TokenHeader {
  readonly alg: string
  readonly kid?: string | undefined
  /** NumericDate of when a token says that it was issued. Foreign tokens say what they like. */
  readonly issuedAt?: number | undefined
}

/** Where the published keys come from. */
export interface PublishedKeys {
  readonly get: () => Promise<JSONWebKeySet>
  /** Joins the fetch that is under way. A fetch that replaces it, because it hangs, is asked for by `mayBegin`. */
  readonly refresh: (mayBegin?: () => boolean) => Promise<JSONWebKeySet>
  readonly isUnderWay: () => boolean
}

export interface KeySetOptions {
  readonly now: () => number
  /** Is told once each time that a budget is used up, and when the next fetch may be made. */
  readonly onBudgetEmpty: (use: KeyUse, retryAfterSeconds: number) => void
}

interface ImportedKeys {
  readonly from: JSONWebKeySet
  readonly resolve: LocalJWKSet
  /** By algorithm and `kid`. What fits no key is not remembered, so that invented `kid`s take no room. */
  readonly found: Map<string, readonly CryptoKey[]>
}

/** A token without `kid` is tried with this many keys. */
const maxCandidates = 10

/** A provider may publish a key this long after it began to sign with it. One that lacks for longer is not published. */
const lagSeconds = 60

/** What one use spends and remembers, apart from the others: foreign tokens must not keep a sign-in from its key. */
interface Look extends FetchBudget {
  readonly vain: VainLooks
  /** What an earlier look says of a token with a `kid` that was looked for in vain: undefined where it says nothing. */
  readonly recall: (fault: KeyFault, header: TokenHeader) => KeyFault | undefined
  /** Whether this fault stands where newer keys cannot be had, for lack of budget or of an answer. */
  readonly stands: (fault: KeyFault, header: TokenHeader, lack: 'budget' | 'answer') => boolean
}

/**
 * Creates a provider's key set. A token that fits no known key fetches the keys anew at once, so that a rotation passes,
 * also one of keys without `kid` or with a `kid` that was used before. A budget for each use bounds how often in vain, so
 * that tokens with invented `kid`s do not storm the provider. A `kid` that a bearer token named in vain is not looked for again
 * for a minute, unless another fetch brings it, or once for a token that was issued since. A request that finds a fetch under
 * way waits for it, which costs nothing: after a rotation, all sign-ins of the moment pass.
 * @see OpenID Connect Core 1.0, section 10.1.1
 */
export function createKeySet(published: PublishedKeys, { now, onBudgetEmpty }: KeySetOptions): KeySet {
  const looks = new Map<KeyUse, Look>()
  let imported: ImportedKeys | undefined

  function resolveLook(use: KeyUse): Look {
    const known = looks.get(use)
    if (known !== undefined) return known
    const look = createLook(use)
    looks.set(use, look)
    return look
  }

  function createLook(use: KeyUse): Look {
    const { take: takeOne, giveBack } = createFetchBudget(now)
    let isTold = false
    const take = (): number => {
      const wait = takeOne()
      if (wait > 0 && !isTold) onBudgetEmpty(use, wait)
      isTold = wait > 0
      return wait
    }
    return use === 'bearer' ? { take, ...createForeignLook() } : { take, giveBack, ...createOwnLook(use) }
  }

  /**
   * Anybody can send bearer tokens, and a provider that is down, or whose servers publish different keys, would be asked for
   * its keys by every one: nothing is given back, and a `kid` is looked for once a minute.
   */
  function createForeignLook(): Omit<Look, 'take'> {
    const vain = createVainLooks(now, { seconds: 60, from: 'first' })
    return {
      giveBack: () => undefined,
      vain,
      recall(fault, header) {
        const look = vain.find(nameOf(header))
        if (look === undefined) return undefined
        // A key that was published after that look may have signed a token that was issued after it: it is worth one more.
        const { issuedAt } = header
        if (issuedAt !== undefined && issuedAt < look.at) return fault
        if (!look.isSecond) return undefined
        if (isSignatureOfKnownKey(fault, header)) return fault
        return { ...fault, retryAfterSeconds: Math.max(1, Math.ceil(look.until - now())) }
      },
      stands: isSignatureOfKnownKey,
    }
  }

  /**
   * Every other token came after a request to the provider, so that one more for a new key does not matter, and no stranger
   * can name a key to have it refused: the budget alone bounds how often a key is looked for.
   */
  function createOwnLook(use: KeyUse): Omit<Look, 'take' | 'giveBack'> {
    const vain = createVainLooks(now, { seconds: 2 * lagSeconds, from: 'last' })
    const isAbsent = (header: TokenHeader): boolean => {
      const look = vain.find(nameOf(header))
      return look !== undefined && now() - look.since >= lagSeconds
    }
    return {
      vain,
      recall: () => undefined,
      stands: (fault, header, lack) =>
        lack === 'budget' &&
        (isAbsent(header) || (use !== 'id_token' && isSignatureOfKnownKey(fault, header))),
    }
  }

  async function findIn(from: JSONWebKeySet, { alg, kid }: TokenHeader): Promise<readonly CryptoKey[]> {
    if (imported?.from !== from) imported = { from, resolve: createLocalJWKSet(from), found: new Map() }
    const { resolve, found } = imported
    const name = nameOf({ alg, kid })
    const known = found.get(name)
    if (known !== undefined) return known
    const keys = await resolveCandidates(resolve, kid === undefined ? { alg } : { alg, kid })
    if (keys.length > 0) found.set(name, keys)
    return keys
  }

  const tryIn = async (from: JSONWebKeySet, ...[header, fits]: Parameters<TryKeys>): ReturnType<TryKeys> => {
    const candidates = await findIn(from, header)
    for (const key of candidates) if (await fits(key)) return undefined
    return { rule: candidates.length === 0 ? 'key' : 'signature' }
  }

  /** Tries newer keys than those that were tried. */
  async function tryNewer(
    { take, giveBack, vain, recall, stands }: Look,
    header: TokenHeader,
    tried: { readonly from: JSONWebKeySet; readonly fault: KeyFault },
    tryFrom: (from: JSONWebKeySet) => ReturnType<TryKeys>,
  ): ReturnType<TryKeys> {
    const mayBegin = (): boolean => take() === 0
    const recalled = recall(tried.fault, header)
    if (recalled !== undefined) return recalled
    // Another request may be fetching newer keys, or may have done so while we tried.
    const latest = await (published.isUnderWay() ? published.refresh(mayBegin) : published.get())
    const fault = latest === tried.from ? tried.fault : await tryFrom(latest)
    if (fault === undefined) return undefined
    const recalledSince = recall(fault, header)
    if (recalledSince !== undefined) return recalledSince
    // That fetch may have begun before the provider published the key. One that is under way now began after the token came.
    const isShared = published.isUnderWay()
    const wait = isShared ? 0 : take()
    if (wait > 0) return stands(fault, header, 'budget') ? fault : { ...fault, retryAfterSeconds: wait }
    let last: KeyFault | undefined
    try {
      last = await tryFrom(await published.refresh(mayBegin))
    } catch (error) {
      // An outage is no look in vain: when it is over, the budget is there.
      if (!isShared) giveBack()
      throw error
    }
    if (last === undefined && !isShared) giveBack()
    if (last !== undefined && header.kid !== undefined) vain.add(nameOf(header))
    return last
  }

  return {
    known: async (header, fits) => tryIn(await published.get(), header, fits),
    for: (use) => async (header, fits) => {
      const from = await published.get()
      const fault = await tryIn(from, header, fits)
      if (fault === undefined) return undefined
      const look = resolveLook(use)
      try {
        return await tryNewer(look, header, { from, fault }, (newer) => tryIn(newer, header, fits))
      } catch (error) {
        if (look.stands(fault, header, 'answer')) return fault
        throw error
      }
    },
  }
}

/**
 * The key of this `kid` is known, and its signature is another. Newer keys are tried where they can be had, since
 * some providers give a new key an old `kid`; where they cannot, the signature is bad.
 */
function isSignatureOfKnownKey({ rule }: KeyFault, { kid }: TokenHeader): boolean {
  return rule === 'signature' && kid !== undefined
}

/** No name of an algorithm has a space in it. */
function nameOf({ alg, kid }: TokenHeader): string {
  return kid === undefined ? alg : `${alg} ${kid}`
}

/** The keys that fit; one that cannot be imported fits nothing. */
async function resolveCandidates(
  resolve: LocalJWKSet,
  header: { readonly alg: string; readonly kid?: string },
): Promise<CryptoKey[]> {
  const keys: CryptoKey[] = []
  try {
    keys.push(await resolve(header))
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) return keys
    try {
      for await (const key of error) if (keys.push(key) >= maxCandidates) break
    } catch {
      // What was yielded until then is still good.
    }
  }
  return keys
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
