import assert from 'node:assert/strict'
import { claimMany, none, tally, type ReplayStoreCase } from './tried-replay-store.ts'

/** They move the clock that the store was given. */
export const expiryCases: readonly ReplayStoreCase[] = [
  [
    'knows a key until it expires, and refuses what has expired',
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
    'knows a key whose expiry has a fraction until after that',
    async ({ setClock, claim }) => {
      assert.equal(await claim('one', 0.5), 'claimed')
      assert.equal(await claim('one', 0.5), 'used')
      setClock(1)
      assert.equal(await claim('one', 0.5), 'used')
    },
  ],
  [
    'revives nothing when the clock is set back, whatever was dropped in between',
    async ({ setClock, claim }) => {
      assert.equal(await claim('one', 60), 'claimed')
      assert.equal(await claim('two', 90), 'claimed')
      for (const seconds of [60, 0, -3600, 80, 100_000, 0, -1, 59, 89]) {
        setClock(seconds)
        await claim(`passes by at ${seconds}`, seconds + 60)
        const results = [await claim('one', 60), await claim('two', 90)]
        assert.deepEqual(results, ['used', 'used'], `at ${seconds} s`)
      }
      // What lives longer than all that was dropped can be claimed.
      setClock(0)
      assert.equal(await claim('three', 200_000), 'claimed')
    },
  ],
  ...[Number.NaN, Number.POSITIVE_INFINITY].map((seconds): ReplayStoreCase => [
    `lets nothing pass by a clock of ${seconds}`,
    async ({ setClock, claim }) => {
      setClock(seconds)
      assert.equal(await claim('one'), 'used')
      assert.equal(await claim('one', Number.NaN), 'used')
      setClock(0)
      assert.equal(await claim('one'), 'claimed')
    },
  ]),
  [
    'has room for an owner again once what it had has expired',
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
    'has room again once something has expired, and what has expired stays used',
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
    'does not take a released key that has expired, also when the clock is set back',
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
