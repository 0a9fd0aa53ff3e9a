import assert from 'node:assert/strict'
import { expectEntry, lookAlikes, type SessionStoreCase } from './tried-session-store.ts'

export const indexCases: readonly SessionStoreCase[] = [
  [
    'deletes all entries with an index, counts them, and leaves the others',
    async (tried) => {
      for (let at = 0; at < 100; at += 1)
        await tried.create(`key-${at}`, tried.build({ indexes: [at % 4 === 0 ? 'ada' : 'bob', `sid-${at}`] }))
      assert.equal(await tried.deleteAll('carol'), 0)
      assert.equal(await tried.deleteAll('ada'), 25)
      assert.equal(await tried.deleteAll('ada'), 0)
      for (let at = 0; at < 100; at += 1) {
        const kept = tried.build({ indexes: ['bob', `sid-${at}`] })
        await expectEntry(tried, `key-${at}`, at % 4 === 0 ? undefined : kept)
      }
      assert.equal(await tried.deleteAll('bob'), 75)
    },
  ],
  [
    'finds an entry by its first index and by its second one',
    async (tried) => {
      for (const index of ['subject', 'sid']) {
        await tried.create('one', tried.build({ indexes: ['subject', 'sid'] }))
        assert.equal(await tried.deleteAll(index), 1)
        await expectEntry(tried, 'one', undefined)
        assert.equal((await tried.deleteAll('subject')) + (await tried.deleteAll('sid')), 0)
      }
    },
  ],
  [
    'finds an entry by the indexes of its newest version',
    async (tried) => {
      await tried.create('one', tried.build({ indexes: ['subject', 'old'] }))
      const next = tried.build({ version: 1, indexes: ['subject', 'new'] })
      assert.equal(await tried.replace('one', next, 0), true)
      const refused = tried.build({ version: 1, indexes: ['subject', 'refused'] })
      assert.equal(await tried.replace('one', refused, 0), false)
      assert.equal(await tried.deleteAll('old'), 0)
      assert.equal(await tried.deleteAll('refused'), 0)
      await expectEntry(tried, 'one', next)
      assert.equal(await tried.deleteAll('new'), 1)
      await expectEntry(tried, 'one', undefined)
    },
  ],
  [
    'does not count an entry that was deleted by its key',
    async (tried) => {
      await tried.create('one', tried.build({ indexes: ['subject'] }))
      await tried.create('two', tried.build({ indexes: ['subject'] }))
      await tried.delete('one')
      assert.equal(await tried.deleteAll('subject'), 1)
      await expectEntry(tried, 'two', undefined)
    },
  ],
  [
    'distinguishes similar indexes, and an index from a key',
    async (tried) => {
      for (const [at, index] of lookAlikes.entries())
        await tried.create(`key-${at}`, tried.build({ indexes: [index] }))
      assert.equal(await tried.deleteAll('key-0'), 0)
      for (const [at, index] of lookAlikes.entries()) {
        assert.equal(await tried.deleteAll(index), 1, index)
        await expectEntry(tried, `key-${at}`, undefined)
        if (at + 1 < lookAlikes.length)
          await expectEntry(tried, `key-${at + 1}`, tried.build({ indexes: [lookAlikes[at + 1] ?? ''] }))
      }
    },
  ],
]
