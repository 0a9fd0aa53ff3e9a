import { inspect } from 'node:util'
import { memoryStore, type EngineOptions, type SessionStore } from '@x/oidc-engine'
import type { ProviderAnswer, ProviderRequest } from '@x/oidc-testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { type AppOptions, createAppEngine, sessionSecret, type App } from './start-app.ts'

const fixture = useSignInFixture()

const session = { secret: sessionSecret, idleSeconds: 40_000 }
const origin = 'https://app.example.com'
const signOutSeconds = 3

const kinds: readonly (readonly [string, () => EngineOptions['session']])[] = [
  ['cookies', () => ({ ...session, singleProcess: true, keep: { tokens: true } })],
  ['a store', () => ({ ...session, store: memoryStore({ now: () => fixture.now }) })],
]

/** The timers of sign-outs that run. They end when a test says so, and all others never. */
const timers = new Set<() => void>()
const startTimer = (seconds: number, onEnd: () => void): (() => void) => {
  if (seconds === signOutSeconds) timers.add(onEnd)
  return () => timers.delete(onEnd)
}

/** Lets 3 seconds pass for the sign-out that waits. */
async function letTimeRunOut(): Promise<void> {
  await vi.waitFor(() => {
    expect(timers.size).toBe(1)
  })
  for (const end of timers) end()
}

/** A request that the test lets go on. */
function hold() {
  let go = (): void => undefined
  let arrive = (): void => undefined
  const held = new Promise<void>((resolve) => (go = resolve))
  const arrived = new Promise<void>((resolve) => (arrive = resolve))
  return {
    held,
    arrived,
    go: () => {
      go()
    },
    arrive: () => {
      arrive()
    },
  }
}

let app: Pick<App, 'engine' | 'events'>
let browser: EngineBrowser
/** The tokens that the provider revoked, with their types. */
let revoked: string[]
/** The refresh tokens that it issued. */
let issued: string[]

/** Lets the provider record its tokens, and answer as a test wants. */
function watchProvider(
  respond?: (
    request: ProviderRequest,
  ) => Promise<ProviderAnswer | 'hang' | undefined> | ProviderAnswer | 'hang' | undefined,
): void {
  fixture.provider.twist({
    async respond(request) {
      const answer = await respond?.(request)
      const form = new URLSearchParams(request.body)
      if (request.path !== '/revoke' || answer !== undefined) return answer
      revoked.push(`${form.get('token_type_hint')} ${form.get('token')}`)
      return { status: 200 }
    },
    tokenResponse: (response) => {
      issued.push(String(response['refresh_token']))
      return response
    },
  })
}

async function signIn(options: Partial<AppOptions> & { readonly session: EngineOptions['session'] }) {
  const { session: settings, ...others } = options
  app = createAppEngine(origin, {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    startTimer,
    options: { session: settings },
    ...others,
  })
  browser = openEngineBrowser(app.engine)
  expect((await browser.signIn()).status).toBe(303)
  fixture.provider.requests.clear()
}

/** Asks who has these cookies, and gives the cookies of the response back. */
async function ask(cookies: ReadonlyMap<string, string>) {
  const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
  return app.engine.authenticate({
    method: 'GET',
    url: `${origin}/`,
    header: (name) => (name === 'cookie' ? cookie : name === 'accept' ? 'text/html' : undefined),
  })
}

const listCodes = (): readonly string[] => app.events.map(({ code }) => code)
const count = (path: string): number => fixture.provider.requests.count(path)

beforeEach(() => {
  timers.clear()
  revoked = []
  issued = []
  watchProvider()
})
afterEach(() => {
  fixture.provider.behave()
})

