import assert from 'node:assert/strict'
import { claimMany, none, tally, type ReplayStoreCase } from './tried-replay-store.ts'

/** Cases that move the clock of the store. */
export const expiryCases: readonly ReplayStoreCase[] = [
  [
    'refuses a claimed key until it expires, and refuses a claim with an expiry in the past',
    async ({ setClock, claim }) => {
      assert.equal(await claim('one', 60), 'claimed')
      for (const seconds of [0, 1, 59, 60, 61, 3600]) {
        setClock(seconds)
        assert.equal(await claim('one', 60), 'used', `after ${seconds} s`)
      }
      assert.equal(await claim('new', 3600), 'used')
      assert.equal(await claim('new', 3601), 'claimed')
    },
  ],
  [
    'refuses a claimed key until its expiry with a fraction of a second has passed',
    async ({ setClock, claim }) => {
      assert.equal(await claim('one', 0.5), 'claimed')
      assert.equal(await claim('one', 0.5), 'used')
      setClock(1)
      assert.equal(await claim('one', 0.5), 'used')
    },
  ],
  [
    'refuses an expired key when the clock is set back, also if other keys were dropped',
    async ({ setClock, claim }) => {
      assert.equal(await claim('one', 60), 'claimed')
      assert.equal(await claim('two', 90), 'claimed')
      for (const seconds of [60, 0, -3600, 80, 100_000, 0, -1, 59, 89]) {
        setClock(seconds)
        await claim(`passes by at ${seconds}`, seconds + 60)
        const results = [await claim('one', 60), await claim('two', 90)]
        assert.deepEqual(results, ['used', 'used'], `at ${seconds} s`)
      }
      // A key that expires later than every dropped key can be claimed.
      setClock(0)
      assert.equal(await claim('three', 200_000), 'claimed')
    },
  ],
  ...[Number.NaN, Number.POSITIVE_INFINITY].map((seconds): ReplayStoreCase => [
    `refuses every claim when the clock returns ${seconds}`,
    async ({ setClock, claim }) => {
      setClock(seconds)
      assert.equal(await claim('one'), 'used')
      assert.equal(await claim('one', Number.NaN), 'used')
      setClock(0)
      assert.equal(await claim('one'), 'claimed')
    },
  ]),
  [
    'frees the quota of an owner when the keys of the owner expire',
    async (tried) => {
      const { setClock, claim } = tried
      assert.deepEqual(tally(await claimMany(tried, 10, () => 'greedy')), { ...none, claimed: 10 })
      setClock(59)
      assert.equal(await claim('later', 120, ['greedy']), 'quota_full')
      setClock(60)
      assert.equal(await claim('later', 120, ['greedy']), 'claimed')
    },
  ],
  [
    'frees room when keys expire, and still refuses the expired keys',
    async (tried) => {
      const { setClock, claim } = tried
      assert.deepEqual(tally(await claimMany(tried, 100)), { ...none, claimed: 100 })
      setClock(59)
      assert.equal(await claim('late', 120), 'store_full')
      setClock(60)
      assert.equal(await claim('late', 120), 'claimed')
      assert.equal(await claim('key 0', 60), 'used')
    },
  ],
  [
    'refuses a released key after its expiry, also when the clock is set back',
    async ({ setClock, claim, release }) => {
      assert.equal(await claim('one', 60), 'claimed')
      setClock(60)
      assert.equal(await claim('later', 120), 'claimed')
      await release('one')
      setClock(0)
      assert.equal(await claim('one', 60), 'used')
    },
  ],
]
