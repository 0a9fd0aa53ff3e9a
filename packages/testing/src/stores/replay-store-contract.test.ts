import { AssertionError } from 'node:assert/strict'
import { describe, expect, it } from 'vitest'
import {
  describeReplayStore,
  type CreateReplayStore,
  type ReplayStoreTraits,
} from './replay-store-contract.ts'

/** What a store could do wrong. */
interface Defects {
  /** Looks for the key, and keeps it after something else had its turn. */
  readonly isRacy?: boolean
  /** Takes in more than it has room for by dropping the oldest. */
  readonly dropsOldest?: boolean
  readonly ignoresQuotas?: boolean
  readonly chargesRefusals?: boolean
  /** Takes what has expired, and what has no expiry. */
  readonly takesExpired?: boolean
  /** Drops what has expired, and takes it again when the clock is set back. */
  readonly revives?: boolean
  readonly neverDrops?: boolean
  readonly clearsRoomForAll?: boolean
  readonly ignoresReleases?: boolean
  readonly releasesAll?: boolean
  readonly spell?: (key: string) => string
}

/** A store as small as the contract lets it be, with defects. It answers later, as one does that is somewhere else. */
const createStore =
  (defects: Defects, ownClock?: () => number): CreateReplayStore =>
  ({ now: given, limits }) => {
    const now = ownClock ?? given
    const { spell = (key: string) => key } = defects
    const kept = new Map<string, { readonly expiresAt: number; readonly owners: readonly string[] }>()
    const charged: string[] = []
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
  it('finds nothing in a store that keeps it', async () => {
    expect(await listBroken(createStore({}))).toEqual([])
  })

  it('finds nothing in a store with a clock of its own, which goes on', async () => {
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
    ['looks first and keeps later', 'lets one of many claims', { isRacy: true }],
    ['drops the oldest when it is full', 'takes as many keys as it has room for', { dropsOldest: true }],
    ['forgets all when it is full', 'takes as many keys as it has room for', { clearsRoomForAll: true }],
    ['lets one owner take all', 'refuses an owner that has its quota', { ignoresQuotas: true }],
    ['charges for what it refuses', 'charges no owner for a claim', { chargesRefusals: true }],
    ['takes what has expired', 'refuses what has expired already', { takesExpired: true }],
    ['believes a clock that is set back', 'revives nothing', { revives: true }],
    ['keeps what has expired', 'has room again once something has expired', { neverDrops: true }],
    ['ignores case', 'takes no key for another', { spell: (key) => key.toLowerCase() }],
    ['cuts keys off', 'takes no key for another', { spell: (key) => key.slice(0, 255) }],
    ['normalizes keys', 'takes no key for another', { spell: (key) => key.normalize() }],
    ['reads keys as C does', 'takes no key for another', { spell: (key) => key.split('\u0000')[0] ?? '' }],
    ['trims keys', 'takes no key for another', { spell: (key) => key.trim() }],
    ['ignores releases', 'takes a key once more after its release', { ignoresReleases: true }],
    ['releases all at once', 'gives the room and the quota of a released key', { releasesAll: true }],
  ])('finds a store that %s', async (_, found, defects) => {
    expect((await listBroken(createStore(defects))).some((name) => name.startsWith(found))).toBe(true)
  })
})
