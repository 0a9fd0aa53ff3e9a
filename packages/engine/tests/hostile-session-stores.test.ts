import { memoryStore, type Engine, type SessionStore, type StoredSession } from '@x/oidc-engine'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askWith, startQuickTimer } from './ask-as-browser.ts'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { createFrailStore, type FrailStore } from './frail-store.ts'
import { createManualTimers } from './manual-timers.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()
const baseUrl = 'https://app.example.com'
let store: FrailStore
let engine: Engine
let ada: EngineBrowser
let eve: EngineBrowser
let cookieName: string

function startProcess(sessions: SessionStore = store, startTimer = startQuickTimer): Engine {
  return createAppEngine(baseUrl, {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    startTimer,
    options: { session: { secret: sessionSecret, idleSeconds: 40_000, store: sessions } },
  }).engine
}

async function signIn(sub: string): Promise<EngineBrowser> {
  fixture.provider.setClaims({ sub, name: sub, groups: ['staff'] })
  const browser = openEngineBrowser(engine)
  expect((await browser.signIn()).status).toBe(303)
  return browser
}

beforeEach(async () => {
  store = createFrailStore(() => fixture.now)
  engine = startProcess()
  cookieName = `__Host-${engine.config.session.cookieName}`
  ada = await signIn('ada')
  eve = await signIn('eve')
})

/** What a request gets: the subject, `anonymous`, or the status of a failure. */
async function askFor(asked: Engine, browser: Pick<EngineBrowser, 'cookies'>): Promise<string> {
  const requestAuth = await askWith(asked, browser.cookies)
  const refusal = await requestAuth.authorize({ role: 'ROLE_USER' })
  if (requestAuth.isFailed === true) return String(refusal?.status)
  const { status, user } = requestAuth.auth
  return status === 'authenticated' ? user.subject : status
}

const throwing = new Proxy({}, { getOwnPropertyDescriptor: () => fail(), get: () => fail() })
function fail(): never {
  throw new Error('hostile')
}

const malformed: readonly (readonly [string, (found: StoredSession) => unknown])[] = [
  ['a text', () => 'entry'],
  ['a number', () => 7],
  ['false', () => false],
  ['an empty text', () => ''],
  ['a list', () => []],
  ['an empty object', () => ({})],
  ['a function', () => () => undefined],
  ['a row of a driver', (found) => ({ rows: [found] })],
  ['an entry in a prototype', (found) => Object.create(found) as unknown],
  [
    'an entry whose members are behind __proto__',
    (found) => JSON.parse(`{"__proto__":${JSON.stringify(found)}}`) as unknown,
  ],
  ['an entry whose getters throw', (found) => Object.defineProperty({ ...found }, 'data', { get: fail })],
  ['a proxy that throws', () => throwing],
  ['data of another type', (found) => ({ ...found, data: 7 })],
  ['data in bytes', (found) => ({ ...found, data: new TextEncoder().encode(found.data) })],
  ['data of 32 MB', (found) => ({ ...found, data: 'x'.repeat(2 ** 25) })],
  ['a version as text', (found) => ({ ...found, version: String(found.version) })],
  ['no version', ({ version: _, ...found }) => found],
  ['a lock that is no number', (found) => ({ ...found, lockVersion: NaN })],
  ['an end as a date', (found) => ({ ...found, expiresAt: new Date() })],
  ['indexes of another type', (found) => ({ ...found, indexes: 'x' })],
  ['ten thousand indexes', (found) => ({ ...found, indexes: Array(10_000).fill('x') })],
]

describe('a store that returns something else than an entry is an outage', () => {
  it.each(malformed)('%s', async (_, misread) => {
    store.misread = (found) => misread(found as StoredSession)
    expect(await askFor(engine, ada)).toBe('503')
    expect(await askFor(startProcess(), ada)).toBe('503')
    store.misread = undefined
    expect(await askFor(engine, ada)).toBe('ada')
  })

  it('undefined is no session, and null is an outage', async () => {
    store.misread = () => undefined
    expect(await askFor(engine, ada)).toBe('anonymous')
    store.misread = () => null
    expect(await askFor(engine, ada)).toBe('503')
  })

  it.each([
    ['undefined', undefined],
    ['a count', 0],
    ['a result of a driver', { rowCount: 0 }],
    ['a text', 'false'],
  ])('%s from replace is no success', async (_, returned) => {
    const refusing = startProcess({
      ...memoryLike(store),
      replace: () => returned as unknown as boolean,
    })
    // The idle deadline has to be moved.
    fixture.now += 20_000
    expect(await askFor(refusing, ada)).toBe('ada')
    expect((await askWith(refusing, ada.cookies)).setCookies).toEqual([])
  })
})

