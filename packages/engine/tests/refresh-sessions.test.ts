import { memoryStore, type EngineOptions, type OnSignIn } from '@x/oidc-engine'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, sessionSecret, type App } from './start-app.ts'

const fixture = useSignInFixture()

const session = { secret: sessionSecret, idleSeconds: 40_000 }
const kinds: readonly (readonly [string, () => EngineOptions['session']])[] = [
  ['cookies', () => ({ ...session, singleProcess: true, keep: { tokens: true } })],
  ['a store', () => ({ ...session, store: memoryStore({ now: () => fixture.now }) })],
]

describe.each(kinds)('a session with tokens in %s', (_, buildSession) => {
  let app: Pick<App, 'engine' | 'events'>
  let browser: EngineBrowser

  let onSignIn: OnSignIn

  beforeEach(async () => {
    onSignIn = ({ isRefresh }) => ({ extra: { isRefresh } })
    app = createAppEngine('https://app.example.com', {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      startTimer: startSlowTimer,
      options: { session: buildSession(), onSignIn: (signIn) => onSignIn(signIn) },
    })
    browser = openEngineBrowser(app.engine)
    expect((await browser.signIn()).status).toBe(303)
    fixture.provider.requests.clear()
  })
  afterEach(() => {
    fixture.provider.behave()
  })

  const countRefreshes = (): number => fixture.provider.requests.count('/token')
  const listEnds = (): readonly unknown[] =>
    app.events.filter(({ code }) => code === 'session_ended').map(({ detail }) => detail)

  /** Asks as a browser does: with its cookies, and it stores those of the response. */
  async function authenticate(cookies = browser.cookies) {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const requestAuth = await app.engine.authenticate({
      method: 'GET',
      url: 'https://app.example.com/',
      header: (name) => (name === 'cookie' ? cookie : name === 'accept' ? 'text/html' : undefined),
    })
    browser.store(requestAuth.setCookies)
    return requestAuth
  }

  it('refreshes nothing before the roles are 900 s old', async () => {
    fixture.now += 899
    expect([...(await authenticate()).auth.roles]).toEqual(['ROLE_USER'])
    expect(countRefreshes()).toBe(0)
  })

  it('decides the roles again after 900 s, once for 500 concurrent requests', async () => {
    fixture.provider.twist({ refreshedIdTokenClaims: (claims) => ({ ...claims, groups: ['admins'] }) })
    fixture.now += 901
    const before = new Map(browser.cookies)
    const answers = await Promise.all(Array.from({ length: 500 }, () => authenticate(before)))
    expect(new Set(answers.map(({ auth }) => [...auth.roles].join(' ')))).toEqual(
      new Set(['ROLE_ADMIN ROLE_USER']),
    )
    expect(countRefreshes()).toBe(1)
    // A browser that lost the response, and one that has it.
    expect([...(await authenticate(before)).auth.roles]).toEqual(['ROLE_ADMIN', 'ROLE_USER'])
    expect([...(await authenticate()).auth.roles]).toEqual(['ROLE_ADMIN', 'ROLE_USER'])
    expect(countRefreshes()).toBe(1)
  })

  it('ends the session when the person is no longer admitted', async () => {
    fixture.provider.twist({ refreshedIdTokenClaims: (claims) => ({ ...claims, groups: [] }) })
    fixture.now += 901
    expect((await authenticate()).auth.status).toBe('anonymous')
    expect((await authenticate()).auth.status).toBe('anonymous')
    expect(countRefreshes()).toBe(1)
    expect(app.events.map(({ code }) => code)).toContain('access_denied')
  })

  it('S-04: ends the session at invalid_grant', async () => {
    fixture.provider.twist({ respond: ({ path }) => (path === '/token' ? invalidGrant : undefined) })
    fixture.now += 901
    const before = new Map(browser.cookies)
    expect((await authenticate()).auth.status).toBe('anonymous')
    expect((await authenticate(before)).auth.status).toBe('anonymous')
    expect(fixture.provider.requests.all.map(({ path }) => path)).toEqual(['/token'])
    expect(listEnds()).toEqual([{ by: 'refresh_refused', why: 'invalid_grant' }])
  })

  it('S-01: ends the session when the refreshed ID Token is about another person', async () => {
    fixture.provider.twist({ refreshedIdTokenClaims: (claims) => ({ ...claims, sub: 'eve' }) })
    fixture.now += 901
    const before = new Map(browser.cookies)
    expect((await authenticate()).auth.status).toBe('anonymous')
    expect((await authenticate(before)).auth.status).toBe('anonymous')
    expect(countRefreshes()).toBe(1)
    expect(fixture.provider.requests.count('/userinfo')).toBe(0)
    expect(listEnds()).toEqual([{ by: 'provider', why: 'id_token_invalid: sub' }])
  })

  it('S-04: goes on while the provider is down, and role gates respond 503 after the grace', async () => {
    fixture.provider.twist({ respond: ({ path }) => (path === '/token' ? { status: 503 } : undefined) })
    fixture.now += 901
    const request = await authenticate()
    expect([...request.auth.roles]).toEqual(['ROLE_USER'])
    expect(await request.authorize({ role: 'ROLE_USER' })).toBeUndefined()
    await authenticate()
    expect(countRefreshes()).toBe(1)

    fixture.now += 3600
    const late = await authenticate()
    expect(late.auth.status).toBe('authenticated')
    expect([...late.auth.roles]).toEqual([])
    expect(await late.authorize()).toBeUndefined()
    const refused = await late.authorize({ role: 'ROLE_USER' })
    expect([refused?.status, refused?.headers.get('retry-after')]).toEqual([503, '10'])

    fixture.provider.behave()
    fixture.now += 11
    expect([...(await authenticate()).auth.roles]).toEqual(['ROLE_USER'])
  })

  it('gives the access token, refreshes it when it expires, and never gives an expired one', async () => {
    const first = await (await authenticate()).tokens()
    expect(first.tokens.expiresAt).toBe(fixture.now + 3600)
    fixture.now += 3600 - 29
    const [second, ...others] = await Promise.all(
      Array.from({ length: 50 }, async () => (await authenticate()).tokens()),
    )
    expect(second?.tokens.accessToken).not.toBe(first.tokens.accessToken)
    expect(new Set(others.map(({ tokens }) => tokens.accessToken)).size).toBe(1)
    expect(countRefreshes()).toBe(1)
    browser.store(second?.setCookies ?? [])

    fixture.provider.twist({ respond: ({ path }) => (path === '/token' ? { status: 503 } : undefined) })
    fixture.now += 3601
    await expect((await authenticate()).tokens()).rejects.toMatchObject({ code: 'provider_unavailable' })
  })

  it('calls onSignIn at a refresh, and keeps the extra data that it does not replace', async () => {
    const readExtra = async () => (await authenticate()).auth.user?.extra
    expect(await readExtra()).toEqual({ isRefresh: false })
    fixture.now += 901
    expect(await readExtra()).toEqual({ isRefresh: true })
    onSignIn = () => undefined
    fixture.now += 901
    expect(await readExtra()).toEqual({ isRefresh: true })
    expect(countRefreshes()).toBe(2)
  })

  it('ends the session when onSignIn denies the person, and goes on when it fails', async () => {
    onSignIn = () => Promise.reject(new Error('no database'))
    fixture.now += 901
    expect((await authenticate()).auth.status).toBe('authenticated')
    onSignIn = () => ({ deny: 'The account is closed.' })
    fixture.now += 11
    expect((await authenticate()).auth.status).toBe('anonymous')
    expect(countRefreshes()).toBe(1)
  })

  it('ends at a sign-out also for a request that still has the old cookies', async () => {
    const before = new Map(browser.cookies)
    await browser.post('/logout')
    expect((await authenticate(before)).auth.status).toBe('anonymous')
  })
})

const invalidGrant = {
  status: 400,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error: 'invalid_grant' }),
}

/** On a busy machine 500 requests take longer than one request may wait. */
function startSlowTimer(seconds: number, onEnd: () => void): () => void {
  const timer = setTimeout(onEnd, seconds * 20_000)
  return () => clearTimeout(timer)
}
