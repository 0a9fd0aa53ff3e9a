import { memoryStore, type SessionStore, type StoredSession } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { createContext } from '../src/create-context.ts'
import type { RequestCookies } from '../src/sessions/browser-sessions.ts'
import type { Session } from '../src/sessions/session.ts'

const began = 1_793_000_000
const idleSeconds = 600

/** A store whose entries a test can look at and change, as an attacker with access to the database could. */
function openStore(changes: Partial<SessionStore> = {}) {
  const clock = { now: began }
  const store = memoryStore({ now: () => clock.now })
  const keys: string[] = []
  const replaced: StoredSession[] = []
  const watched: SessionStore = {
    ...store,
    read: async (key) => store.read(key),
    create: async (key, entry) => {
      await store.create(key, entry)
      keys.push(key)
    },
    replace: async (key, entry, version) => {
      const isReplaced = await store.replace(key, entry, version)
      if (isReplaced) replaced.push(entry)
      return isReplaced
    },
    ...changes,
  }
  const openSessions = () =>
    createContext(
      {
        baseUrl: 'https://app.example.com',
        providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
        session: { secret: 'a secret of more than thirty-two bytes', store: watched, idleSeconds },
      },
      { now: () => clock.now, startTimer: () => () => undefined, log: () => undefined },
      {},
    ).sessions
  return { clock, store, keys, replaced, openSessions }
}

function buildSession(subject: string): Session {
  return {
    ...{ id: subject.padEnd(24, '-'), providerId: 'main', issuer: 'https://id.example.com', subject },
    ...{ name: subject, roles: [`ROLE_${subject}`], claims: {}, trace: undefined, extra: undefined },
    ...{ createdAt: began, expiresAt: began + 43_200, seenAt: began, rolesAt: began, roleKeys: undefined },
    ...{ defaultsWithheld: false, mapping: undefined, providerSessionId: undefined, generation: 0 },
    ...{ isAdmittedByHook: false, tokens: undefined },
  }
}

async function signIn(sessions: ReturnType<ReturnType<typeof openStore>['openSessions']>, subject: string) {
  const lines = await sessions.create({ session: buildSession(subject), tokens: undefined }, new Map())
  const [pair = ''] = (lines[0] ?? '').split(';')
  const at = pair.indexOf('=')
  return new Map([[pair.slice(0, at), pair.slice(at + 1)]]) satisfies RequestCookies
}

describe('an entry whose data was copied from another entry', () => {
  it.each([
    ['before either was read', false],
    ['after both were read, so that the cache has them', true],
  ])('is no session: %s', async (_, isCached) => {
    const { keys, openSessions, store } = openStore()
    const sessions = openSessions()
    const ada = await signIn(sessions, 'ada')
    const mallory = await signIn(sessions, 'mallory')
    const [keyOfAda = '', keyOfMallory = ''] = keys
    if (isCached) {
      expect((await sessions.read(ada)).session?.subject).toBe('ada')
      expect((await sessions.read(mallory)).session?.subject).toBe('mallory')
    }
    const stolen = (await store.read(keyOfAda)) ?? expect.fail('no entry')
    expect(await store.replace(keyOfMallory, stolen, 0)).toBe(true)
    expect((await sessions.read(mallory)).session).toBeUndefined()
    expect((await sessions.read(ada)).session?.subject).toBe('ada')
    expect(await sessions.readRecord(buildSession('mallory'), mallory)).toBeUndefined()
  })
})

describe('the idle deadline of a session in a store', () => {
  it('is moved once for 50 concurrent requests in two processes', async () => {
    const { clock, replaced, openSessions } = openStore()
    const processes = [openSessions(), openSessions()]
    const cookies = await signIn(processes[0] ?? expect.fail(), 'ada')
    // The second process loads its code, so that all requests below begin at once.
    await processes[1]?.read(cookies)
    clock.now = began + idleSeconds / 2
    const readings = await Promise.all(
      Array.from({ length: 50 }, async (_, at) => processes[at % 2]?.read(cookies)),
    )
    for (const reading of readings) {
      expect(reading?.session?.subject).toBe('ada')
      expect(reading?.setCookies).toHaveLength(1)
    }
    expect(replaced.map(({ version, expiresAt }) => [version, expiresAt])).toEqual([
      [1, began + idleSeconds * 1.5],
    ])
  })

  it('is not moved for a session that was ended while the request read it', async () => {
    const { clock, keys, openSessions, store } = openStore()
    const sessions = openSessions()
    const cookies = await signIn(sessions, 'ada')
    clock.now = began + idleSeconds / 2
    const reading = sessions.read(cookies)
    await sessions.end(cookies)
    await reading
    expect(await store.read(keys[0] ?? '')).toBeUndefined()
    expect((await sessions.read(cookies)).session).toBeUndefined()
  })
})

describe('a store without an answer', () => {
  it.each<readonly [string, Partial<SessionStore>]>([
    ['that fails', { read: () => Promise.reject(new Error('connection refused')) }],
    ['that returns null', { read: (() => Promise.resolve(null)) as unknown as SessionStore['read'] }],
  ])('%s is an error, never an anonymous request, and deletes no cookie', async (_, changes) => {
    const sessions = openStore(changes).openSessions()
    const cookies = await signIn(sessions, 'ada')
    await expect(async () => sessions.read(cookies)).rejects.toMatchObject({
      code: 'session_store_unavailable',
    })
  })
})
