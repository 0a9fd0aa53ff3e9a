import assert from 'node:assert/strict'
import { claimMany, none, tally, type ReplayStoreCase } from './tried-replay-store.ts'

const day = 86_400

/** Keys that a store could take for each other, for an owner, or for something of its own. */
const lookAlikes = [
  ...[
    '',
    ' ',
    'a',
    'A',
    'a ',
    ' a',
    'a\u0000',
    'a\u0000b',
    'a:b',
    'a b',
    'a\nb',
    'a\r\nb',
    '{a}b',
    'a*',
    '*',
  ],
  ...['\u00e9', 'e\u0301', '\u{1f511}', '__proto__', 'constructor', 'toString', 'null', 'undefined'],
  ...['0', '00', '-0', '1e3', '1000', 'owner of a', 'x'.repeat(1000), `${'x'.repeat(999)}y`],
]

export const claimCases: readonly ReplayStoreCase[] = [
  [
    'lets one of many claims of a key win, by any owner and at any time',
    async ({ claim }) => {
      const results = await Promise.all(
        Array.from({ length: 10 }, (_, at) => claim('one', 60 + at, [`owner ${at}`])),
      )
      assert.deepEqual(tally(results), { ...none, claimed: 1, used: 9 })
      assert.equal(await claim('one', 70, ['another']), 'used')
      assert.equal(await claim('two'), 'claimed')
    },
  ],
  [
    'lets one claim of each key win where many keys are claimed twice at once',
    async (tried) => {
      const results = await Promise.all([claimMany(tried, 100), claimMany(tried, 100)])
      assert.deepEqual(tally(results.flat()), { ...none, claimed: 100, used: 100 })
    },
  ],
  [
    'takes no key for another, and none for an owner',
    async ({ claim }) => {
      for (const key of lookAlikes) assert.equal(await claim(key), 'claimed', JSON.stringify(key))
      for (const key of lookAlikes) assert.equal(await claim(key), 'used', JSON.stringify(key))
    },
  ],
  [
    'refuses what has expired already, and what has no instant to expire at',
    async ({ claim }) => {
      for (const seconds of [-1, -day, Number.NaN, Number.NEGATIVE_INFINITY])
        assert.equal(await claim('one', seconds), 'used', `${seconds}`)
      assert.equal(await claim('one'), 'claimed')
    },
  ],
]

export const limitCases: readonly ReplayStoreCase[] = [
  [
    'refuses an owner that has its quota, and no other',
    async (tried) => {
      const { claim } = tried
      const results = await claimMany(tried, 30, () => 'greedy')
      assert.deepEqual(tally(results), { ...none, claimed: 10, quota_full: 20 })
      assert.equal(await claim('mine', 60, ['honest']), 'claimed')
      assert.equal(await claim('mine, too', 60, ['honest', 'greedy']), 'quota_full')
      assert.equal(await claim('mine, too', 60, ['greedy', 'honest']), 'quota_full')
      // A refusal claims nothing, and a claim stays.
      assert.equal(await claim('mine, too', 60, ['honest']), 'claimed')
      const lost = results.indexOf('quota_full')
      const won = results.indexOf('claimed')
      assert.equal(await claim(`key ${won}`, 60, ['greedy']), 'used')
      assert.equal(await claim(`key ${lost}`, 60, ['honest']), 'claimed')
    },
  ],
  [
    'charges no owner for a claim that was refused',
    async ({ claim }) => {
      assert.equal(await claim('one', 60, ['ada']), 'claimed')
      for (let times = 0; times < 50; times += 1) {
        assert.equal(await claim('one', 60, ['ada']), 'used')
        assert.equal(await claim('expired', -day, ['ada']), 'used')
      }
      const results = await Promise.all(
        Array.from({ length: 9 }, (_, at) => claim(`next ${at}`, 60, ['ada'])),
      )
      assert.deepEqual(tally(results), { ...none, claimed: 9 })
      assert.equal(await claim('one too many', 60, ['ada']), 'quota_full')
    },
  ],
  [
    'takes as many keys as it has room for, then refuses, and drops nothing that is unexpired',
    async (tried) => {
      const results = await claimMany(tried, 150)
      assert.deepEqual(tally(results), { ...none, claimed: 100, store_full: 50 })
      for (const [at, result] of results.entries()) {
        const expected = result === 'claimed' ? 'used' : 'store_full'
        assert.equal(await tried.claim(`key ${at}`), expected, `key ${at}`)
      }
    },
  ],
]

export const releaseCases: readonly ReplayStoreCase[] = [
  [
    'takes a key once more after its release, and not twice',
    async ({ claim, release }) => {
      assert.equal(await claim('one'), 'claimed')
      await release('one')
      assert.deepEqual([await claim('one'), await claim('one')], ['claimed', 'used'])
    },
  ],
  [
    'gives the room and the quota of a released key back once, and leaves other claims alone',
    async (tried) => {
      const { claim, release } = tried
      assert.deepEqual(tally(await claimMany(tried, 10, () => 'ada')), { ...none, claimed: 10 })
      assert.equal(await claim('of bob', 60, ['bob']), 'claimed')
      for (const key of ['key 0', 'key 0', 'unknown']) await release(key)
      assert.equal(await claim('of bob', 60, ['bob']), 'used')
      assert.equal(await claim('next', 60, ['ada']), 'claimed')
      assert.equal(await claim('one too many', 60, ['ada']), 'quota_full')
    },
  ],
  [
    'has room however often a key is claimed and released',
    async ({ claim, release }) => {
      for (let count = 0; count < 300; count += 1) {
        assert.equal(await claim('one', 60, ['ada']), 'claimed')
        await release('one')
      }
    },
  ],
]
