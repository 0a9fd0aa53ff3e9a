import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defaultPorts } from '../ports.ts'
import { createStaleWhileRevalidate, type StaleWhileRevalidate } from './stale-while-revalidate.ts'

/** A fetch that the test answers itself. */
interface Fetch {
  readonly answer: (text: string) => void
  readonly fail: (error: Error) => void
}

let now: number
let fetches: Fetch[]
let failures: unknown[]
let cached: StaleWhileRevalidate<string>

beforeEach(() => {
  vi.useFakeTimers()
  now = 1_700_000_000
  fetches = []
  failures = []
  cached = createStaleWhileRevalidate({
    fetch: () =>
      new Promise<string>((answer, fail) => {
        fetches.push({ answer, fail })
      }),
    now: () => now,
    startTimer: defaultPorts.startTimer,
    freshSeconds: 600,
    mustRevalidateSeconds: 2400,
    staleIfErrorSeconds: 3600,
    onFailure: (error) => failures.push(error),
    buildLateError: (seconds) => new Error(`nothing within ${seconds} s`),
  })
})
afterEach(() => {
  vi.useRealTimers()
})

async function know(text: string): Promise<void> {
  const answer = get()
  fetches.pop()?.answer(text)
  expect(await answer).toBe(text)
}

/** At once or not: the laws of time are the same. */
const get = async (): Promise<unknown> => cached.get()
const revalidate = async (): Promise<void> => cached.revalidate()

