import { memoryStore, type EngineOptions, type EngineProviderOptions } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { clientSecret, createAppEngine, sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()
const session = { secret: sessionSecret, idleSeconds: 40_000 }
const kinds: readonly (readonly [string, () => EngineOptions['session']])[] = [
  ['a store', () => ({ ...session, store: memoryStore({ now: () => fixture.now }) })],
  ['cookies', () => session],
  ['cookies with tokens', () => ({ ...session, singleProcess: true, keep: { tokens: true } })],
]

function createEngine(settings: EngineOptions['session']) {
  const { issuerUrl } = fixture.provider
  const now = () => fixture.now
  return createAppEngine('https://app.example.com', { issuerUrl, now, options: { session: settings } }).engine
}

const readStatus = async (browser: EngineBrowser) => (await browser.authenticate()).auth.status

describe.each(kinds)('a response that arrives after a newer session, with %s', (_, build) => {
  it('does not delete it: the request was sent with a session that a sign-in replaced', async () => {
    const engine = createEngine(build())
    const browser = openEngineBrowser(engine)
    await browser.signIn()
    // A request of another window leaves now, with the cookies of the first session.
    const before = openEngineBrowser(engine, browser.cookies)
    await browser.signIn()
    browser.store((await before.authenticate()).setCookies)
    expect(await readStatus(browser)).toBe('authenticated')
  })

  it('does not delete it: the request was sent with a session that a sign-out ended', async () => {
    const engine = createEngine(build())
    const browser = openEngineBrowser(engine)
    await browser.signIn()
    const before = openEngineBrowser(engine, browser.cookies)
    await browser.post('/logout')
    await browser.signIn()
    browser.store((await before.authenticate()).setCookies)
    expect(await readStatus(browser)).toBe('authenticated')
  })

  it('does not delete it: the request was sent with a session that has expired', async () => {
    const engine = createEngine(build())
    const browser = openEngineBrowser(engine)
    await browser.signIn()
    fixture.now += 40_001
    const before = openEngineBrowser(engine, browser.cookies)
    // Browsers delete the cookie of the session then, and that of the tokens later.
    for (const name of browser.cookies.keys()) if (!name.endsWith('-tokens')) browser.cookies.delete(name)
    const beside = openEngineBrowser(engine, browser.cookies)
    await browser.signIn()
    const signedIn = [...browser.cookies]
    for (const each of [before, beside]) {
      const late = await each.authenticate()
      expect(late.auth.status).toBe('anonymous')
      browser.store(late.setCookies)
    }
    expect([...browser.cookies]).toEqual(signedIn)
  })
})

describe('a session that comes back after its end', () => {
  it.each(kinds)('with %s, stays ended after the hour in which the browser knows', async (_, build) => {
    const engine = createEngine(build())
    const browser = openEngineBrowser(engine)
    await browser.signIn()
    const before = [...browser.cookies].filter(([name]) => !name.endsWith('-ended'))
    await browser.post('/logout')
    // A response that was under way writes the cookies again.
    for (const [name, value] of before) browser.cookies.set(name, value)
    expect(await readStatus(browser)).toBe('anonymous')
    browser.store((await browser.authenticate()).setCookies)
    fixture.now += 3601
    for (const name of browser.cookies.keys()) if (name.endsWith('-ended')) browser.cookies.delete(name)
    expect(await readStatus(browser)).toBe('anonymous')
  })
})

describe('a rolling deploy', () => {
  it.each([...kinds.filter(([kind]) => kind !== 'cookies with tokens')])(
    'with %s, ends no session at a process that does not know the provider or its issuer yet',
    async (_, build) => {
      const { issuerUrl } = fixture.provider
      const settings = build()
      const startProcess = (providers: readonly EngineProviderOptions[]) =>
        createAppEngine('https://app.example.com', {
          issuerUrl,
          now: () => fixture.now,
          providers,
          options: { session: settings, shareSecurity: true },
        }).engine
      const added = { providerId: 'added', issuerUrl, clientId: 'app', clientSecret, rolesClaims: ['groups'] }
      const after = startProcess([added])
      const browser = openEngineBrowser(after)
      await browser.signIn('added')
      const signedIn = [...browser.cookies]
      for (const providers of [[], [{ ...added, issuerUrl: 'https://old.example.com' }]]) {
        const before = openEngineBrowser(startProcess(providers), signedIn)
        const seen = await before.authenticate()
        expect(seen.auth.status).toBe('anonymous')
        browser.store(seen.setCookies)
        expect([...browser.cookies]).toEqual(signedIn)
      }
      expect(await readStatus(browser)).toBe('authenticated')
    },
  )
})
