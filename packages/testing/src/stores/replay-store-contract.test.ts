import { AssertionError } from 'node:assert/strict'
import { describe, expect, it } from 'vitest'
import {
  describeReplayStore,
  type CreateReplayStore,
  type ReplayStoreTraits,
} from './replay-store-contract.ts'

/** Defects that a store could have. */
interface Defects {
  /** Reads the key, and writes it in a later task: another claim can come in between. */
  readonly isRacy?: boolean
  /** Drops the oldest key when it is full, and accepts the new one. */
  readonly dropsOldest?: boolean
  readonly ignoresQuotas?: boolean
  readonly chargesRefusals?: boolean
  /** Accepts a claim with an expiry in the past, or with no finite expiry. */
  readonly takesExpired?: boolean
  /** Drops expired keys, and accepts them again when the clock is set back. */
  readonly revives?: boolean
  readonly neverDrops?: boolean
  readonly clearsRoomForAll?: boolean
  readonly ignoresReleases?: boolean
  readonly releasesAll?: boolean
  readonly keepsLastRevocation?: boolean
  readonly findsFirstRevocation?: boolean
  readonly dropsRevocations?: boolean
  readonly keepsRevocations?: boolean
  readonly spell?: (key: string) => string
}

/** The smallest store that the contract accepts, with defects. It answers asynchronously, as a remote store does. */
const createStore =
  (defects: Defects, ownClock?: () => number): CreateReplayStore =>
  ({ now: given, limits }) => {
    const now = ownClock ?? given
    const { spell = (key: string) => key } = defects
    const kept = new Map<string, { readonly expiresAt: number; readonly owners: readonly string[] }>()
    const charged: string[] = []
    const revoked = new Map<string, { readonly at: number; readonly expiresAt: number }>()
    let droppedUntil = -Infinity

    function dropExpired(): void {
      for (const [key, { expiresAt }] of kept) {
        if (defects.neverDrops || !(expiresAt <= now())) continue
        kept.delete(key)
        if (!defects.revives) droppedUntil = Math.max(droppedUntil, expiresAt)
      }
    }

    const countOf = (owner: string): number =>
      [...[...kept.values()].flatMap(({ owners }) => owners), ...charged].filter((each) => each === owner)
        .length

    return {
      async claim(key, { expiresAt, owners }) {
        dropExpired()
        const isUnexpired = defects.takesExpired || (expiresAt > now() && Math.ceil(expiresAt) > droppedUntil)
        const isNew = isUnexpired && !kept.has(spell(key))
        if (defects.isRacy) await Promise.resolve()
        if (!isNew) {
          if (defects.chargesRefusals) charged.push(...owners)
          return 'used'
        }
        const isOver = owners.some((owner) => countOf(owner) >= limits.entriesPerOwner)
        if (isOver && !defects.ignoresQuotas) return 'quota_full'
        if (kept.size >= limits.entries) {
          if (defects.clearsRoomForAll) kept.clear()
          else if (defects.dropsOldest) kept.delete([...kept.keys()][0] ?? '')
          else return 'store_full'
        }
        kept.set(spell(key), { expiresAt: Math.ceil(expiresAt), owners })
        return 'claimed'
      },
      async release(key) {
        if (defects.releasesAll) kept.clear()
        else if (!defects.ignoresReleases) kept.delete(spell(key))
      },
      async revoke(key, { at, expiresAt }) {
        if (!Number.isFinite(at) || !Number.isFinite(expiresAt)) throw new TypeError('no finite number')
        const known = revoked.get(key)
        for (const [name, each] of revoked) if (each.expiresAt <= now()) revoked.delete(name)
        if (known === undefined && revoked.size >= limits.entries) {
          if (!defects.dropsRevocations) throw new Error('full')
          revoked.clear()
        }
        revoked.set(key, {
          at: defects.keepsLastRevocation ? at : Math.max(at, known?.at ?? at),
          expiresAt: Math.max(expiresAt, known?.expiresAt ?? expiresAt),
        })
      },
      async findRevocation(keys) {
        const found = keys.flatMap((key) => {
          const each = revoked.get(key)
          return each !== undefined && (defects.keepsRevocations || each.expiresAt > now()) ? [each.at] : []
        })
        if (found.length === 0) return undefined
        return defects.findsFirstRevocation ? found.at(-1) : Math.max(...found)
      },
    }
  }

async function listBroken(create: CreateReplayStore, traits?: ReplayStoreTraits): Promise<readonly string[]> {
  const broken: string[] = []
  for (const { name, run } of describeReplayStore(create, traits)) {
    const error: unknown = await run().then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    if (error === undefined) continue
    expect(error).toBeInstanceOf(AssertionError)
    broken.push(name)
  }
  return broken
}

describe('the contract of replay stores', () => {
  it('finds no defect in a correct store', async () => {
    expect(await listBroken(createStore({}))).toEqual([])
  })

  it('finds no defect in a correct store with its own running clock', async () => {
    let ticks = Date.now() / 1000
    const tick = (): number => (ticks += 1)
    expect(await listBroken(createStore({}, tick), { clock: 'own' })).toEqual([])
    expect(await listBroken(createStore({ isRacy: true }, tick), { clock: 'own' })).not.toEqual([])
  })

  it('names each case differently', () => {
    const names = describeReplayStore(createStore({})).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it.each<readonly [string, string, Defects]>([
    ['has a race between its check and its write', 'accepts only the first of many claims', { isRacy: true }],
    ['drops the oldest key when it is full', 'accepts keys up to its limit', { dropsOldest: true }],
    ['drops all keys when it is full', 'accepts keys up to its limit', { clearsRoomForAll: true }],
    ['ignores the quota of an owner', 'refuses only the owner', { ignoresQuotas: true }],
    ['counts refused claims', 'does not count a refused claim', { chargesRefusals: true }],
    ['accepts an expiry in the past', 'refuses a claim with an expiry', { takesExpired: true }],
    ['accepts expired keys when the clock is set back', 'refuses an expired key', { revives: true }],
    ['keeps expired keys', 'frees room when keys expire', { neverDrops: true }],
    ['ignores case', 'distinguishes similar keys', { spell: (key) => key.toLowerCase() }],
    ['truncates keys', 'distinguishes similar keys', { spell: (key) => key.slice(0, 255) }],
    ['normalizes keys', 'distinguishes similar keys', { spell: (key) => key.normalize() }],
    ['ends keys at NUL', 'distinguishes similar keys', { spell: (key) => key.split('\u0000')[0] ?? '' }],
    ['trims keys', 'distinguishes similar keys', { spell: (key) => key.trim() }],
    ['ignores releases', 'accepts a released key one more time', { ignoresReleases: true }],
    ['keeps the last instant of a revocation', 'keeps the latest instant', { keepsLastRevocation: true }],
    ['looks at the first key alone', 'finds the latest instant', { findsFirstRevocation: true }],
    ['drops revocations when it is full', 'refuses a further revocation', { dropsRevocations: true }],
    ['keeps expired revocations', 'keeps a revocation until', { keepsRevocations: true }],
    ['releases all keys at once', 'frees the room and the quota of a released key', { releasesAll: true }],
  ])('finds a store that %s', async (_, found, defects) => {
    expect((await listBroken(createStore(defects))).some((name) => name.startsWith(found))).toBe(true)
  })
})
