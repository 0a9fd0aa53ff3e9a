import assert from 'node:assert/strict'
import { expectEntry, lookAlikes, type SessionStoreCase } from './tried-session-store.ts'

/** The longest data that the engine stores, with every printable ASCII character. */
const printable = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('')
const longest = printable.repeat(216).slice(0, 20_480)

/** An instant that a signed number of 32 bits cannot hold: in the year 2100. */
const afterYear2038 = 4_102_444_800

const times = <Value>(count: number, run: (at: number) => Promise<Value>): Promise<readonly Value[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => run(at)))

export const entryCases: readonly SessionStoreCase[] = [
  [
    'reads what was created, several times, and nothing for another key',
    async (tried) => {
      const entry = tried.build({ data: 'sealed', version: 0, indexes: ['subject', 'sid'] })
      await tried.create('one', entry)
      for (let at = 0; at < 3; at += 1) await expectEntry(tried, 'one', entry)
      await expectEntry(tried, 'two', undefined)
    },
  ],
  [
    'distinguishes similar keys',
    async (tried) => {
      const build = (key: string) => tried.build({ data: `data of ${key}` })
      for (const key of lookAlikes) {
        await expectEntry(tried, key, undefined)
        await tried.create(key, build(key))
      }
      for (const key of lookAlikes) await expectEntry(tried, key, build(key))
      await tried.delete('a_b')
      for (const key of lookAlikes) await expectEntry(tried, key, key === 'a_b' ? undefined : build(key))
    },
  ],
  [
    'stores 20,480 characters of ASCII unchanged',
    async (tried) => {
      assert.equal(longest.length, 20_480)
      const entry = tried.build({ data: longest })
      await tried.create('one', entry)
      await expectEntry(tried, 'one', entry)
      const next = tried.build({ data: [...longest].reverse().join(''), version: 1 })
      assert.equal(await tried.replace('one', next, 0), true)
      await expectEntry(tried, 'one', next)
    },
  ],
  [
    'stores instants after the year 2038 as numbers',
    async (tried) => {
      const entry = { ...tried.build(), expiresAt: afterYear2038, lockVersion: afterYear2038 - 1 }
      await tried.create('one', entry)
      await expectEntry(tried, 'one', entry)
    },
  ],
  [
    'rejects a create of a key that has an entry, and keeps that entry',
    async (tried) => {
      const entry = tried.build({ data: 'first' })
      await tried.create('one', entry)
      await assert.rejects(tried.create('one', tried.build({ data: 'second' })))
      await expectEntry(tried, 'one', entry)
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, (_, at) => tried.create('two', tried.build({ data: `data ${at}` }))),
      )
      const winners = results.flatMap(({ status }, at) => (status === 'fulfilled' ? [at] : []))
      assert.equal(winners.length, 1)
      await expectEntry(tried, 'two', tried.build({ data: `data ${winners[0]}` }))
    },
  ],
  [
    'is not changed by a change of an entry that was given or returned',
    async (tried) => {
      const given = { ...tried.build(), indexes: ['subject'] }
      const kept = { ...given, indexes: ['subject'] }
      await tried.create('one', given)
      const returned = await tried.read('one')
      for (const entry of [given, returned ?? {}]) {
        // A frozen entry refuses the change, which is as good.
        Reflect.set(entry, 'data', 'changed')
        Reflect.set(entry, 'version', 7)
        Reflect.set(Reflect.get(entry, 'indexes') as object, '0', 'changed')
      }
      await expectEntry(tried, 'one', kept)
      assert.equal(await tried.deleteAll('changed'), 0)
      assert.equal(await tried.deleteAll('subject'), 1)
    },
  ],
  [
    'deletes an entry, also when it is deleted already, and no other',
    async (tried) => {
      await tried.create('one', tried.build())
      await tried.create('two', tried.build())
      for (let at = 0; at < 3; at += 1) await tried.delete('one')
      await tried.delete('three')
      await expectEntry(tried, 'one', undefined)
      await expectEntry(tried, 'two', tried.build())
      const again = tried.build({ data: 'again' })
      await tried.create('one', again)
      await expectEntry(tried, 'one', again)
    },
  ],
]

