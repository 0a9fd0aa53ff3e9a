import type { SessionStore, StoredSession } from '@x/oidc-engine'
import { describe, expect, it, vi } from 'vitest'
import { cacheReads } from './cached-reads.ts'
import type { RedisClient } from './client.ts'
import { redisReplayStore, redisStore } from './index.ts'
import { readEntry, writeEntry } from './stored-text.ts'

const entry: StoredSession = {
  ...{ data: 'sealed', version: 3, expiresAt: 4_000_000_000.5, lockVersion: 0 },
  indexes: ['subject', 'sid'],
}

/** A client that answers nothing. */
const client: RedisClient = {
  get: async () => null,
  eval: async () => null,
  evalSha: async () => null,
}

describe('the options of the stores', () => {
  it.each([
    [undefined, /is undefined, expected a client/u],
    [Promise.resolve(client), /is a promise, expected a client/u],
    [{ get: () => null }, /is of type object, expected a client/u],
  ])('names a wrong client: %s', (wrong, message) => {
    expect(() => redisStore(wrong as unknown as RedisClient)).toThrow(message)
    expect(() => redisReplayStore(wrong as unknown as RedisClient)).toThrow(message)
  })

  it.each(['{app}:', 'a b', 'a\n', 'x'.repeat(65)])('refuses the prefix %j', (prefix) => {
    expect(() => redisStore(client, { prefix })).toThrow(/option prefix is .*, expected up to 64/u)
  })

  it.each([-1, 61, Number.NaN, '5'])('refuses cacheSeconds of %j', (cacheSeconds) => {
    expect(() => redisStore(client, { cacheSeconds: cacheSeconds as number })).toThrow(
      `The option cacheSeconds is ${cacheSeconds}, expected a number from 0 to 60.`,
    )
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses itemsPerOwner of %d', (itemsPerOwner) => {
    expect(() => redisReplayStore(client, { itemsPerOwner })).toThrow(/expected a positive integer/u)
  })
})

describe('the text of an entry', () => {
  it.each([entry, { ...entry, indexes: [] }, { ...entry, data: 'two words' }, { ...entry, data: '' }])(
    'is read as it was written: %o',
    (written) => {
      expect(readEntry(writeEntry(written))).toEqual(written)
    },
  )

  it.each(['', 'text', '1 a 2', 'x a 2 3 data', '1 a Infinity 3 data', '1 a  3 data'])(
    'is no entry if another program wrote it: %j',
    (text) => {
      expect(readEntry(text)).toBeUndefined()
    },
  )
})

describe('the commands', () => {
  it('send a script again as text to a server that does not know it', async () => {
    const evalSha = vi.fn(async () => Promise.reject(new Error('NOSCRIPT No matching script.')))
    const evalText = vi.fn(async () => 1)
    const store = redisStore({ ...client, evalSha, eval: evalText })
    await store.create('key', { ...entry, indexes: [] })
    expect([evalSha.mock.calls.length, evalText.mock.calls.length]).toEqual([1, 1])
  })

  it('do not try a script again after another error', async () => {
    const evalText = vi.fn(async () => 1)
    const evalSha = async () => Promise.reject(new Error('READONLY You can not write against a replica.'))
    const store = redisStore({ ...client, evalSha, eval: evalText })
    await expect(store.create('key', { ...entry, indexes: [] })).rejects.toThrow('READONLY')
    expect(evalText).not.toHaveBeenCalled()
  })
})

describe('cached revocations', () => {
  it('are not used where the answer has to be fresh, and are replaced by it', async () => {
    let revoked: string | null = null
    const get = vi.fn(async () => revoked)
    const { findRevocation } = redisReplayStore({ ...client, get }, { cacheSeconds: 60 })
    expect(await findRevocation(['name'])).toBeUndefined()
    revoked = '100.000'
    expect(await findRevocation(['name'])).toBeUndefined()
    expect(await findRevocation(['name'], { isFresh: true })).toBe(100)
    expect(await findRevocation(['name'])).toBe(100)
    expect(get).toHaveBeenCalledTimes(2)
  })
})

describe('cached reads', () => {
  function createCountedStore(data = 'sealed') {
    const counts = { reads: 0 }
    const store: SessionStore = {
      read: async () => {
        counts.reads += 1
        return { ...entry, data }
      },
      create: async () => undefined,
      replace: async () => false,
      delete: async () => undefined,
      deleteAll: async () => 0,
    }
    return { counts, store: cacheReads(store, 1) }
  }

  it('ask the store again after the time, and after each write of this process', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    try {
      const { counts, store } = createCountedStore()
      const read = async () => {
        await store.read('key')
        return counts.reads
      }
      expect([await read(), await read()]).toEqual([1, 1])
      vi.advanceTimersByTime(1000)
      expect([await read(), await read()]).toEqual([2, 2])
      await store.replace('key', entry, 3)
      expect([await read(), await read()]).toEqual([3, 3])
      await store.delete('key')
      expect([await read(), await read()]).toEqual([4, 4])
      await store.deleteAll('another')
      expect(await read()).toBe(4)
      await store.deleteAll('sid')
      expect(await read()).toBe(5)
    } finally {
      vi.useRealTimers()
    }
  })

  it.each<[string, (store: SessionStore) => unknown]>([
    ['a deletion', (store) => store.delete('key')],
    ['a deletion by index', (store) => store.deleteAll('sid')],
    ['a replacement', (store) => store.replace('key', entry, 3)],
  ])('do not keep the answer of a read that began before %s of this process', async (_, write) => {
    let answer = (_found: StoredSession): void => undefined
    let reads = 0
    const store = cacheReads(
      {
        read: () => {
          reads += 1
          return new Promise((resolve) => {
            answer = resolve
          })
        },
        create: () => undefined,
        replace: () => true,
        delete: () => undefined,
        deleteAll: () => 1,
      },
      60,
    )
    const early = store.read('key')
    await write(store)
    answer(entry)
    expect(await early).toEqual(entry)
    const later = store.read('key')
    answer(entry)
    await later
    expect(reads).toBe(2)
    expect(await store.read('key')).toEqual(entry)
    expect(reads).toBe(2)
  })

  it.each<[string, Partial<StoredSession>]>([
    ['a session that a process refreshes: the others look whether it has finished', { lockVersion: 3 }],
    [
      'a logout: one that another process received must end a sign-in that is under way',
      { indexes: ['key'] },
    ],
  ])('do not keep %s', async (_, changes) => {
    let reads = 0
    const store = cacheReads(
      {
        read: () => {
          reads += 1
          return { ...entry, ...changes }
        },
        create: () => undefined,
        replace: () => true,
        delete: () => undefined,
        deleteAll: () => 1,
      },
      60,
    )
    await store.read('key')
    await store.read('key')
    expect(reads).toBe(2)
  })

  it('drop the oldest beyond 16 MiB', async () => {
    const { counts, store } = createCountedStore('x'.repeat(2 ** 20))
    for (let at = 0; at < 9; at += 1) await store.read(`key-${at}`)
    await store.read('key-8')
    expect(counts.reads).toBe(9)
    await store.read('key-0')
    expect(counts.reads).toBe(10)
  })
})