describe.each(kinds)('a sign-out of a session with tokens in %s', (_, buildSession) => {
  it('revokes the refresh token before the browser goes on', async () => {
    await signIn({ session: buildSession() })
    const answer = await browser.post('/logout')
    expect(answer.status).toBe(303)
    expect(revoked).toEqual([`refresh_token ${issued[0]}`])
    expect(listCodes()).toEqual(['signed_in', 'signed_out'])
  })

  it('revokes the access token where there is no refresh token', async () => {
    let accessToken: unknown
    fixture.provider.twist({
      tokenResponse: ({ refresh_token: _token, ...response }) => {
        accessToken = response['access_token']
        return response
      },
    })
    await signIn({ session: buildSession() })
    await browser.post('/logout')
    expect(revoked).toEqual([`access_token ${String(accessToken)}`])
  })

  it('revokes the newest refresh token, also for a browser that has an older version', async () => {
    await signIn({ session: buildSession() })
    const before = new Map(browser.cookies)
    fixture.now += 901
    expect((await ask(before)).auth.status).toBe('authenticated')
    await openEngineBrowser(app.engine, before).post('/logout')
    expect(issued).toHaveLength(2)
    expect(revoked).toEqual([`refresh_token ${issued[1]}`])
    expect((await ask(before)).auth.status).toBe('anonymous')
  })

  it('waits for a running refresh, and revokes its tokens', async () => {
    await signIn({ session: buildSession() })
    const before = new Map(browser.cookies)
    const token = hold()
    watchProvider(async ({ path }) => {
      if (path !== '/token') return undefined
      token.arrive()
      await token.held
      return undefined
    })
    fixture.now += 901
    const asking = ask(before)
    await token.arrived
    const leaving = browser.post('/logout')
    token.go()
    const [late, answer] = [await asking, await leaving]
    expect(answer.status).toBe(303)
    expect(revoked).toEqual([`refresh_token ${issued[1]}`])
    // Whatever the response of the refresh wrote into the browser, the session has ended.
    browser.store(late.setCookies)
    for (const cookies of [before, browser.cookies])
      expect((await ask(cookies)).auth.status).toBe('anonymous')
    expect(count('/token')).toBe(1)
  })

  it('goes on without a refresh that takes longer, whose tokens are revoked when they come', async () => {
    await signIn({ session: buildSession() })
    const before = new Map(browser.cookies)
    const token = hold()
    watchProvider(async ({ path }) => {
      if (path !== '/token') return undefined
      token.arrive()
      await token.held
      return undefined
    })
    fixture.now += 901
    const asking = ask(before)
    await token.arrived
    const leaving = browser.post('/logout')
    await letTimeRunOut()
    expect((await leaving).status).toBe(303)
    expect(revoked).toEqual([`refresh_token ${issued[0]}`])
    token.go()
    const late = await asking
    expect(late.auth.status).toBe('anonymous')
    await vi.waitFor(() => {
      expect(revoked).toHaveLength(2)
    })
    expect(revoked).toEqual(issued.map((each) => `refresh_token ${each}`))
    browser.store(late.setCookies)
    for (const cookies of [before, browser.cookies])
      expect((await ask(cookies)).auth.status).toBe('anonymous')
  })

  it('lets no refresh begin while it revokes', async () => {
    await signIn({ session: buildSession() })
    const before = new Map(browser.cookies)
    const revocation = hold()
    watchProvider(async ({ path }) => {
      if (path !== '/revoke') return undefined
      revocation.arrive()
      await revocation.held
      return undefined
    })
    fixture.now += 901
    const leaving = browser.post('/logout')
    await revocation.arrived
    expect((await ask(before)).auth.status).toBe('anonymous')
    revocation.go()
    expect((await leaving).status).toBe(303)
    expect(count('/token')).toBe(0)
  })

  it('S-10: ends the session while the provider is down, and says that the tokens live on', async () => {
    await signIn({ session: buildSession() })
    const before = new Map(browser.cookies)
    watchProvider(({ path }) => (path === '/revoke' ? { status: 503 } : undefined))
    expect((await browser.post('/logout')).status).toBe(303)
    expect((await ask(before)).auth.status).toBe('anonymous')
    expect(app.events.filter(({ level }) => level !== 'info')).toMatchObject([
      {
        level: 'warn',
        code: 'token_revocation_failed',
        providerId: 'main',
        detail: { error: 'provider_unavailable' },
      },
    ])
    expect(inspect(app.events, { depth: 9 })).not.toContain(issued[0])
  })

  it('waits 3 seconds for a provider that hangs, and the revocation goes on after the response', async () => {
    await signIn({ session: buildSession() })
    const revocation = hold()
    watchProvider(async ({ path }) => {
      if (path === '/revoke') await revocation.held
      return undefined
    })
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { cookie, 'sec-fetch-site': 'same-origin' }
    const kept: Promise<unknown>[] = []
    const request = new Request(`${origin}/logout`, { method: 'POST', headers })
    const answering = app.engine.handle(request, { waitUntil: (work) => void kept.push(work) })
    await vi.waitFor(() => {
      expect(count('/revoke')).toBe(1)
    })
    await letTimeRunOut()
    const answer = await answering
    expect([answer?.status, revoked]).toEqual([303, []])
    revocation.go()
    await Promise.all(kept)
    expect(revoked).toEqual([`refresh_token ${issued[0]}`])
    expect(listCodes()).toEqual(['signed_in', 'signed_out'])
  })

  it('ends a silent sign-in that is under way, and its tokens are revoked', async () => {
    fixture.provider.twist({ tokenResponse: ({ refresh_token: _token, ...response }) => response })
    await signIn({ session: { ...buildSession(), roleMaxAgeSeconds: 600 } })
    fixture.now += 600
    const start = await browser.get('/oauth2/authorization/main?silent=1')
    expect(start.headers.get('location')).toContain('prompt=none')
    const atProvider = await fetch(start.headers.get('location') ?? '', { redirect: 'manual' })
    const token = hold()
    watchProvider(async ({ path }) => {
      if (path !== '/token') return undefined
      token.arrive()
      await token.held
      return undefined
    })
    const other = openEngineBrowser(app.engine, browser.cookies)
    const renewing = other.get(atProvider.headers.get('location') ?? '')
    await token.arrived
    expect((await browser.post('/logout')).status).toBe(303)
    token.go()
    const answer = await renewing
    expect(answer.status).toBe(303)
    browser.store(answer.headers.getSetCookie())
    expect((await ask(browser.cookies)).auth.status).toBe('anonymous')
    await vi.waitFor(() => {
      expect(revoked.at(-1)).toBe(`refresh_token ${issued.at(-1)}`)
    })
  })

  it('is the same when it is sent twice', async () => {
    await signIn({ session: buildSession() })
    const before = new Map(browser.cookies)
    const both = await Promise.all([browser.post('/logout'), browser.post('/logout')])
    expect(both.map(({ status }) => status)).toEqual([303, 303])
    const times = revoked.length
    expect(new Set(revoked)).toEqual(new Set([`refresh_token ${issued[0]}`]))
    const again = await openEngineBrowser(app.engine, before).post('/logout')
    expect([again.status, again.headers.get('location')]).toEqual([303, `${origin}/logout/done`])
    expect(revoked).toHaveLength(times)
  })

  it('revokes nothing where revokeOnLogout is false', async () => {
    await signIn({ session: buildSession(), provider: { revokeOnLogout: false } })
    expect((await browser.post('/logout')).status).toBe(303)
    expect(count('/revoke')).toBe(0)
  })

  it('revokes nothing at a provider without an endpoint for it', async () => {
    fixture.provider.twist({ metadata: ({ revocation_endpoint: _endpoint, ...metadata }) => metadata })
    await signIn({ session: buildSession() })
    expect((await browser.post('/logout')).status).toBe(303)
    expect(count('/revoke')).toBe(0)
    expect(listCodes()).toEqual(['signed_in', 'signed_out'])
  })

  it('revokes nothing for a form of another site', async () => {
    await signIn({ session: buildSession() })
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { cookie, 'sec-fetch-site': 'cross-site' }
    const answer = await app.engine.handle(new Request(`${origin}/logout`, { method: 'POST', headers }))
    expect([answer?.status, answer?.headers.getSetCookie()]).toEqual([403, []])
    expect(count('/revoke')).toBe(0)
    expect((await browser.authenticate()).auth.status).toBe('authenticated')
  })
})

