import type { ReplayResult, ReplayStore } from '../src/cache/replay-store.ts'
import { describe, expect, it } from 'vitest'

/** What the contract asks of a store: limits of 100 entries and 10 for an owner, and a clock that it moves. */
export type CreateReplayStore = (now: () => number) => ReplayStore

/** What every `ReplayStore` has to hold. */
export function describeReplayStore(name: string, create: CreateReplayStore): void {
  const began = 1_793_000_000

  function start() {
    const clock = { now: began }
    const store = create(() => clock.now)
    const claim = async (key: string, seconds = 60, owners: readonly string[] = [`owner of ${key}`]) =>
      store.claim(key, { expiresAt: began + seconds, owners })
    return { clock, claim }
  }

  async function claimMany(
    claim: ReturnType<typeof start>['claim'],
    keys: number,
    owner: (at: number) => string,
  ): Promise<readonly ReplayResult[]> {
    return Promise.all(Array.from({ length: keys }, (_, at) => claim(`key ${at}`, 60, [owner(at)])))
  }

  describe(`the replay store ${name}`, () => {
    it('lets a key be claimed once, also by claims that come at once', async () => {
      const { claim } = start()
      const results = await Promise.all(Array.from({ length: 50 }, () => claim('one')))
      expect(results.filter((result) => result === 'claimed')).toHaveLength(1)
      expect(results.filter((result) => result === 'used')).toHaveLength(49)
      expect(await claim('one', 70, ['another'])).toBe('used')
      expect(await claim('two')).toBe('claimed')
    })

    it('knows a key until it expires, and refuses what has expired', async () => {
      const { clock, claim } = start()
      expect(await claim('one', 60)).toBe('claimed')
      for (const seconds of [0, 1, 59, 60, 61, 3600]) {
        clock.now = began + seconds
        expect([seconds, await claim('one', 60)]).toEqual([seconds, 'used'])
      }
      expect(await claim('new', 3600)).toBe('used')
      expect(await claim('new', 3601)).toBe('claimed')
    })

    it('revives nothing when the clock is set back, whatever was dropped in between', async () => {
      const { clock, claim } = start()
      expect(await claim('one', 60)).toBe('claimed')
      expect(await claim('two', 90)).toBe('claimed')
      for (const seconds of [60, 0, -3600, 80, 100_000, 0, -1, 59, 89]) {
        clock.now = began + seconds
        await claim(`passes by at ${seconds}`, seconds + 60)
        expect([seconds, await claim('one', 60), await claim('two', 90)]).toEqual([seconds, 'used', 'used'])
      }
      // What lives longer than all that was dropped can be claimed.
      clock.now = began
      expect(await claim('three', 200_000)).toBe('claimed')
    })

    it.each([Number.NaN, Number.POSITIVE_INFINITY])('lets nothing pass by a clock of %f', async (now) => {
      const { clock, claim } = start()
      clock.now = now
      expect(await claim('one')).toBe('used')
      expect(await claim('one', Number.NaN)).toBe('used')
      clock.now = began
      expect(await claim('one')).toBe('claimed')
    })

    it('refuses an owner that has its quota, and no other', async () => {
      const { clock, claim } = start()
      const results = await claimMany(claim, 30, () => 'greedy')
      expect(results).toEqual([
        ...Array.from({ length: 10 }, () => 'claimed'),
        ...Array.from({ length: 20 }, () => 'quota_full'),
      ])
      expect(await claim('mine', 60, ['honest'])).toBe('claimed')
      expect(await claim('mine, too', 60, ['honest', 'greedy'])).toBe('quota_full')
      expect(await claim('mine, too', 60, ['greedy', 'honest'])).toBe('quota_full')
      // What was refused was not claimed, and what was claimed stays so.
      expect(await claim('mine, too', 60, ['honest'])).toBe('claimed')
      expect(await claim('key 0', 60, ['greedy'])).toBe('used')
      expect(await claim('key 29', 60, ['honest'])).toBe('claimed')
      clock.now = began + 60
      expect(await claim('later', 120, ['greedy'])).toBe('claimed')
    })

    it('drops nothing that is unexpired when it is full, and has room again when it has', async () => {
      const { clock, claim } = start()
      const results = await claimMany(claim, 150, (at) => `owner ${at}`)
      expect(results.slice(0, 100)).toEqual(Array.from({ length: 100 }, () => 'claimed'))
      expect(results.slice(100)).toEqual(Array.from({ length: 50 }, () => 'store_full'))
      const again = await claimMany(claim, 100, (at) => `owner ${at}`)
      expect(again).toEqual(Array.from({ length: 100 }, () => 'used'))
      clock.now = began + 59
      expect(await claim('late', 120)).toBe('store_full')
      clock.now = began + 60
      expect(await claim('late', 120)).toBe('claimed')
      expect(await claim('key 0', 60)).toBe('used')
    })
  })
}
