import { OidcError } from '@x/oidc-core'
import { describeSessionStore } from '@x/oidc-testing'
import { describe, expect, it, vi } from 'vitest'
import { memoryStore, type MemoryStoreOptions } from './memory-store.ts'
import type { StoredSession } from './session-store.ts'

describe('the session store in memory keeps the contract of session stores', () => {
  const contract = describeSessionStore((settings) => memoryStore(settings), { limit: 'settings' })
  it.each(contract)('$name', ({ run }) => run())
})

const began = 1_793_000_000

function build(changes: Partial<StoredSession> = {}): StoredSession {
  return {
    ...{ data: 'sealed', version: 0, expiresAt: began + 60, indexes: ['subject'], lockVersion: 0 },
    ...changes,
  }
}

/** A store whose clock a test moves. `looks` counts how often an entry's expiry was compared with the clock. */
function openStore(options: MemoryStoreOptions = {}) {
  const clock = { now: began, looks: 0 }
  const now = (): number => {
    clock.looks += 1
    return clock.now
  }
  return { clock, store: memoryStore({ now, ...options }) }
}

describe('the session store in memory', () => {
  it('removes expired entries while others are written, without a timer and without a read of them', async () => {
    const { clock, store } = openStore({ maxMebibytes: 64 })
    const timers = [vi.spyOn(globalThis, 'setTimeout'), vi.spyOn(globalThis, 'setInterval')]
    // The oldest entry lives longest, so the expired ones are behind it.
    await store.create('oldest', build({ expiresAt: began + 10_000, indexes: ['other'] }))
    for (let at = 0; at < 1000; at += 1) await store.create(`key-${at}`, build())
    clock.now = began + 60
    for (let at = 0; at < 300; at += 1)
      await store.create(`later-${at}`, build({ expiresAt: began + 120, indexes: ['later'] }))
    // What is removed has left the index, too.
    expect(await store.deleteAll('subject')).toBe(0)
    expect(await store.deleteAll('later')).toBe(300)
    expect(await store.read('oldest')).toBeDefined()
    for (const timer of timers) expect(timer).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })

  it('holds at most a third more expired entries than valid ones when sign-ins go on', async () => {
    const { clock, store } = openStore({ maxMebibytes: 4096 })
    // Each session lasts an hour, and each second one person signs in.
    for (let at = 0; at < 20_000; at += 1) {
      clock.now = began + at
      await store.create(`key-${at}`, build({ expiresAt: clock.now + 3600 }))
    }
    const found = await store.deleteAll('subject')
    expect(found).toBeGreaterThanOrEqual(3600)
    expect(found).toBeLessThanOrEqual(3600 * (4 / 3) + 4)
  })

  it('looks at as many entries for a write when it has 50,000 as when it has 10', async () => {
    const { clock, store } = openStore({ maxMebibytes: 4096 })
    const countLooks = async (): Promise<number> => {
      clock.looks = 0
      await store.create(`next-${Math.random()}`, build({ expiresAt: began + 100_000 }))
      return clock.looks
    }
    for (let at = 0; at < 10; at += 1) await store.create(`key-${at}`, build())
    expect(await countLooks()).toBeLessThanOrEqual(4)
    for (let at = 10; at < 50_000; at += 1) await store.create(`key-${at}`, build())
    expect(await countLooks()).toBeLessThanOrEqual(4)
    // Also when all have expired: they go over many writes, not all at one.
    clock.now = began + 3600
    expect(await countLooks()).toBeLessThanOrEqual(4)
  })

  it('neither returns an entry nor removes it while the clock is broken', async () => {
    const { clock, store } = openStore()
    await store.create('one', build())
    clock.now = Number.NaN
    expect(await store.read('one')).toBeUndefined()
    await store.create('two', build())
    expect(() => store.create('one', build())).toThrow('has an entry')
    clock.now = began
    expect(await store.read('one')).toEqual(build())
  })

  it('neither reads a clock nor draws random bytes when it is created, which workerd forbids outside a request', () => {
    const forbidden = [vi.spyOn(Date, 'now'), vi.spyOn(crypto, 'getRandomValues')]
    const { clock } = openStore()
    memoryStore()
    expect(clock.looks).toBe(0)
    for (const call of forbidden) expect(call).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })
})

describe('the options of the session store in memory', () => {
  it.each<readonly [string, unknown, string]>([
    ['a size of NaN', { maxMebibytes: Number.NaN }, 'maxMebibytes out_of_range'],
    ['no memory', { maxMebibytes: 0 }, 'maxMebibytes out_of_range'],
    ['too much memory', { maxMebibytes: 4097 }, 'maxMebibytes out_of_range'],
    ['a size as text', { maxMebibytes: '64' }, 'maxMebibytes out_of_range'],
    ['a clock that is a number', { now: began }, 'now invalid_type'],
    ['an unknown option', { maxMegabytes: 64 }, 'maxMegabytes unknown_key'],
    ['an inherited option', Object.create({ maxMebibytes: 1 }), 'maxMebibytes inherited'],
    ['null', null, ' invalid_type'],
  ])('%s is an error', (_, options, issue) => {
    let thrown: unknown
    try {
      memoryStore(options as MemoryStoreOptions)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(OidcError)
    const { issues } = (thrown as OidcError<'config_invalid'>).detail
    expect(issues.map(({ path, code }) => `${path.join('.')} ${code}`)).toEqual([issue])
  })

  it('may be left out, also one by one', async () => {
    for (const options of [undefined, {}, { maxMebibytes: undefined, now: undefined }]) {
      const store = memoryStore(options)
      await store.create('one', build({ expiresAt: Date.now() }))
      expect(await store.read('one')).toBeDefined()
    }
  })
})
