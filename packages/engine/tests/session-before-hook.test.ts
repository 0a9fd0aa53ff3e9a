import { memoryStore, type EngineOptions, type OnSignIn } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { ask, askWith } from './ask-as-browser.ts'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { type App, createAppEngine, sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()
const origin = 'https://app.example.com'
const session = { secret: sessionSecret, idleSeconds: 40_000 }
type AppEngine = Pick<App, 'engine' | 'events'>
type Kind = readonly [string, () => EngineOptions['session']]

const withTokens: readonly Kind[] = [
  ['cookies', () => ({ ...session, singleProcess: true, keep: { tokens: true } })],
  ['a store', () => ({ ...session, store: memoryStore({ now: () => fixture.now }) })],
]
const kinds: readonly Kind[] = [['cookies without tokens', () => session], ...withTokens]

const addsAccount: OnSignIn = () => ({ extra: { accountId: 7 } })

/** Starts a process of the application, with `onSignIn` or without it. */
function startProcess(settings: EngineOptions['session'], onSignIn?: OnSignIn): AppEngine {
  return createAppEngine(origin, {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    options: { session: settings, ...(onSignIn && { onSignIn }) },
  })
}

async function signIn({ engine }: AppEngine): Promise<EngineBrowser> {
  const browser = openEngineBrowser(engine)
  expect((await browser.signIn()).status).toBe(303)
  fixture.provider.requests.clear()
  return browser
}

async function see({ engine }: AppEngine, browser: EngineBrowser) {
  const { auth } = await ask(engine, browser)
  return { status: auth.status, roles: [...auth.roles], extra: auth.user?.extra }
}

const seen = (extra: object | undefined) => ({ status: 'authenticated', roles: ['ROLE_USER'], extra })
const anonymous = { status: 'anonymous', roles: [], extra: undefined }
const countRefreshes = (): number => fixture.provider.requests.count('/token')

const pages: Readonly<Record<string, string>> = { accept: 'text/html', 'sec-fetch-mode': 'navigate' }

function buildRequest(browser: EngineBrowser, headers: Readonly<Record<string, string>>) {
  const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
  return {
    ...{ method: 'GET', url: `${origin}/me` },
    header: (name: string) => (name === 'cookie' ? cookie : headers[name]),
  }
}

describe.each(kinds)('S-04: a session of before onSignIn, in %s', (_, buildSession) => {
  it.each<[string, OnSignIn, object | undefined]>([
    ['adds extra', addsAccount, { accountId: 7 }],
    ['adds nothing', () => undefined, undefined],
  ])('counts again after one sign-in or refresh with a function that %s', async (_name, onSignIn, extra) => {
    const settings = buildSession()
    const [before, after] = [startProcess(settings), startProcess(settings, onSignIn)]
    const browser = await signIn(before)
    const isRefreshed = (await see(after, browser)).status === 'authenticated'
    if (!isRefreshed)
      expect((await openEngineBrowser(after.engine, browser.cookies).signIn()).status).toBe(303)
    const renewed = isRefreshed ? browser : await signIn(after)
    for (let count = 0; count < 3; count += 1) expect(await see(after, renewed)).toEqual(seen(extra))
    expect(countRefreshes()).toBe(isRefreshed ? 1 : 0)
    // A process without the function serves the session, too, and leaves the mark in it.
    expect(await see(before, renewed)).toEqual(seen(extra))
    fixture.now += 20_000
    expect(await see(before, renewed)).toEqual(seen(extra))
    expect(await see(after, renewed)).toEqual(seen(extra))
  })
})

describe('S-04: a session of before onSignIn, without tokens', () => {
  it('is anonymous without a gate, and its cookies stay', async () => {
    const [before, after] = [startProcess(session), startProcess(session, addsAccount)]
    const browser = await signIn(before)
    const requestAuth = await askWith(after.engine, browser.cookies)
    expect([requestAuth.auth.status, requestAuth.setCookies]).toEqual(['anonymous', []])
    await expect(requestAuth.tokens()).rejects.toMatchObject({ detail: { why: 'anonymous' } })
    const answered = await after.engine.handle({
      ...buildRequest(browser, {}),
      url: `${origin}/oauth2/session`,
    })
    expect([answered?.status, answered?.headers.getSetCookie()]).toEqual([401, []])
    expect(await answered?.text()).not.toContain('Ada')
    expect(await see(before, browser)).toEqual(seen(undefined))
  })

  it.each([{}, { role: 'ROLE_USER' }])('is renewed by a silent sign-in at the gate %j', async (gate) => {
    const [before, after] = [startProcess(session), startProcess(session, addsAccount)]
    const browser = openEngineBrowser(after.engine, (await signIn(before)).cookies)
    const api = (await after.engine.gate(buildRequest(browser, { accept: 'application/json' }), gate))
      .response
    expect(api?.status).toBe(401)
    expect(api?.headers.get('www-authenticate')).toContain('error="roles_outdated"')
    const page = (await after.engine.gate(buildRequest(browser, pages), gate)).response
    expect(page?.status).toBe(302)
    const begun = await browser.get(page?.headers.get('location') ?? '')
    expect(begun.headers.get('location')).toContain('prompt=none')
    const atProvider = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' })
    await browser.get(atProvider.headers.get('location') ?? '')
    expect((await after.engine.gate(buildRequest(browser, pages), gate)).response).toBeUndefined()
    expect(await see(after, browser)).toEqual(seen({ accountId: 7 }))
  })

  it('is ended by a sign-out', async () => {
    const [before, after] = [startProcess(session), startProcess(session, addsAccount)]
    const browser = openEngineBrowser(after.engine, (await signIn(before)).cookies)
    await browser.post('/logout')
    expect(await see(before, browser)).toEqual(anonymous)
  })
})

describe.each(withTokens)('S-04: a session of before onSignIn, with tokens in %s', (_, buildSession) => {
  it('is refreshed once for all its requests, and tells the function so', async () => {
    const settings = buildSession()
    const told: boolean[] = []
    const after = startProcess(settings, ({ isRefresh }) => {
      told.push(isRefresh)
      return { extra: { accountId: 7 } }
    })
    const browser = await signIn(startProcess(settings))
    const all = await Promise.all(Array.from({ length: 50 }, () => askWith(after.engine, browser.cookies)))
    for (const { auth } of all) expect(auth.user?.extra).toEqual({ accountId: 7 })
    expect([countRefreshes(), told]).toEqual([1, [true]])
  })

  it('ends when the function denies the person', async () => {
    const settings = buildSession()
    const browser = await signIn(startProcess(settings))
    const after = startProcess(settings, () => ({ deny: 'closed' }))
    for (let count = 0; count < 2; count += 1) expect(await see(after, browser)).toEqual(anonymous)
    expect(after.events.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['access_denied', 'session_ended']),
    )
    expect(countRefreshes()).toBe(1)
  })

  it('stays, and counts for nothing, while the provider or the function fails', async () => {
    const settings = buildSession()
    let isDown = true
    const after = startProcess(settings, () => {
      if (isDown) throw new Error('no database')
      return { extra: { accountId: 7 } }
    })
    const browser = await signIn(startProcess(settings))
    fixture.provider.twist({ respond: ({ path }) => (path === '/token' ? { status: 503 } : undefined) })
    expect(await see(after, browser)).toEqual(anonymous)
    const { response } = await after.engine.gate(buildRequest(browser, pages), { role: 'ROLE_USER' })
    expect([response?.status, response?.headers.get('retry-after')]).toEqual([503, '10'])
    fixture.provider.behave()
    fixture.provider.requests.clear()
    fixture.now += 11
    expect(await see(after, browser)).toEqual(anonymous)
    expect(countRefreshes()).toBe(1)
    isDown = false
    fixture.now += 11
    expect(await see(after, browser)).toEqual(seen({ accountId: 7 }))
    expect(countRefreshes()).toBe(1)
  })
})
