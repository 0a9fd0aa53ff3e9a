import { createEmitter, createFrameworkAuth, type ResponseHeaders } from '@x/oidc-engine/adapter'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, sessionSecret, type App } from './start-app.ts'

const fixture = useSignInFixture()
const address = 'https://app.example.com/'

function createApp(isKept = true): Pick<App, 'engine' | 'events'> {
  return createAppEngine('https://app.example.com', {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    startTimer(seconds, onEnd) {
      const timer = setTimeout(onEnd, seconds * 1000)
      return () => clearTimeout(timer)
    },
    options: {
      session: {
        ...{ secret: sessionSecret, idleSeconds: 40_000 },
        ...(isKept && { singleProcess: true, keep: { tokens: true } }),
      },
    },
  })
}

describe('the access token of a person', () => {
  let app: Pick<App, 'engine' | 'events'>
  let browser: EngineBrowser

  async function open(isKept?: boolean): Promise<void> {
    app = createApp(isKept)
    browser = openEngineBrowser(app.engine)
    expect((await browser.signIn()).status).toBe(303)
    fixture.provider.requests.clear()
  }
  beforeEach(() => open())
  afterEach(() => {
    fixture.provider.behave()
  })

  const buildRequest = () => ({
    ...{ method: 'GET', url: address },
    header: (name: string) =>
      name === 'cookie' ? [...browser.cookies].map((pair) => pair.join('=')).join('; ') : undefined,
  })

  it('comes from a gate, whose finish writes the cookies of a refresh, each once', async () => {
    fixture.now += 3600
    const gate = await app.engine.gate(buildRequest())
    const [one, other] = await Promise.all([gate.tokens?.(), gate.tokens?.()])
    expect(one?.accessToken).toBe(other?.accessToken)
    const response = gate.finish?.(new Response('page'))
    const names = (response?.headers.getSetCookie() ?? []).map((cookie) => cookie.split('=', 1)[0])
    expect(names.length).toBeGreaterThan(1)
    expect(new Set(names).size).toBe(names.length)
    expect(response?.headers.get('cache-control')).toBe('private, no-store')
    expect(fixture.provider.requests.count('/token')).toBe(1)
  })

  it('sends a request with it from a gate', async () => {
    const gate = await app.engine.gate(buildRequest())
    const { origin } = new URL(fixture.provider.issuerUrl)
    const answer = await gate.fetchAs?.(origin)('/userinfo')
    expect(answer?.status).toBe(200)
    expect(() => gate.fetchAs?.('https://api.example.com/v1')).toThrow(TypeError)
  })

  it('is a mistake of the application where no session keeps tokens: no sign-in would help', async () => {
    await open(false)
    const gate = await app.engine.gate(buildRequest())
    await expect(gate.tokens?.()).rejects.toThrow(/^The sessions of this application keep no tokens/u)
    await expect(gate.tokens?.()).rejects.toBeInstanceOf(TypeError)
  })

  it('comes after the response has begun, with one warning: the browser did not get the cookies', async () => {
    const [events, streamed]: { readonly code: string }[][] = [[], []]
    const access = createFrameworkAuth<object, ResponseHeaders, string>(app.engine, {
      readRequest: () => buildRequest(),
      attach: () => undefined,
      emit: createEmitter({ log: (event) => events?.push(event), onEvent: (event) => streamed?.push(event) }),
    })
    const added: string[] = []
    let isSent = false
    const headers = { add: (cookies: readonly string[]) => void added.push(...cookies), isSent: () => isSent }
    for (let count = 0; count < 2; count += 1) {
      const key = {}
      isSent = false
      await access.authorize(key, headers, {})
      isSent = true
      fixture.now += 3600
      expect((await access.tokens(key)).expiresAt).toBe(fixture.now + 3600)
    }
    for (const received of [events, streamed])
      expect(received?.map(({ code }) => code)).toEqual(['session_cookies_lost'])
    // The browser still has the cookies of the sign-in, and goes on with the newest version.
    expect((await app.engine.authenticate(buildRequest())).auth.status).toBe('authenticated')
    expect(added.length).toBeGreaterThan(0)
  })

  it('comes after finish, with one warning: the response did not get the cookies', async () => {
    for (let count = 0; count < 2; count += 1) {
      const gate = await app.engine.gate(buildRequest())
      gate.finish?.(new Response('page'))
      fixture.now += 3600
      expect((await gate.tokens?.())?.expiresAt).toBe(fixture.now + 3600)
    }
    expect(app.events.map(({ code }) => code).filter((code) => code === 'session_cookies_lost')).toHaveLength(
      1,
    )
  })

  it('keeps the refresh of tokens alive by the waitUntil of the platform, and that of authenticate', async () => {
    const works: Promise<unknown>[] = []
    const access = createFrameworkAuth<object, ResponseHeaders, string>(app.engine, {
      readRequest: () => buildRequest(),
      attach: () => undefined,
      handleOptions: () => ({ waitUntil: (work) => works.push(work) }),
    })
    const key = {}
    await access.authorize(key, { add: () => undefined }, {})
    fixture.now += 800
    expect(works).toHaveLength(0)
    fixture.now += 3000
    await access.tokens(key)
    expect(works).toHaveLength(1)
    fixture.now += 901
    await access.authorize({}, { add: () => undefined }, {})
    expect(works).toHaveLength(2)
    await Promise.all(works)
  })
})
