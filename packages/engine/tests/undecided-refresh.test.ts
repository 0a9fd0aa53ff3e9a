import { memoryStore, type Engine, type EngineOptions } from '@x/oidc-engine'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ask, askWith } from './ask-as-browser.ts'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { type App, createAppEngine, sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()
const roleMaxAgeSeconds = 900
const session = { secret: sessionSecret, idleSeconds: 40_000, roleMaxAgeSeconds, roleGraceSeconds: 3600 }
const kinds: readonly (readonly [string, () => EngineOptions['session']])[] = [
  ['cookies', () => ({ ...session, singleProcess: true, keep: { tokens: true } })],
  ['a store', () => ({ ...session, store: memoryStore({ now: () => fixture.now }) })],
]

/** What a decision needs beyond the ID Token. */
type Part = 'userinfo' | 'security' | 'onSignIn' | 'jwks'

const security = { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } }

/** Which part fails; and how often it was asked for. */
let failing: Part | undefined
let tried: Part[]
let sessions: EngineOptions['session']
let app: Pick<App, 'engine' | 'events'>
let browser: EngineBrowser

function check(part: Part): void {
  tried.push(part)
  if (failing === part) throw new Error(`${part} is down`)
}

function startProcess(): Pick<App, 'engine' | 'events'> {
  return createAppEngine('https://app.example.com', {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    startTimer: startSlowTimer,
    // UserInfo is asked, and it has no groups: they come from the ID Token.
    provider: { rolesClaims: ['groups', { from: 'userinfo', path: ['teams'] }] },
    options: {
      session: sessions,
      security: () => {
        check('security')
        return security
      },
      onSignIn: () => {
        check('onSignIn')
        return undefined
      },
    },
  })
}

async function start(buildSession: () => EngineOptions['session']): Promise<void> {
  sessions = buildSession()
  failing = undefined
  tried = []
  app = startProcess()
  browser = openEngineBrowser(app.engine)
  expect((await browser.signIn()).status).toBe(303)
  fixture.provider.requests.clear()
  fixture.provider.twist({
    refreshedIdTokenClaims: (claims) => ({ ...claims, groups: ['admins'] }),
    respond: ({ path }) => {
      if (path === '/userinfo') tried.push('userinfo')
      if (path === '/jwks') tried.push('jwks')
      return path === `/${failing}` ? { status: 503 } : undefined
    },
  })
}

function fail(part: Part): void {
  failing = part
  tried = []
}

const countRefreshes = (): number => fixture.provider.requests.count('/token')

async function rolesOf(engine: Engine): Promise<readonly string[]> {
  return [...(await ask(engine, browser)).auth.roles]
}

const old = ['ROLE_USER']
const renewed = ['ROLE_ADMIN', 'ROLE_USER']