describe.each(kinds)('a sign-in that replaces a session with tokens in %s', (_, buildSession) => {
  it('keeps the tokens of the same person, whose new ones may belong to the same grant', async () => {
    await signIn({ session: buildSession() })
    const before = new Map(browser.cookies)
    await browser.signIn()
    expect(count('/revoke')).toBe(0)
    expect((await ask(before)).auth.status).toBe('anonymous')
    fixture.now += 901
    expect((await browser.authenticate()).auth.status).toBe('authenticated')
    expect(count('/revoke')).toBe(0)
  })

  it('waits for a refresh of the same person, so that its tokens are not revoked', async () => {
    await signIn({ session: buildSession() })
    const before = new Map(browser.cookies)
    const callback = await browser.obtainCallback()
    const token = hold()
    watchProvider(async ({ path, body }) => {
      if (path !== '/token' || !body.includes('grant_type=refresh_token')) return undefined
      token.arrive()
      await token.held
      return undefined
    })
    fixture.now += 901
    const asking = ask(before)
    await token.arrived
    const returning = browser.get(callback)
    // The code is exchanged, and the sign-in waits.
    await vi.waitFor(() => {
      expect([issued.length, timers.size]).toEqual([2, 1])
    })
    token.go()
    expect((await returning).status).toBe(303)
    await asking
    expect((await browser.authenticate()).auth.status).toBe('authenticated')
    expect(count('/revoke')).toBe(0)
  })

  it('revokes the tokens of another person', async () => {
    await signIn({ session: buildSession() })
    fixture.provider.setClaims({ sub: 'bob', name: 'Bob', groups: ['staff'] })
    await browser.signIn()
    await vi.waitFor(() => {
      expect(revoked).toEqual([`refresh_token ${issued[0]}`])
    })
    fixture.now += 901
    expect((await browser.authenticate()).auth.user?.subject).toBe('bob')
  })

  it('revokes the tokens of a person who is no longer admitted', async () => {
    await signIn({ session: buildSession() })
    fixture.provider.setClaims({ sub: 'ada', name: 'Ada', groups: [] })
    const answer = await browser.signIn()
    expect(answer.headers.get('location')).toBe(`${origin}/login/denied`)
    await vi.waitFor(() => {
      expect(revoked).toEqual([`refresh_token ${issued[0]}`])
    })
  })
})

