import { describe, expect, it } from 'vitest'
import { proceed } from './proceed.ts'

/** What happened, in its order. */
function createRecord() {
  const events: string[] = []
  return {
    events,
    goOn: (value: string) => events.push(value),
    fail: (error: unknown) => events.push(String(error)),
  }
}

describe('going on', () => {
  it('waits for nothing where nothing has to be waited for', () => {
    const { events, goOn, fail } = createRecord()
    proceed(() => 'found', goOn, fail)
    expect(events).toEqual(['found'])
  })

  it('waits for a promise, and hands its value on', async () => {
    const { events, goOn, fail } = createRecord()
    proceed(() => Promise.resolve('found'), goOn, fail)
    expect(events).toEqual([])
    await Promise.resolve()
    expect(events).toEqual(['found'])
  })

  const failure = new Error('of this test')
  const failing: [string, () => string | Promise<string>, () => unknown][] = [
    [
      'is thrown at once',
      () => {
        throw failure
      },
      () => undefined,
    ],
    ['is rejected', () => Promise.reject(failure), () => undefined],
    [
      'is thrown by what follows',
      () => 'found',
      () => {
        throw failure
      },
    ],
    ['is rejected by what follows', () => 'found', () => Promise.reject(failure)],
    [
      'is thrown by what follows later',
      () => Promise.resolve('found'),
      () => {
        throw failure
      },
    ],
    ['is rejected by what follows later', () => Promise.resolve('found'), () => Promise.reject(failure)],
    [
      'is rejected by a promise of another make',
      () => 'found',
      () => ({ then: (_: unknown, reject: (error: unknown) => void) => reject(failure) }),
    ],
  ]

  it.each(failing)('tells of what %s, once', async (_, find, goOn) => {
    const { events, fail } = createRecord()
    proceed(find, goOn, fail)
    await new Promise((resolve) => setTimeout(resolve))
    expect(events).toEqual(['Error: of this test'])
  })
})
