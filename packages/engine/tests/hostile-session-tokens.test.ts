import { isOidcError } from '@x/oidc-core'
import {
  memoryStore,
  type Engine,
  type EngineOptions,
  type SessionStore,
  type StoredSession,
} from '@x/oidc-engine'
import { beforeEach, describe, expect, it } from 'vitest'
import { ask, askWith, startQuickTimer } from './ask-as-browser.ts'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { type App, createAppEngine, sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()
const baseUrl = 'https://app.example.com'
const lifetimes = { idleSeconds: 1000, absoluteSeconds: 3000, roleMaxAgeSeconds: 30_000 }

/** A store that returns entries after their end. */
function createEndlessStore(): SessionStore {
  const memory = memoryStore({ now: () => 0 })
  const endless = (entry: StoredSession): StoredSession => ({ ...entry, expiresAt: 1e12 })
  return {
    ...memory,
    create: (key, entry) => memory.create(key, endless(entry)),
    replace: (key, entry, version) => memory.replace(key, endless(entry), version),
  }
}

type Kind = (store: SessionStore) => Partial<EngineOptions['session']>
const inCookies: Kind = () => ({ singleProcess: true, keep: { tokens: true } })
const kinds: readonly (readonly [string, Kind])[] = [
  ['cookies', inCookies],
  ['a store', (store) => ({ store })],
]

function startProcess(session: Partial<EngineOptions['session']>): Engine {
  return startLogged(session).engine
}

function startLogged(session: Partial<EngineOptions['session']>): Pick<App, 'engine' | 'events'> {
  return createAppEngine(baseUrl, {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    startTimer: startQuickTimer,
    options: { session: { secret: sessionSecret, ...lifetimes, ...session } },
  })
}

async function signIn(engine: Engine, sub = 'ada'): Promise<EngineBrowser> {
  fixture.provider.setClaims({ sub, name: sub, groups: ['staff'] })
  const browser = openEngineBrowser(engine)
  expect((await browser.signIn()).status).toBe(303)
  return browser
}

type Jar = Iterable<readonly [string, string]>

async function statusOf(engine: Engine, cookies: Jar): Promise<string> {
  return (await askWith(engine, cookies)).auth.status
}

/** The access token of a request, or the code of the error. */
async function tokenOf(engine: Engine, cookies: Jar): Promise<string> {
  const { tokens } = await (await askWith(engine, cookies)).tokens().catch((error: unknown) => ({
    tokens: { accessToken: isOidcError(error) ? error.code : String(error) },
  }))
  return tokens.accessToken
}

describe.each(kinds)(
  'S-07: a session with tokens in %s, whose cookies a browser keeps for ever',
  (_, kind) => {
    let engine: Engine
    let browser: EngineBrowser
    let first: ReadonlyMap<string, string>
    /** A process without the memory of the first. */
    let restarted: Engine

    beforeEach(async () => {
      const session = kind(createEndlessStore())
      engine = startProcess(session)
      restarted = startProcess(session)
      browser = await signIn(engine)
      first = new Map(browser.cookies)
    })

    async function expectEnded(cookies: Jar): Promise<void> {
      fixture.provider.requests.clear()
      for (const each of [engine, restarted]) {
        expect(await statusOf(each, cookies)).toBe('anonymous')
        expect(await tokenOf(each, cookies)).toBe('tokens_unavailable')
      }
      expect(fixture.provider.requests.count('/token')).toBe(0)
    }

    it('ends when it was idle', async () => {
      fixture.now += 1000 - 1
      expect(await statusOf(restarted, first)).toBe('authenticated')
      fixture.now += 1000 + 61
      await expectEnded(first)
    })

    it('ends after its whole time, however often it was used', async () => {
      for (let at = 0; at < 5; at += 1) {
        fixture.now += 599
        expect((await ask(engine, browser)).auth.status).toBe('authenticated')
      }
      fixture.now += 70
      await expectEnded(browser.cookies)
      await expectEnded(first)
    })

    it('and a refresh extends neither', async () => {
      const refreshing = startLogged({ ...kind(createEndlessStore()), roleMaxAgeSeconds: 100 })
      const active = await signIn(refreshing.engine)
      for (let at = 1; at <= 29; at += 1) {
        fixture.now += 101
        await expect
          .poll(async () => {
            expect((await ask(refreshing.engine, active)).auth.status).toBe('authenticated')
            return refreshing.events.filter(({ code }) => code === 'session_refreshed').length
          })
          .toBe(at)
      }
      fixture.now += 3000 - 29 * 101 + 61
      expect(await statusOf(refreshing.engine, active.cookies)).toBe('anonymous')
      expect(await tokenOf(refreshing.engine, active.cookies)).toBe('tokens_unavailable')
    })
  },
)

describe.each(kinds)('S-09: with three secrets, a session with tokens in %s', (_, kind) => {
  const secrets = ['newest', 'middle', 'oldest'].map(
    (name) => `the ${name} secret, which has more than 32 bytes`,
  )

  it.each([0, 1, 2])(
    'of secret %i opens, and is sealed with the newest when it is written again',
    async (at) => {
      const store = memoryStore({ now: () => fixture.now })
      const session = { ...kind(store), absoluteSeconds: 40_000, idleSeconds: 20_000, roleMaxAgeSeconds: 900 }
      const before = startProcess({ ...session, secret: secrets[at] ?? '' })
      const browser = await signIn(before)
      const token = await tokenOf(before, browser.cookies)
      const [newest = ''] = secrets
      const after = startProcess({ ...session, secret: [newest, ...secrets.slice(1)] })
      expect(await tokenOf(after, browser.cookies)).toBe(token)
      const alone = startProcess({ ...session, secret: newest })
      expect(await statusOf(alone, browser.cookies)).toBe(at === 0 ? 'authenticated' : 'anonymous')

      fixture.now += 901
      fixture.provider.requests.clear()
      await expect.poll(async () => (await ask(after, browser)).auth.status).toBe('authenticated')
      await expect.poll(() => fixture.provider.requests.count('/token')).toBe(1)
      await expect
        .poll(async () => tokenOf(after, (await ask(after, browser), browser.cookies)))
        .not.toBe(token)
      // A process that knows the newest secret alone reads the session and its new token.
      const renewed = await tokenOf(after, browser.cookies)
      expect(renewed).not.toBe(token)
      expect(await tokenOf(alone, browser.cookies)).toBe(renewed)
    },
  )
})

it('S-09: no initialisation vector is used twice for tokens and stored sessions', async () => {
  const ivs: string[] = []
  const collect = (sealed: string): void => {
    const [, , iv] = sealed.split('.')
    expect(iv).toMatch(/^[\w-]{16}$/u)
    ivs.push(iv ?? '')
  }
  const memory = memoryStore({ now: () => fixture.now })
  const stored = startProcess({
    store: {
      ...memory,
      create: (key, entry) => (collect(entry.data), memory.create(key, entry)),
      replace: (key, entry, version) => (collect(entry.data), memory.replace(key, entry, version)),
    },
  })
  const cookies = startProcess(inCookies(memory))
  for (let count = 0; count < 50; count += 1) {
    await signIn(stored)
    const browser = await signIn(cookies)
    for (const [name, value] of browser.cookies)
      if (name === sessionName(cookies) || name === `${sessionName(cookies)}-tokens`) collect(value)
  }
  expect(ivs.length).toBeGreaterThanOrEqual(150)
  expect(new Set(ivs).size).toBe(ivs.length)
})

function sessionName({ config }: Engine): string {
  return `__Host-${config.session.cookieName}`
}

describe('the tokens in a cookie beside a session that is not theirs', () => {
  let engine: Engine
  let ada: EngineBrowser
  let name: string
  let tokens: string

  beforeEach(async () => {
    engine = startProcess({ ...inCookies(memoryStore()), idleSeconds: 3000 })
    ada = await signIn(engine)
    name = sessionName(engine)
    tokens = `${name}-tokens`
  })

  /** The cookies of ada with other tokens. */
  const withTokens = (value: string | undefined): Map<string, string> => {
    const jar = new Map(ada.cookies)
    jar.delete(tokens)
    return value === undefined ? jar : jar.set(tokens, value)
  }
  const restart = (): Engine => startProcess({ ...inCookies(memoryStore()), idleSeconds: 3000 })

  it('of another person are never used', async () => {
    const eve = await signIn(engine, 'eve')
    const ofEve = eve.cookies.get(tokens)
    for (const each of [engine, restart()]) {
      expect(await tokenOf(each, withTokens(ofEve))).toBe('tokens_unavailable')
      expect(await tokenOf(each, eve.cookies)).toMatch(/^[\w-]{32}$/u)
    }
  })

  it('of another session of the same person are never used', async () => {
    const other = await signIn(engine)
    for (const each of [engine, restart()])
      expect(await tokenOf(each, withTokens(other.cookies.get(tokens)))).toBe('tokens_unavailable')
  })

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['another text', 'x'],
    ['__proto__', '__proto__'],
    ['60,000 characters', 'x'.repeat(60_000)],
    ['a part of several', '3~x'],
  ])('are not read: %s', async (_, value) => {
    expect(await tokenOf(restart(), withTokens(value))).toBe('tokens_unavailable')
    expect(await statusOf(restart(), withTokens(value))).toBe('authenticated')
  })

  it('are no session, and a session is no tokens', async () => {
    const [session = '', sealed = ''] = [ada.cookies.get(name), ada.cookies.get(tokens)]
    const swapped = new Map(ada.cookies).set(name, sealed).set(tokens, session)
    for (const each of [engine, restart()]) {
      expect(await statusOf(each, swapped)).toBe('anonymous')
      expect(await tokenOf(each, withTokens(session))).toBe('tokens_unavailable')
    }
  })

  it('of an older version are never sent to the provider by a process that knows the newer', async () => {
    const old = new Map(ada.cookies)
    fixture.now += 1000
    const short = startProcess({ ...inCookies(memoryStore()), idleSeconds: 3000, roleMaxAgeSeconds: 900 })
    const first = await tokenOf(engine, old)
    await expect.poll(async () => tokenOf(short, old)).not.toBe(first)
    const refreshes = fixture.provider.requests.count('/token')
    for (let count = 0; count < 10; count += 1) await tokenOf(short, old)
    expect(fixture.provider.requests.count('/token')).toBe(refreshes)
  })

  it('of an older version end the session cleanly where nothing knows the newer', async () => {
    const older = ada.cookies.get(tokens) ?? ''
    fixture.now += 901
    const renewing = startProcess({ ...inCookies(memoryStore()), idleSeconds: 3000, roleMaxAgeSeconds: 900 })
    await ask(renewing, ada)
    await expect
      .poll(async () => {
        await ask(renewing, ada)
        return ada.cookies.get(tokens) === older
      })
      .toBe(false)
    const mixed = withTokens(older)
    const restarted = startProcess({ ...inCookies(memoryStore()), idleSeconds: 3000, roleMaxAgeSeconds: 900 })
    expect(await tokenOf(restarted, mixed)).toBe('tokens_unavailable')
    const refreshes = fixture.provider.requests.count('/token')
    fixture.now += 901
    // Nothing could ever renew it: gates would answer 503 for hours.
    for (let count = 0; count < 3; count += 1) {
      await expect.poll(async () => statusOf(restarted, mixed)).toBe('anonymous')
      fixture.now += 11
    }
    expect(fixture.provider.requests.count('/token')).toBe(refreshes)
  })
})

describe.each(kinds)('a session in %s whose tokens grow beyond its room at a refresh', (_, kind) => {
  it('ends cleanly, and no request gets an error that stays', async () => {
    const store = memoryStore({ now: () => fixture.now })
    const engine = startProcess({ ...kind(store), roleMaxAgeSeconds: 900 })
    const browser = await signIn(engine)
    const grown = 'x'.repeat(24_000)
    fixture.provider.twist({ refreshResponse: (response) => ({ ...response, access_token: grown }) })
    fixture.provider.twist({ refreshedIdTokenClaims: ({ at_hash: _hash, ...claims }) => claims })
    fixture.now += 901
    const old = new Map(browser.cookies)
    await expect.poll(async () => statusOf(engine, old)).toBe('anonymous')
    for (let count = 0; count < 3; count += 1) {
      fixture.now += 11
      const requestAuth = await ask(engine, browser)
      expect([requestAuth.auth.status, requestAuth.isFailed]).toEqual(['anonymous', undefined])
    }
    fixture.provider.behave()
    expect((await browser.signIn()).status).toBe(303)
    expect(await statusOf(engine, browser.cookies)).toBe('authenticated')
  })
})