describe('a fetch that another request began', () => {
  it('is waited for', async () => {
    const answers = [get(), get(), cached.refresh()]
    expect(fetches).toHaveLength(1)
    fetches[0]?.answer('one')
    expect(await Promise.all(answers)).toEqual(['one', 'one', 'one'])
  })

  it('fails for all who wait', async () => {
    const answers = [get(), get()]
    const error = new Error('the fetch of this test fails')
    fetches[0]?.fail(error)
    const outcomes = await Promise.allSettled(answers)
    expect(outcomes).toEqual(outcomes.map(() => ({ status: 'rejected', reason: error })))
  })

  it('and never ends is waited for no longer than three seconds: then those who wait share another', async () => {
    void get()
    const others = [get(), get(), get()]
    await vi.advanceTimersByTimeAsync(2900)
    expect(fetches).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(fetches).toHaveLength(2)
    fetches[1]?.answer('two')
    expect(await Promise.all(others)).toEqual(['two', 'two', 'two'])
  })

  it('and never ends is not waited for by later calls', async () => {
    void get()
    now += 3
    const later = get()
    fetches[1]?.answer('two')
    expect(await later).toBe('two')
    expect(cached.isUnderWay()).toBe(false)
  })

  it('and hangs keeps a call for at most two waits, and is replaced once for all who wait', async () => {
    void get()
    const ended: unknown[] = []
    for (let count = 0; count < 50; count += 1) void get().catch((error: unknown) => ended.push(error))
    for (let second = 0; second < 6; second += 1) {
      await vi.advanceTimersByTimeAsync(1000)
      now += 1
    }
    expect(fetches).toHaveLength(2)
    expect(ended).toEqual(Array(49).fill(new Error('nothing within 6 s')))
    expect(vi.getTimerCount()).toBe(0)
  })

  it('and hangs, but ends at last, is the answer of those who waited', async () => {
    void get()
    const others = [get(), get(), get()]
    await vi.advanceTimersByTimeAsync(3000)
    fetches[0]?.answer('one')
    await vi.advanceTimersByTimeAsync(3000)
    fetches[1]?.answer('two')
    expect(await Promise.all(others)).toEqual(['two', 'one', 'one'])
  })

  it('and hangs is not replaced by a request that may not', async () => {
    void get()
    const refused = cached.refresh(() => false).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(3000)
    expect(await refused).toEqual(new Error('nothing within 6 s'))
    expect(fetches).toHaveLength(1)
  })

  it('and ends after another has taken its place does not end that one', async () => {
    const slow = get()
    now += 3
    const second = get()
    fetches[0]?.answer('one')
    expect(await slow).toBe('one')
    expect(cached.isUnderWay()).toBe(true)
    fetches[1]?.answer('two')
    expect(await second).toBe('two')
  })

  it('leaves no timer behind', async () => {
    const answers = [get(), get()]
    fetches[0]?.answer('one')
    await Promise.all(answers)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a first fetch that fails', () => {
  it('may be followed by three at once, then by one every two seconds, until one succeeds', async () => {
    const error = new Error('the fetch of this test fails')
    const fail = async (): Promise<unknown> => {
      const answer = get().catch((cause: unknown) => cause)
      fetches.at(-1)?.fail(error)
      return answer
    }
    for (let count = 0; count < 20; count += 1) expect(await fail()).toBe(error)
    expect(fetches).toHaveLength(4)
    now += 1
    expect(await fail()).toBe(error)
    expect(fetches).toHaveLength(4)
    now += 1
    expect(await fail()).toBe(error)
    expect(fetches).toHaveLength(5)
    now -= 3600
    const answer = get()
    fetches.at(-1)?.answer('one')
    expect(await answer).toBe('one')
  })
})

describe('an answer that was not read for long', () => {
  it('is not served before a newer one was asked for, to however many', async () => {
    await know('one')
    now += 2399
    expect(await get()).toBe('one')
    expect(fetches).toHaveLength(0)
    now += 1
    const answers = [get(), get(), get()]
    await vi.advanceTimersByTimeAsync(0)
    expect(fetches).toHaveLength(1)
    fetches[0]?.answer('two')
    expect(await Promise.all(answers)).toEqual(['two', 'two', 'two'])
    expect(failures).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is served when that fails, told once, and for ten seconds without asking again', async () => {
    await know('one')
    now += 2400
    const answers = [get(), get()]
    await vi.advanceTimersByTimeAsync(0)
    const error = new Error('the fetch of this test fails')
    fetches[0]?.fail(error)
    expect(await Promise.all(answers)).toEqual(['one', 'one'])
    expect(failures).toEqual([error])
    now += 9
    expect(await get()).toBe('one')
    expect(fetches).toHaveLength(1)
    now += 1
    void get()
    await vi.advanceTimersByTimeAsync(0)
    expect(fetches).toHaveLength(2)
  })

  it('is served after two seconds without an answer, which still counts when it comes', async () => {
    await know('one')
    now += 2400
    const answer = get()
    await vi.advanceTimersByTimeAsync(2000)
    expect(await answer).toBe('one')
    expect(failures).toEqual(['No answer came within 2 seconds.'])
    fetches[0]?.answer('two')
    await vi.advanceTimersByTimeAsync(0)
    expect(await get()).toBe('two')
  })
})

describe('renewing', () => {
  it('does nothing while the answer is fresh, or without a request for it', async () => {
    await know('one')
    await get()
    await cached.revalidate()
    now += 600
    await cached.revalidate()
    expect(fetches).toHaveLength(0)
  })

  it('fetches once what was served stale', async () => {
    await know('one')
    now += 600
    expect(await get()).toBe('one')
    const renewals = [revalidate(), revalidate()]
    expect(await get()).toBe('one')
    fetches[0]?.answer('two')
    await Promise.all(renewals)
    await cached.revalidate()
    expect(await get()).toBe('two')
    expect(fetches).toHaveLength(1)
  })

  it('that fails is reported, never rejects and pauses for ten seconds', async () => {
    await know('one')
    now += 600
    await get()
    const renewal = cached.revalidate()
    const error = new Error('the fetch of this test fails')
    fetches[0]?.fail(error)
    await renewal
    expect(failures).toEqual([error])
    now += 9
    await get()
    await cached.revalidate()
    expect(fetches).toHaveLength(1)
    now += 1
    void cached.revalidate()
    expect(fetches).toHaveLength(2)
  })

  it('pauses no longer where the clock is set back', async () => {
    await know('one')
    now += 3000
    const answer = get()
    await vi.advanceTimersByTimeAsync(0)
    fetches[0]?.fail(new Error('the fetch of this test fails'))
    expect(await answer).toBe('one')
    now -= 2000
    await get()
    now -= 2000
    await get()
    void cached.revalidate()
    expect(fetches).toHaveLength(2)
  })
})