function memoryLike({ create, delete: remove, deleteAll, read, replace }: SessionStore): SessionStore {
  return { create, delete: remove, deleteAll, read, replace }
}

describe('sealed data that does not belong to its key is no session', () => {
  it.each<[string, (found: StoredSession, other: StoredSession) => StoredSession]>([
    ['the entry of another person', (_, other) => other],
    ['the data of another person', (found, other) => ({ ...found, data: other.data })],
    ['nothing', (found) => ({ ...found, data: '' })],
    ['other text', (found) => ({ ...found, data: 'eyJhbGciOiJub25lIn0..x.y.z' })],
    [
      'one changed character',
      (found) => ({ ...found, data: `${found.data.slice(0, -1)}${found.data.endsWith('A') ? 'Q' : 'A'}` }),
    ],
    ['a text cut off', (found) => ({ ...found, data: found.data.slice(0, -5) })],
    ['__proto__', (found) => ({ ...found, data: '__proto__' })],
  ])('%s', async (_, change) => {
    let other: StoredSession | undefined
    store.misread = (found) => (other = found as StoredSession)
    expect(await askFor(engine, eve)).toBe('eve')
    store.misread = (found) => change(found as StoredSession, other as StoredSession)
    for (const each of [engine, startProcess()]) expect(await askFor(each, ada)).toBe('anonymous')
  })

  it('an entry moved to another key in the store does not open for either browser', async () => {
    const rows = new Map<string, StoredSession>()
    const plain: SessionStore = {
      read: (key) => rows.get(key),
      create: (key, entry) => void rows.set(key, entry),
      replace: (key, entry) => rows.has(key) && rows.set(key, entry).has(key),
      delete: (key) => void rows.delete(key),
      deleteAll: () => 0,
    }
    engine = startProcess(plain)
    const [one, other] = [await signIn('ada'), await signIn('eve')]
    const [[oneKey, oneRow], [otherKey, otherRow]] = [...rows] as [
      [string, StoredSession],
      [string, StoredSession],
    ]
    rows.set(oneKey, otherRow).set(otherKey, oneRow)
    for (const each of [engine, startProcess(plain)]) {
      expect(await askFor(each, one)).toBe('anonymous')
      expect(await askFor(each, other)).toBe('anonymous')
    }
    // Nor in an application with another secret or another address.
    rows.set(oneKey, oneRow).set(otherKey, otherRow)
    const foreign = createAppEngine(baseUrl, {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      options: { session: { secret: `${sessionSecret} of another application`, store: plain } },
    })
    expect(await askFor(foreign.engine, one)).toBe('anonymous')
    expect(await askFor(startProcess(plain), one)).toBe('ada')
  })
})

describe('a session id that this library did not draw', () => {
  it.each([
    ['empty', ''],
    ['short', 'A'.repeat(23)],
    ['long', 'A'.repeat(25)],
    ['very long', 'A'.repeat(60_000)],
    ['with a dot', `${'A'.repeat(23)}.`],
    ['with other characters', `${'A'.repeat(20)}'--x`],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['a prototype, padded', '__proto__'.padEnd(24, '_')],
    ['guessed', 'A'.repeat(24)],
    ['a key of the store', 'k'.repeat(43)],
  ])('%s is anonymous, and the store is asked for hashes only', async (_, id) => {
    const keys: string[] = []
    store.before = (_operation, key) => keys.push(key)
    expect(await askFor(engine, { cookies: new Map([[cookieName, id]]) })).toBe('anonymous')
    for (const key of keys) expect(key).toMatch(/^[\w-]{43}$/u)
    expect(keys.join(' ')).not.toContain(id === '' ? ' ' : id)
  })

  it('is never that of a new session: what was planted before a sign-in is not used after it', async () => {
    const planted = 'P'.repeat(24)
    fixture.provider.setClaims({ sub: 'ada', name: 'Ada', groups: ['staff'] })
    const browser = openEngineBrowser(engine, [[cookieName, planted]])
    expect((await browser.signIn()).status).toBe(303)
    expect(browser.cookies.get(cookieName)).not.toBe(planted)
    expect(await askFor(engine, { cookies: new Map([[cookieName, planted]]) })).toBe('anonymous')
  })
})