describe.each(kinds)('S-04: a session with tokens in %s', (_, buildSession) => {
  beforeEach(() => start(buildSession))
  afterEach(() => {
    fixture.provider.behave()
  })

  it.each<Part>(['userinfo', 'security', 'onSignIn'])(
    'uses one refresh token, and only the decision is tried again, while %s fails',
    async (part) => {
      const before = (await (await ask(app.engine, browser)).tokens()).tokens.accessToken
      fail(part)
      fixture.now += 901
      for (let at = 0; at < 800; at += 8) {
        fixture.now += 8
        expect(await rolesOf(app.engine)).toEqual(old)
      }
      expect(countRefreshes()).toBe(1)
      // At most every ten seconds.
      const attempts = tried.filter((each) => each === part).length
      expect(attempts).toBeGreaterThan(40)
      expect(attempts).toBeLessThanOrEqual(81)
      const { tokens } = await (await ask(app.engine, browser)).tokens()
      expect(tokens.accessToken).not.toBe(before)

      failing = undefined
      fixture.now += 11
      expect(await rolesOf(app.engine)).toEqual(renewed)
      expect(countRefreshes()).toBe(1)
      // The next request has new cookies, and nothing to decide.
      tried = []
      expect(await rolesOf(app.engine)).toEqual(renewed)
      expect(tried).toEqual([])
    },
  )

  it('counts roles that are decided later from the arrival of their ID Token', async () => {
    fail('onSignIn')
    fixture.now += 901
    await rolesOf(app.engine)
    failing = undefined
    fixture.now += 800
    expect(await rolesOf(app.engine)).toEqual(renewed)
    fixture.now += 99
    await rolesOf(app.engine)
    expect(countRefreshes()).toBe(1)
    fixture.now += 1
    await rolesOf(app.engine)
    expect(countRefreshes()).toBe(2)
  })

  it('sends a refresh token once in 900 s during an outage of hours, and role gates respond 503 after the grace', async () => {
    fail('security')
    fixture.now += 900
    const began = fixture.now
    while (fixture.now < began + 3599) {
      expect((await ask(app.engine, browser)).authorize({ role: 'ROLE_USER' })).toBeUndefined()
      fixture.now += 11
    }
    expect(countRefreshes()).toBe(4)
    fixture.now = began + 3600
    const late = await ask(app.engine, browser)
    expect((await late.authorize({ role: 'ROLE_USER' }))?.status).toBe(503)
    expect(late.authorize()).toBeUndefined()
    expect([...late.auth.roles]).toEqual([])
    expect((await late.tokens()).tokens.expiresAt).toBeGreaterThan(fixture.now)
  })

  it('sends the refresh token when the access token is due', async () => {
    fixture.provider.twist({ refreshResponse: (response) => ({ ...response, expires_in: 300 }) })
    fail('userinfo')
    fixture.now += 901
    await rolesOf(app.engine)
    const first = (await (await ask(app.engine, browser)).tokens()).tokens
    fixture.now += 271
    const reading = await (await ask(app.engine, browser)).tokens()
    browser.store(reading.setCookies)
    expect(reading.tokens.accessToken).not.toBe(first.accessToken)
    expect(reading.tokens.expiresAt).toBe(fixture.now + 300)
    expect(countRefreshes()).toBe(2)
  })

  it('ends when an ID Token that could not be verified turns out to be of another person', async () => {
    fixture.provider.twist({ refreshedIdTokenClaims: (claims) => ({ ...claims, sub: 'eve' }) })
    fail('jwks')
    // It has no keys in its cache.
    app = startProcess()
    fixture.now += 901
    expect(await rolesOf(app.engine)).toEqual(old)
    failing = undefined
    fixture.now += 61
    const before = new Map(browser.cookies)
    expect((await ask(app.engine, browser)).auth.status).toBe('anonymous')
    expect((await askWith(app.engine, before)).auth.status).toBe('anonymous')
    expect(countRefreshes()).toBe(1)
    await expect.poll(() => fixture.provider.requests.count('/revoke')).toBe(1)
  })

  it('ends at once where the ID Token is of another person, whatever else fails', async () => {
    fixture.provider.twist({ refreshedIdTokenClaims: (claims) => ({ ...claims, sub: 'eve' }) })
    fail('userinfo')
    fixture.now += 901
    expect((await ask(app.engine, browser)).auth.status).toBe('anonymous')
    expect(tried).not.toContain('userinfo')
  })

  it('ends when UserInfo answers about another person at last', async () => {
    fail('userinfo')
    fixture.now += 901
    expect(await rolesOf(app.engine)).toEqual(old)
    failing = undefined
    fixture.provider.twist({ userinfo: (claims) => ({ ...claims, sub: 'eve' }) })
    fixture.now += 11
    expect((await ask(app.engine, browser)).auth.status).toBe('anonymous')
  })
})

describe('S-04: where another process tries the decision again', () => {
  it('it needs no refresh token', async () => {
    await start(() => ({ ...session, store: memoryStore({ now: () => fixture.now }) }))
    fail('security')
    fixture.now += 901
    expect(await rolesOf(app.engine)).toEqual(old)
    for (let count = 0; count < 5; count += 1) {
      fixture.now += 11
      expect(await rolesOf(startProcess().engine)).toEqual(old)
    }
    failing = undefined
    fixture.now += 11
    expect(await rolesOf(startProcess().engine)).toEqual(renewed)
    expect(countRefreshes()).toBe(1)
  })

  it('an ID Token that does not fit ends no session, and no other is asked for until the roles are due', async () => {
    await start(() => ({ ...session, store: memoryStore({ now: () => fixture.now }) }))
    fixture.provider.twist({
      refreshedIdTokenClaims: (claims) => ({ ...claims, groups: ['admins'], padding: 'x'.repeat(14_000) }),
    })
    fail('security')
    fixture.now += 900
    for (let at = 0; at < 880; at += 11) {
      expect(await rolesOf(app.engine)).toEqual(old)
      fixture.now += 11
    }
    expect(countRefreshes()).toBe(1)
    failing = undefined
    fixture.now += 20
    expect(await rolesOf(app.engine)).toEqual(renewed)
    expect(countRefreshes()).toBe(2)
  })
})

/** On a busy machine a refresh takes longer than one request may wait. */
function startSlowTimer(seconds: number, onEnd: () => void): () => void {
  const timer = setTimeout(onEnd, seconds * 20_000)
  return () => clearTimeout(timer)
}
