import { AssertionError } from 'node:assert/strict'
import { describe, expect, it } from 'vitest'
import {
  describeSessionStore,
  type CreateSessionStore,
  type SessionStoreTraits,
} from './session-store-contract.ts'
import type { TestedStoredSession } from './tried-session-store.ts'

/** Defects that a store could have. */
interface Defects {
  /** Reads the version, and writes in a later task: another write can come in between. */
  readonly isRacy?: boolean
  readonly ignoresVersion?: boolean
  /** Writes an entry whether there is one or not. */
  readonly revives?: boolean
  /** Writes an entry that was deleted between its check and its write. */
  readonly revivesLate?: boolean
  readonly overwrites?: boolean
  readonly shares?: boolean
  readonly forgetsExpiry?: boolean
  readonly replacesExpired?: boolean
  readonly expiresLate?: boolean
  readonly keepsFirstExpiry?: boolean
  readonly trustsBrokenClock?: boolean
  readonly failsForMissing?: boolean
  readonly neverDeletes?: boolean
  readonly keepsIndexes?: boolean
  readonly findsFirstIndexOnly?: boolean
  readonly countsNothing?: boolean
  readonly deletesAllOfAll?: boolean
  readonly findsKeys?: boolean
  readonly evicts?: 'oldest' | 'oldestCreated' | 'newest' | 'never' | 'all'
  readonly spell?: (text: string) => string
  readonly spellIndex?: (text: string) => string
  readonly store?: (entry: TestedStoredSession) => unknown
}

/** The smallest store that the contract accepts, with defects. It answers asynchronously, as a remote store does. */
const createStore =
  (defects: Defects, ownClock?: () => number): CreateSessionStore =>
  ({ now: given, maxMebibytes }) => {
    const now = ownClock ?? given
    const { spell = String, spellIndex = String, store = structuredClone, evicts = 'never' } = defects
    const kept = new Map<string, TestedStoredSession & { readonly found: readonly string[] }>()
    const lives = ({ expiresAt }: TestedStoredSession): boolean => {
      if (defects.trustsBrokenClock) return !(now() >= expiresAt)
      return defects.expiresLate ? now() <= expiresAt : now() < expiresAt
    }

    function write(key: string, entry: TestedStoredSession): void {
      const former = kept.get(key)
      const indexes = entry.indexes.map(spellIndex)
      const found = former && defects.keepsIndexes ? former.found : indexes
      const expiresAt = former && defects.keepsFirstExpiry ? former.expiresAt : entry.expiresAt
      if (evicts !== 'oldestCreated') kept.delete(key)
      const own = defects.shares ? Object.assign(entry, { found }) : undefined
      kept.set(key, own ?? { ...(store({ ...entry, expiresAt }) as TestedStoredSession), found })
      const isFull = (): boolean =>
        [...kept.values()].reduce((sum, { data }) => sum + data.length, 0) > maxMebibytes * 2 ** 20
      while (evicts !== 'never' && isFull()) {
        const keys = [...kept.keys()]
        if (evicts === 'all') kept.clear()
        else kept.delete((evicts === 'newest' ? keys.at(-1) : keys[0]) ?? '')
      }
    }

    return {
      async read(key) {
        const entry = kept.get(spell(key))
        if (entry === undefined || !(lives(entry) || defects.forgetsExpiry)) return undefined
        return defects.shares ? entry : structuredClone(entry)
      },
      async create(key, entry) {
        if (kept.has(spell(key)) && !defects.overwrites) throw new Error('the key has an entry')
        write(spell(key), entry)
      },
      async replace(key, entry, version) {
        const former = kept.get(spell(key))
        const isThere = former !== undefined && (lives(former) || defects.replacesExpired === true)
        const isSame = former?.version === version || (defects.ignoresVersion && former !== undefined)
        if (!defects.revives && !(isThere && isSame)) return false
        if (defects.isRacy || defects.revivesLate) await Promise.resolve()
        if (defects.revivesLate && kept.has(spell(key)) && kept.get(spell(key)) !== former) return false
        write(spell(key), entry)
        return true
      },
      async delete(key) {
        if (defects.failsForMissing && !kept.has(spell(key))) throw new Error('no such entry')
        if (!defects.neverDeletes) kept.delete(spell(key))
      },
      async deleteAll(index) {
        let count = 0
        for (const [key, { found }] of kept) {
          const looked = defects.findsFirstIndexOnly ? found.slice(0, 1) : found
          const isFound = looked.includes(spellIndex(index)) || (defects.findsKeys && key === index)
          if (!isFound && !defects.deletesAllOfAll) continue
          kept.delete(key)
          count += 1
        }
        return defects.countsNothing ? 0 : count
      },
    }
  }

async function listBroken(
  create: CreateSessionStore,
  traits?: SessionStoreTraits,
): Promise<readonly string[]> {
  const broken: string[] = []
  for (const { name, run } of describeSessionStore(create, traits)) {
    const error: unknown = await run().then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    if (error !== undefined) broken.push(name)
  }
  return broken
}