describe('a sign-out while the store is down', () => {
  const down = (): never => {
    throw new Error('canary')
  }

  async function signOutWithout(...broken: readonly (keyof SessionStore)[]) {
    const store = { ...memoryStore({ now: () => fixture.now }) }
    await signIn({ session: { ...session, store } })
    const before = new Map(browser.cookies)
    for (const operation of broken) store[operation] = down
    const answer = await browser.post('/logout')
    return { answer, before }
  }

  it('S-10: is 503, and the browser has the session no longer', async () => {
    const { answer } = await signOutWithout('read', 'replace', 'delete')
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10'])
    expect([...browser.cookies.keys()].filter((name) => /[\da-f]{8}$/u.test(name))).toEqual([])
    expect(listCodes()).toEqual(['signed_in', 'session_store_unavailable'])
    expect((await browser.post('/logout')).status).toBe(303)
  })

  it('revokes the tokens where the session can be read and not deleted, so that it ends at its next refresh', async () => {
    const { answer, before } = await signOutWithout('delete')
    expect(answer.status).toBe(503)
    expect(revoked).toEqual([`refresh_token ${issued[0]}`])
    expect(before.size).toBeGreaterThan(0)
    expect([...browser.cookies.keys()].filter((name) => /[\da-f]{8}$/u.test(name))).toEqual([])
  })

  it('deletes no cookie for a form of another site', async () => {
    const store = { ...memoryStore({ now: () => fixture.now }) }
    await signIn({ session: { ...session, store } })
    Object.assign(store, { read: down, delete: down })
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { cookie, 'sec-fetch-site': 'cross-site' }
    const answer = await app.engine.handle(new Request(`${origin}/logout`, { method: 'POST', headers }))
    expect([answer?.status, answer?.headers.getSetCookie()]).toEqual([403, []])
  })
})