export const replaceCases: readonly SessionStoreCase[] = [
  [
    'replaces every member of an entry that has the version',
    async (tried) => {
      await tried.create('one', tried.build({ indexes: ['subject', 'sid'] }))
      const next = tried.build({
        ...{ data: 'next', version: 1, seconds: 90, indexes: ['other'], lockVersion: 1_800_000_040 },
      })
      assert.equal(await tried.replace('one', next, 0), true)
      await expectEntry(tried, 'one', next)
      const last = tried.build({ data: 'last', version: 2, seconds: 30, lockVersion: 0 })
      assert.equal(await tried.replace('one', last, 1), true)
      await expectEntry(tried, 'one', last)
    },
  ],
  [
    'does not replace an entry that has another version',
    async (tried) => {
      const entry = tried.build({ version: 5 })
      await tried.create('one', entry)
      for (const version of [-1, 0, 4, 6, 55])
        assert.equal(await tried.replace('one', tried.build({ data: 'wrong' }), version), false, `${version}`)
      await expectEntry(tried, 'one', entry)
      assert.equal(await tried.replace('one', tried.build({ version: 6 }), 5), true)
      assert.equal(await tried.replace('one', tried.build({ data: 'late', version: 6 }), 5), false)
      await expectEntry(tried, 'one', tried.build({ version: 6 }))
    },
  ],
  [
    'lets exactly one of 20 concurrent replaces succeed',
    async (tried) => {
      await tried.create('one', tried.build())
      const build = (at: number) => tried.build({ data: `data ${at}`, version: 1, indexes: [`index-${at}`] })
      const results = await times(20, (at) => tried.replace('one', build(at), 0))
      assert.equal(results.filter(Boolean).length, 1)
      await expectEntry(tried, 'one', build(results.indexOf(true)))
    },
  ],
  [
    'loses no write of ten writers that try again until they succeed',
    async (tried) => {
      await tried.create('one', tried.build({ data: '0' }))
      await times(10, async () => {
        for (let isWritten = false; !isWritten;) {
          const { data, version } = (await tried.read('one')) ?? assert.fail('the entry is gone')
          const next = tried.build({ data: String(Number(data) + 1), version: version + 1 })
          isWritten = await tried.replace('one', next, version)
        }
      })
      await expectEntry(tried, 'one', tried.build({ data: '10', version: 10 }))
    },
  ],
  [
    'does not replace an entry that does not exist or was deleted',
    async (tried) => {
      await tried.create('one', tried.build({ indexes: ['subject'] }))
      await tried.create('two', tried.build({ indexes: ['subject'] }))
      await tried.delete('one')
      assert.equal(await tried.deleteAll('subject'), 1)
      for (const key of ['one', 'two', 'three']) {
        assert.equal(
          await tried.replace(key, tried.build({ version: 1, indexes: ['subject'] }), 0),
          false,
          key,
        )
        await expectEntry(tried, key, undefined)
      }
      assert.equal(await tried.deleteAll('subject'), 0)
    },
  ],
  [
    'never brings back an entry that is deleted while it is replaced',
    async (tried) => {
      for (let round = 0; round < 20; round += 1) {
        const key = `key-${round}`
        const subject = `subject-${round}`
        await tried.create(key, tried.build({ indexes: [subject] }))
        const replace = (): Promise<unknown> =>
          tried.replace(key, tried.build({ version: 1, indexes: [subject] }), 0)
        const remove = (): Promise<unknown> => (round % 4 < 2 ? tried.delete(key) : tried.deleteAll(subject))
        const calls = round % 2 === 0 ? [replace, remove] : [remove, replace]
        await Promise.all(calls.map((call) => call()))
        await expectEntry(tried, key, undefined)
        assert.equal(await tried.deleteAll(subject), 0)
      }
    },
  ],
]