describe('a store that fails', () => {
  it.each<[string, () => unknown]>([
    ['throws at once', fail],
    ['rejects', () => Promise.reject(new Error('down'))],
  ])('%s: 503, and no session is lost', async (_, run) => {
    const failing = { ...memoryLike(store), read: run as SessionStore['read'] }
    expect(await askFor(startProcess(failing), ada)).toBe('503')
    expect(await askFor(engine, ada)).toBe('ada')
    const { setCookies } = await askWith(startProcess(failing), ada.cookies)
    expect(setCookies).toEqual([])
  })

  it('hangs: 503 after 5 s', async () => {
    const timers = createManualTimers()
    const hanging = { ...memoryLike(store), read: () => new Promise<never>(() => undefined) }
    const asked = askFor(startProcess(hanging, timers.startTimer), ada)
    await timers.untilRunning([5])
    void timers.hangFor(5)
    expect(await asked).toBe('503')
    expect(timers.running()).toEqual([])
  })
})

describe('a store that reads a session and does not move its idle deadline', () => {
  const down = () => Promise.reject(new Error('read-only'))

  it('lets the request go on, and reports the outage once', async () => {
    const readOnly = { ...memoryLike(store), replace: down }
    const { engine: process, events } = createAppEngine(baseUrl, {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      startTimer: startQuickTimer,
      options: {
        session: { secret: sessionSecret, idleSeconds: 40_000, roleMaxAgeSeconds: 40_000, store: readOnly },
      },
    })
    fixture.now += 20_000
    for (let request = 0; request < 3; request += 1) expect(await askFor(process, ada)).toBe('ada')
    expect((await askWith(process, ada.cookies)).setCookies).toEqual([])
    expect(events.map(({ code, level }) => `${level} ${code}`)).toEqual(['warn session_store_unavailable'])
    // The deadline was not moved.
    fixture.now += 20_001
    expect(await askFor(process, ada)).toBe('anonymous')
  })

  it('refuses the request when the session cannot be read either', async () => {
    const failing = { ...memoryLike(store), read: down, replace: down }
    fixture.now += 20_000
    expect(await askFor(startProcess(failing), ada)).toBe('503')
  })

  it('writes no cookie of a session that ends meanwhile', async () => {
    let reads = 0
    const ending: SessionStore = {
      ...memoryLike(store),
      read: (key) => ((reads += 1) === 1 ? store.read(key) : undefined),
    }
    fixture.now += 20_000
    expect((await askWith(startProcess(ending), ada.cookies)).setCookies).toEqual([])
    expect(reads).toBeGreaterThan(1)
  })
})

describe('while Object.prototype has the members of an entry', () => {
  const members = ['data', 'version', 'expiresAt', 'lockVersion', 'indexes'] as const
  afterEach(() => {
    for (const name of members) Reflect.deleteProperty(Object.prototype, name)
  })

  it('an empty entry is not the session of another person', async () => {
    const memory = memoryStore({ now: () => fixture.now })
    let entry: StoredSession | undefined
    engine = startProcess({
      ...memory,
      read: (key) => (entry = memory.read(key) as StoredSession | undefined),
    })
    const victim = await signIn('eve')
    expect(await askFor(engine, victim)).toBe('eve')
    const attacked = startProcess({ ...memory, read: () => ({}) as StoredSession })
    for (const name of members)
      Object.defineProperty(Object.prototype, name, {
        value: entry?.[name],
        configurable: true,
        enumerable: false,
      })
    const outcomes = [await askFor(attacked, victim), await askFor(attacked, ada)]
    for (const name of members) Reflect.deleteProperty(Object.prototype, name)
    expect(outcomes).toEqual(['503', '503'])
  })
})
