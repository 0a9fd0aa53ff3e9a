import assert from 'node:assert/strict'
import { claimMany, none, tally, type ReplayStoreCase } from './tried-replay-store.ts'

const day = 86_400

/** Keys that a store could confuse with another key, with an owner, or with its internal keys. */
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
    'accepts only the first of many claims of a key, with any owner and any expiry',
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
    'accepts one claim of each key when many keys are claimed twice at the same time',
    async (tried) => {
      const results = await Promise.all([claimMany(tried, 100), claimMany(tried, 100)])
      assert.deepEqual(tally(results.flat()), { ...none, claimed: 100, used: 100 })
    },
  ],
  [
    'distinguishes similar keys, and a key from an owner',
    async ({ claim }) => {
      for (const key of lookAlikes) assert.equal(await claim(key), 'claimed', JSON.stringify(key))
      for (const key of lookAlikes) assert.equal(await claim(key), 'used', JSON.stringify(key))
    },
  ],
  [
    'refuses a claim with an expiry in the past, or with an expiry that is not a finite time',
    async ({ claim }) => {
      for (const seconds of [-1, -day, Number.NaN, Number.NEGATIVE_INFINITY])
        assert.equal(await claim('one', seconds), 'used', `${seconds}`)
      assert.equal(await claim('one'), 'claimed')
    },
  ],
]

/** Cases of the quota of an owner. */
export const quotaCases: readonly ReplayStoreCase[] = [
  [
    'refuses only the owner whose quota is full',
    async (tried) => {
      const { claim } = tried
      const results = await claimMany(tried, 30, () => 'greedy')
      assert.deepEqual(tally(results), { ...none, claimed: 10, quota_full: 20 })
      assert.equal(await claim('mine', 60, ['honest']), 'claimed')
      assert.equal(await claim('mine, too', 60, ['honest', 'greedy']), 'quota_full')
      assert.equal(await claim('mine, too', 60, ['greedy', 'honest']), 'quota_full')
      // A refused claim stores no key, and an accepted claim stays.
      assert.equal(await claim('mine, too', 60, ['honest']), 'claimed')
      const lost = results.indexOf('quota_full')
      const won = results.indexOf('claimed')
      assert.equal(await claim(`key ${won}`, 60, ['greedy']), 'used')
      assert.equal(await claim(`key ${lost}`, 60, ['honest']), 'claimed')
    },
  ],
  [
    'does not count a refused claim against the quota',
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
]

/** Cases of a store that has a limit for all keys together. */
export const fullCases: readonly ReplayStoreCase[] = [
  [
    'accepts keys up to its limit, then refuses new keys, and drops only expired keys',
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
    'accepts a released key one more time',
    async ({ claim, release }) => {
      assert.equal(await claim('one'), 'claimed')
      await release('one')
      assert.deepEqual([await claim('one'), await claim('one')], ['claimed', 'used'])
    },
  ],
  [
    'frees the room and the quota of a released key once, and keeps other claims',
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
    'does not fill up when a key is claimed and released many times',
    async ({ claim, release }) => {
      for (let count = 0; count < 300; count += 1) {
        assert.equal(await claim('one', 60, ['ada']), 'claimed')
        await release('one')
      }
    },
  ],
]
