import { OidcError } from '@x/oidc-core'
import { describe, expect, it } from 'vitest'
import { createSafeStore } from './safe-store.ts'
import type { SessionStore, StoredSession } from './session-store.ts'

const entry: StoredSession = { data: 'sealed', version: 0, expiresAt: 9, indexes: ['a'], lockVersion: 0 }

function createStore(changes: Readonly<Record<string, unknown>>): SessionStore {
  const good: SessionStore = {
    read: () => entry,
    create: () => undefined,
    replace: () => true,
    delete: () => undefined,
    deleteAll: () => 1,
  }
  const store = { ...good, ...changes }
  return createSafeStore(store, () => () => undefined)
}

const calls: Readonly<Record<keyof SessionStore, (store: SessionStore) => unknown>> = {
  read: ({ read }) => read('key'),
  create: ({ create }) => create('key', entry),
  replace: ({ replace }) => replace('key', entry, 0),
  delete: (store) => store.delete('key'),
  deleteAll: ({ deleteAll }) => deleteAll('index'),
}
const operations = Object.keys(calls) as (keyof SessionStore)[]

async function failureOf(run: () => unknown): Promise<OidcError<'session_store_unavailable'>> {
  try {
    await run()
  } catch (error) {
    expect(error).toBeInstanceOf(OidcError)
    return error as OidcError<'session_store_unavailable'>
  }
  throw new Error('it did not fail')
}

describe('a session store that fails', () => {
  const secret = new Error('postgres://app:password@db.example.com')

  it.each(operations)('at %s is an outage, and its error is the cause alone', async (operation) => {
    const throws = (): never => {
      throw secret
    }
    for (const fail of [throws, () => Promise.reject(secret)]) {
      const error = await failureOf(() => calls[operation](createStore({ [operation]: fail })))
      expect(error.code).toBe('session_store_unavailable')
      expect(error.detail).toEqual({ operation, why: 'it failed' })
      expect(error.message).not.toContain('password')
      expect(error.cause).toBe(secret)
    }
  })

  it.each(operations)('to answer %s within 5 seconds is an outage', async (operation) => {
    const store = createSafeStore(
      { ...createStore({}), [operation]: () => new Promise<never>(() => undefined) },
      (seconds, onEnd) => {
        expect(seconds).toBe(5)
        onEnd()
        return () => undefined
      },
    )
    const { detail } = await failureOf(() => calls[operation](store))
    expect(detail.why).toBe('it did not answer within 5 seconds')
  })
})

describe('a session store that returns another type', () => {
  it.each<readonly [keyof SessionStore, unknown, string]>([
    ['read', null, 'null, expected an entry or undefined'],
    ['read', false, 'of type boolean, expected an entry or undefined'],
    ['read', [], 'an entry whose data is undefined, expected a string'],
    [
      'read',
      { ...entry, data: Buffer.from('sealed') },
      'an entry whose data is of type object, expected a string',
    ],
    ['read', { ...entry, version: '0' }, 'an entry whose version is of type string, expected a number'],
    ['read', { ...entry, expiresAt: 9n }, 'an entry whose expiresAt is of type bigint, expected a number'],
    ['read', { ...entry, lockVersion: null }, 'an entry whose lockVersion is null, expected a number'],
    ['read', { ...entry, expiresAt: Number.NaN }, 'an entry whose expiresAt is NaN, expected a number'],
    ['read', { ...entry, indexes: '{a}' }, 'an entry whose indexes is of type string, expected a list'],
    ['replace', undefined, 'undefined, expected a boolean'],
    ['replace', 1, 'of type number, expected a boolean'],
    ['deleteAll', '1', 'of type string, expected a number'],
  ])('at %s is an outage: %o', async (operation, value, expected) => {
    for (const returned of [value, Promise.resolve(value)]) {
      const { detail } = await failureOf(() => calls[operation](createStore({ [operation]: () => returned })))
      expect(detail).toEqual({ operation, why: `it returned ${expected}` })
    }
  })

  it('is no failure where no result is expected', async () => {
    const store = createStore({ create: () => ({ rowCount: 1 }), delete: async () => ({ rowCount: 0 }) })
    await store.create('key', entry)
    await store.delete('key')
  })
})

it('returns at once what a store returns at once', () => {
  const store = createStore({})
  expect(store.read('key')).toBe(entry)
  expect(store.replace('key', entry, 0)).toBe(true)
})