describe('the contract of session stores', () => {
  it('finds no defect in a correct store', async () => {
    expect(await listBroken(createStore({}))).toEqual([])
    expect(await listBroken(createStore({ evicts: 'oldest' }), { limit: 'settings' })).toEqual([])
  })

  it('finds no defect in a correct store with its own running clock', async () => {
    let ticks = Date.now() / 1000
    const tick = (): number => (ticks += 1)
    expect(await listBroken(createStore({}, tick), { clock: 'own' })).toEqual([])
    expect(await listBroken(createStore({ forgetsExpiry: true }, tick), { clock: 'own' })).not.toEqual([])
  })

  it('names each case differently, and says by an assertion what is wrong', async () => {
    const cases = describeSessionStore(createStore({ countsNothing: true }), { limit: 'settings' })
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
    const counted = cases.find(({ name }) => name.startsWith('deletes all entries with an index'))
    await expect(counted?.run()).rejects.toBeInstanceOf(AssertionError)
  })

  it.each<readonly [string, string, Defects]>([
    ['has a race between its check and its write', 'lets exactly one of 20', { isRacy: true }],
    ['loses writes', 'loses no write', { isRacy: true }],
    ['ignores the version', 'does not replace an entry that has another version', { ignoresVersion: true }],
    ['replaces what does not exist', 'does not replace an entry that does not exist', { revives: true }],
    ['revives a deleted entry in a race', 'never brings back', { revivesLate: true }],
    ['replaces an entry at a create', 'rejects a create', { overwrites: true }],
    ['shares its entries with the caller', 'is not changed', { shares: true }],
    ['returns expired entries', 'neither returns nor replaces an entry that has', { forgetsExpiry: true }],
    ['replaces expired entries', 'neither returns nor replaces an entry that has', { replacesExpired: true }],
    ['returns an entry at its expiry', 'returns and replaces an entry before', { expiresLate: true }],
    ['keeps the first expiry', 'takes the expiry of the newest', { keepsFirstExpiry: true }],
    [
      'returns entries by a broken clock',
      'neither returns nor replaces an entry while',
      { trustsBrokenClock: true },
    ],
    ['fails when it deletes nothing', 'deletes an entry, also', { failsForMissing: true }],
    ['never deletes', 'deletes an entry, also', { neverDeletes: true }],
    ['keeps the first indexes', 'finds an entry by the indexes of its newest', { keepsIndexes: true }],
    ['finds one index only', 'finds an entry by its first index', { findsFirstIndexOnly: true }],
    ['counts nothing', 'deletes all entries with an index', { countsNothing: true }],
    ['deletes everything', 'deletes all entries with an index', { deletesAllOfAll: true }],
    ['finds a key in place of an index', 'distinguishes similar indexes', { findsKeys: true }],
    [
      'ignores the case of indexes',
      'distinguishes similar indexes',
      { spellIndex: (text) => text.toLowerCase() },
    ],
    ['ignores the case of keys', 'distinguishes similar keys', { spell: (text) => text.toLowerCase() }],
    ['truncates keys', 'distinguishes similar keys', { spell: (text) => text.slice(0, 42) }],
    [
      'reads keys as numbers',
      'distinguishes similar keys',
      { spell: (text) => String(Number(text) || text) },
    ],
    [
      'takes _ for any character',
      'distinguishes similar keys',
      { spell: (text) => text.replace(/(?<=a)[-_x](?=b)/u, '?') },
    ],
    [
      'truncates data',
      'stores 20,480',
      { store: (entry) => ({ ...entry, data: entry.data.slice(0, 20_000) }) },
    ],
    ['trims data', 'stores 20,480', { store: (entry) => ({ ...entry, data: entry.data.trim() }) }],
    [
      'unescapes data',
      'stores 20,480',
      { store: (entry) => ({ ...entry, data: entry.data.replaceAll('\\', '') }) },
    ],
    [
      'stores 32 bits of an instant',
      'stores instants',
      { store: (entry) => ({ ...entry, lockVersion: entry.lockVersion | 0 }) },
    ],
    [
      'returns instants as texts',
      'stores instants',
      { store: (entry) => ({ ...entry, expiresAt: String(entry.expiresAt) }) },
    ],
    ['forgets the lock', 'replaces every member', { store: (entry) => ({ ...entry, lockVersion: 0 }) }],
    [
      'forgets the second index',
      'reads what was created',
      { store: (entry) => ({ ...entry, indexes: entry.indexes.slice(0, 1) }) },
    ],
  ])('finds a store that %s', async (_, found, defects) => {
    expect((await listBroken(createStore(defects))).some((name) => name.startsWith(found))).toBe(true)
  })

  it.each<readonly [string, Defects]>([
    ['evicts the newest entry', { evicts: 'newest' }],
    ['evicts everything', { evicts: 'all' }],
    ['never evicts', { evicts: 'never' }],
    ['evicts what was created first', { evicts: 'oldestCreated' }],
  ])('finds a store with a limit that %s', async (_, defects) => {
    const broken = await listBroken(createStore(defects), { limit: 'settings' })
    expect(broken.filter((name) => /evicts|again and again/u.test(name))).not.toEqual([])
  })
})
