import { memoryStore, type EngineOptions } from '@x/oidc-engine'
import { beforeEach, describe, expect, it } from 'vitest'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, sessionSecret, type App } from './start-app.ts'

const fixture = useSignInFixture()

const session = { secret: sessionSecret, idleSeconds: 40_000, roleMaxAgeSeconds: 600 }
const keep = { claims: true }
const withTokens = { singleProcess: true, keep: { claims: true, tokens: true } } as const
const kinds: readonly (readonly [string, () => EngineOptions['session']])[] = [
  ['cookies', () => ({ ...session, keep })],
  ['cookies with tokens', () => ({ ...session, ...withTokens })],
  ['a store', () => ({ ...session, keep, store: memoryStore({ now: () => fixture.now }) })],
]

const origin = 'https://app.example.com'
let app: Pick<App, 'engine' | 'events'>
let browser: EngineBrowser

/** The references of the sessions that began: each is a hash of the id. */
const listReferences = (): readonly unknown[] =>
  app.events.flatMap((event) => (event.code === 'signed_in' ? [event.reference] : []))

function openApp(settings: EngineOptions['session']): void {
  app = createAppEngine(origin, {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    options: { session: settings },
  })
  browser = openEngineBrowser(app.engine)
}

describe.each(kinds)('a session in %s', (_, buildSession) => {
  beforeEach(() => {
    openApp(buildSession())
  })

  it('S-05: has a new id at each sign-in, also of the same person', async () => {
    for (let round = 0; round < 3; round += 1) await browser.signIn()
    expect(new Set(listReferences()).size).toBe(3)
  })

  it('S-05: ends when the next one begins', async () => {
    await browser.signIn()
    const before = new Map(browser.cookies)
    await browser.signIn()
    // Of a session without tokens and without a store, this browser alone knows the end (decision 8).
    for (const [name, value] of browser.cookies) if (name.endsWith('-ended')) before.set(name, value)
    expect((await openEngineBrowser(app.engine, before).authenticate()).auth.status).toBe('anonymous')
    expect((await browser.authenticate()).auth.status).toBe('authenticated')
  })

  it('S-05: has no value of the session before', async () => {
    const ada = { sub: 'ada', name: 'Ada', email: 'ada@example.com', department: 'mathematics' }
    fixture.provider.setClaims({ ...ada, groups: ['admins'] })
    await browser.signIn()
    const before = await browser.authenticate()
    expect(before.auth.user?.claims).toMatchObject({ email: 'ada@example.com', department: 'mathematics' })
    expect(before.auth.hasRole('ROLE_ADMIN')).toBe(true)
    const tokensBefore = await before.tokens().catch(() => undefined)

    fixture.provider.setClaims({ sub: 'bob', groups: ['staff'] })
    await browser.signIn()
    const after = await browser.authenticate()
    expect([after.auth.user?.subject, [...after.auth.roles]]).toEqual(['bob', ['ROLE_USER']])
    expect(after.auth.user?.claims).not.toHaveProperty('email')
    expect(after.auth.user?.claims).not.toHaveProperty('department')
    expect(JSON.stringify(after.auth)).not.toContain('ada')
    const tokensAfter = await after.tokens().catch(() => undefined)
    if (tokensBefore !== undefined)
      expect(tokensAfter?.tokens.accessToken).not.toBe(tokensBefore.tokens.accessToken)
  })

  it('S-05: keeps no tokens of the session before, where the provider gives other ones', async () => {
    await browser.signIn()
    const refreshToken = { refresh_token: undefined }
    fixture.provider.twist({ tokenResponse: (response) => ({ ...response, ...refreshToken }) })
    await browser.signIn()
    fixture.provider.requests.clear()
    fixture.now += 3601
    // Neither the old refresh token nor the old access token is sent anywhere.
    const request = await browser.authenticate()
    await expect(request.tokens()).rejects.toThrow(/keep no tokens|has expired/u)
    expect(fixture.provider.requests.all).toEqual([])
  })
})

describe('an id that was planted in a browser', () => {
  const name = (cookies: ReadonlyMap<string, string>): string =>
    [...cookies.keys()].find((each) => /^__Host-oidc-[\da-f]{8}$/u.test(each)) ?? ''
  const planted = 'AAAAAAAAAAAAAAAAAAAAAAAA'

  beforeEach(() => {
    openApp({ ...session, store: memoryStore({ now: () => fixture.now }) })
  })

  it('S-05: is never that of a session, if the store does not know it', async () => {
    await browser.signIn()
    const cookie = name(browser.cookies)
    const victim = openEngineBrowser(app.engine, [[cookie, planted]])
    await victim.signIn()
    expect(victim.cookies.get(cookie)).toMatch(/^[\w-]{24}$/u)
    expect(victim.cookies.get(cookie)).not.toBe(planted)
    const attacker = openEngineBrowser(app.engine, [[cookie, planted]])
    expect((await attacker.authenticate()).auth.status).toBe('anonymous')
  })

  it('S-05: is not that of the next session, if it is the one of an attacker', async () => {
    fixture.provider.setClaims({ sub: 'eve', name: 'Eve', groups: ['staff'] })
    await browser.signIn()
    const cookie = name(browser.cookies)
    const own = browser.cookies.get(cookie) ?? ''
    fixture.provider.setClaims({ sub: 'ada', name: 'Ada', groups: ['admins'] })
    const victim = openEngineBrowser(app.engine, [[cookie, own]])
    await victim.signIn()
    expect((await victim.authenticate()).auth.user?.subject).toBe('ada')
    expect(victim.cookies.get(cookie)).not.toBe(own)
    const attacker = openEngineBrowser(app.engine, [[cookie, own]])
    expect((await attacker.authenticate()).auth.status).toBe('anonymous')
  })
})
