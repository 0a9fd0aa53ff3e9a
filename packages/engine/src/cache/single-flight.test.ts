import { afterEach, describe, expect, it, vi } from 'vitest'
import { defaultPorts } from '../ports.ts'
import { createSingleFlight } from './single-flight.ts'

afterEach(() => vi.useRealTimers())

const buildLateError = (seconds: number): Error => new Error(`nothing within ${seconds} s`)

describe('work of a single flight', () => {
  it('is done once for all who ask for the same at once, and again for who asks later', async () => {
    const shared = createSingleFlight<number>(defaultPorts)
    let done = 0
    const work = async (): Promise<number> => ++done
    expect(await Promise.all(['a', 'a', 'a'].map((key) => shared.run(key, work, buildLateError)))).toEqual([
      1, 1, 1,
    ])
    expect(await shared.run('a', work, buildLateError)).toBe(2)
    expect(shared.count()).toBe(0)
  })

  it('is not shared with other keys, and fails for all who asked for it', async () => {
    const shared = createSingleFlight<string>(defaultPorts)
    const fail = (): Promise<string> => Promise.reject(new Error('down'))
    const results = await Promise.allSettled([
      shared.run('a', fail, buildLateError),
      shared.run('a', fail, buildLateError),
      shared.run('b', () => Promise.resolve('b'), buildLateError),
    ])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
    expect(shared.count()).toBe(0)
  })

  it('that never ends is begun anew by one of those who wait', async () => {
    vi.useFakeTimers()
    const shared = createSingleFlight<string>(defaultPorts)
    let begun = 0
    const work = (): Promise<string> =>
      ++begun === 1
        ? new Promise(() => undefined)
        : new Promise((resolve) => setTimeout(() => resolve('done'), 10))
    void shared.run('a', work, buildLateError)
    const others = Promise.all([shared.run('a', work, buildLateError), shared.run('a', work, buildLateError)])
    await vi.advanceTimersByTimeAsync(3010)
    expect(await others).toEqual(['done', 'done'])
    expect(begun).toBe(2)
  })

  it('that hangs keeps a call for at most two waits, and is begun anew once for all who wait', async () => {
    vi.useFakeTimers()
    const shared = createSingleFlight<string>(defaultPorts)
    let begun = 0
    const work = (): Promise<string> => {
      begun += 1
      return new Promise(() => undefined)
    }
    void shared.run('a', work, buildLateError)
    const ended: unknown[] = []
    for (let count = 0; count < 50; count += 1)
      void shared.run('a', work, buildLateError).catch((error: unknown) => ended.push(error))
    await vi.advanceTimersByTimeAsync(6000)
    expect(ended).toEqual(Array(49).fill(buildLateError(6)))
    expect(begun).toBe(2)
    expect(vi.getTimerCount()).toBe(0)
  })
})
