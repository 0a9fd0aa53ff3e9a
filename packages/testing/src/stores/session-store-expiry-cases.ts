import assert from 'node:assert/strict'
import { expectEntry, type SessionStoreCase } from './tried-session-store.ts'

/** Cases that need no other clock than the store's. */
export const expiredCases: readonly SessionStoreCase[] = [
  [
    'neither returns nor replaces an entry that has expired',
    async (tried) => {
      await tried.create('one', tried.build({ seconds: -1 }))
      await tried.create('two', tried.build())
      await expectEntry(tried, 'one', undefined)
      assert.equal(await tried.replace('one', tried.build({ version: 1 }), 0), false)
      await expectEntry(tried, 'one', undefined)
      await expectEntry(tried, 'two', tried.build())
    },
  ],
  [
    'ends an entry that is replaced by an expired one',
    async (tried) => {
      await tried.create('one', tried.build())
      assert.equal(await tried.replace('one', tried.build({ version: 1, seconds: -1 }), 0), true)
      await expectEntry(tried, 'one', undefined)
      assert.equal(await tried.replace('one', tried.build({ version: 2 }), 1), false)
      await expectEntry(tried, 'one', undefined)
    },
  ],
]

/** Cases that move the clock of the store. */
export const clockCases: readonly SessionStoreCase[] = [
  [
    'returns and replaces an entry before its expiry, and not at its expiry',
    async (tried) => {
      await tried.create('one', tried.build({ seconds: 60 }))
      await tried.create('two', tried.build({ seconds: 60 }))
      tried.setClock(59)
      await expectEntry(tried, 'one', tried.build({ seconds: 60 }))
      assert.equal(await tried.replace('two', tried.build({ version: 1, seconds: 60 }), 0), true)
      tried.setClock(60)
      assert.equal(await tried.replace('two', tried.build({ version: 2, seconds: 120 }), 1), false)
      for (const key of ['one', 'two']) await expectEntry(tried, key, undefined)
    },
  ],
  [
    'takes the expiry of the newest version, a later or an earlier one',
    async (tried) => {
      await tried.create('later', tried.build({ seconds: 60 }))
      await tried.create('earlier', tried.build({ seconds: 60 }))
      const later = tried.build({ version: 1, seconds: 120 })
      assert.equal(await tried.replace('later', later, 0), true)
      assert.equal(await tried.replace('earlier', tried.build({ version: 1, seconds: 30 }), 0), true)
      tried.setClock(30)
      await expectEntry(tried, 'earlier', undefined)
      tried.setClock(119)
      await expectEntry(tried, 'later', later)
      tried.setClock(120)
      await expectEntry(tried, 'later', undefined)
    },
  ],
  [
    'neither returns nor replaces an entry while the clock returns NaN',
    async (tried) => {
      await tried.create('one', tried.build())
      tried.setClock(Number.NaN)
      await expectEntry(tried, 'one', undefined)
      assert.equal(await tried.replace('one', tried.build({ version: 1 }), 0), false)
      tried.setClock(0)
      await expectEntry(tried, 'one', tried.build())
    },
  ],
]

const length = 20_480
const data = 'x'.repeat(length)

/** Cases of a store that evicts entries beyond 1 MiB. */
export const limitCases: readonly SessionStoreCase[] = [
  [
    'evicts the entries beyond its limit that were written longest ago, and no others',
    async (tried) => {
      const keys = Array.from({ length: 100 }, (_, at) => `key-${at}`)
      for (const key of keys) {
        await tried.create(key, tried.build({ data }))
        assert.notEqual(await tried.read(key), undefined, key)
      }
      const kept: boolean[] = []
      for (const key of keys) kept.push((await tried.read(key)) !== undefined)
      const count = kept.filter(Boolean).length
      assert.ok(count * length <= 2 ** 20 && count * length >= 2 ** 19, `it keeps ${count} entries`)
      assert.deepEqual(kept.slice(-count), Array<boolean>(count).fill(true))
      assert.equal(await tried.deleteAll('subject'), count)
    },
  ],
  [
    'counts an entry that is replaced again and again once, and as the youngest',
    async (tried) => {
      await tried.create('old', tried.build({ data }))
      await tried.create('one', tried.build({ data }))
      for (let version = 0; version < 200; version += 1)
        assert.equal(await tried.replace('one', tried.build({ data, version: version + 1 }), version), true)
      await expectEntry(tried, 'old', tried.build({ data }))
      assert.equal(await tried.replace('old', tried.build({ data, version: 1 }), 0), true)
      for (let at = 0; (await tried.read('one')) !== undefined; at += 1) {
        assert.ok(at < 100, 'nothing is evicted')
        await tried.create(`key-${at}`, tried.build({ data }))
      }
      await expectEntry(tried, 'old', tried.build({ data, version: 1 }))
    },
  ],
]
