import { memoryStore, type EngineOptions } from '@x/oidc-engine'
import { createGate } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { ask, askWith } from './ask-as-browser.ts'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { type App, createAppEngine, sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()
const session = { secret: sessionSecret, idleSeconds: 40_000, roleGraceSeconds: 1200 }
const hour = 3600

type Kind = readonly [string, (now: () => number) => EngineOptions['session']]
const kinds: readonly Kind[] = [
  ['cookies', () => ({ ...session, singleProcess: true, keep: { tokens: true } })],
  ['a store', (now) => ({ ...session, store: memoryStore({ now }) })],
]

let app: Pick<App, 'engine' | 'events'>
let browser: EngineBrowser

async function start([, buildSession]: Kind, storeNow = () => fixture.now): Promise<void> {
  app = createAppEngine('https://app.example.com', {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    options: { session: buildSession(storeNow) },
  })
  browser = openEngineBrowser(app.engine)
  expect((await browser.signIn()).status).toBe(303)
  fixture.provider.requests.clear()
}

const countRefreshes = (): number => fixture.provider.requests.count('/token')

/** Reads the token as an application does, with concurrent requests, and stores the cookies. */
async function useTokens(): Promise<void> {
  const cookies = new Map(browser.cookies)
  const readings = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const requestAuth = await askWith(app.engine, cookies)
      expect(requestAuth.auth.status).toBe('authenticated')
      const { setCookies, tokens } = await requestAuth.tokens()
      return { token: tokens.accessToken, cookies: [...requestAuth.setCookies, ...setCookies] }
    }),
  )
  expect(new Set(readings.map(({ token }) => token)).size).toBe(1)
  browser.store(readings.at(-1)?.cookies ?? [])
}

describe.each(kinds)('S-04: with tokens in %s, a provider whose expires_in is', (...kind) => {
  it.each<[unknown, number, number]>([
    // The lifetime is unknown: refreshed with the roles, every 900 s.
    [undefined, 900, 2],
    [0, 900, 2],
    [0.5, 900, 2],
    [1e12, 900, 2],
    // Half of the lifetime, or half a minute before the end.
    ['60', 30, 60],
    [10, 5, 360],
  ])('%j, in every answer, leads to a refresh every %i seconds at most', async (expiresIn, _, most) => {
    const twist = (response: object) => ({ ...response, expires_in: expiresIn })
    fixture.provider.twist({ tokenResponse: twist, refreshResponse: twist })
    await start(kind)
    for (let at = 0; at < 1800; at += 5) {
      if (at % 45 === 0) for (let count = 0; count < 3; count += 1) await useTokens()
      fixture.now += 5
    }
    expect(countRefreshes()).toBeGreaterThan(0)
    expect(countRefreshes()).toBeLessThanOrEqual(most)
  })

  it.each([undefined, null, 0, 0.5, '0'])(
    '%j, in each refresh, lets an access token live as long as the one before it',
    async (expiresIn) => {
      const maxSeconds = 300
      fixture.provider.twist({
        tokenResponse: (response) => ({ ...response, expires_in: maxSeconds }),
        refreshResponse: (response) => ({ ...response, expires_in: expiresIn }),
      })
      await start(kind)
      const firstUses = new Map<string, number>()
      // The roles are due after 900 s, so these tokens are due earlier.
      for (let at = 0; at < 1800; at += 50) {
        const requestAuth = await ask(app.engine, browser)
        const { setCookies, tokens } = await requestAuth.tokens()
        browser.store(setCookies)
        const firstUse = firstUses.get(tokens.accessToken) ?? fixture.now
        firstUses.set(tokens.accessToken, firstUse)
        expect(fixture.now - firstUse).toBeLessThan(maxSeconds)
        expect(tokens.expiresAt).toBe(firstUse + maxSeconds)
        fixture.now += 50
      }
      expect(firstUses.size).toBe(6)
      expect(countRefreshes()).toBe(5)
    },
  )

  it.each([-1, 'soon', '-5', {}])('%j, in each refresh, leads to no loop', async (expiresIn) => {
    await start(kind)
    fixture.provider.twist({ refreshResponse: (response) => ({ ...response, expires_in: expiresIn }) })
    fixture.now += 901
    for (let count = 0; count < 10; count += 1) {
      await ask(app.engine, browser)
      fixture.now += 1
    }
    expect(countRefreshes()).toBe(1)
    // The provider has used the refresh token up.
    fixture.now += 10
    for (let count = 0; count < 3; count += 1)
      expect((await ask(app.engine, browser)).auth.status).toBe('anonymous')
    expect(countRefreshes()).toBe(2)
  })
})

it.each([-300, 300])('S-04: a store whose clock is %i s off loses no session', async (off) => {
  await start(kinds[1] as Kind, () => fixture.now + off)
  for (let at = 0; at < 4 * hour; at += 300) {
    fixture.now += 300
    await useTokens()
    expect([...(await ask(app.engine, browser)).auth.roles]).toEqual(['ROLE_USER'])
  }
  expect(countRefreshes()).toBe((4 * hour) / 900)
})

describe.each(kinds)('S-04, S-07: with tokens in %s, a clock that jumps', (...kind) => {
  it('an hour forward and back leaves the session, and leads to one refresh each', async () => {
    await start(kind)
    await useTokens()
    fixture.now += hour
    await useTokens()
    expect(countRefreshes()).toBe(1)
    fixture.now -= hour
    // In cookies it is of a later time: it is not valid, and not deleted.
    await ask(app.engine, browser)
    for (let count = 0; count < 5; count += 1) await ask(app.engine, browser)
    expect(countRefreshes()).toBeLessThanOrEqual(2)
    fixture.now += hour
    await useTokens()
    expect(countRefreshes()).toBeLessThanOrEqual(3)
  })

  it('an hour back leaves the session for the time when it is right again', async () => {
    await start(kind)
    fixture.now -= hour
    for (let count = 0; count < 3; count += 1)
      expect((await ask(app.engine, browser)).auth.status).toBe('anonymous')
    fixture.now += hour
    await useTokens()
    expect(countRefreshes()).toBe(0)
  })

  it('keeps no roles for longer than the grace', async () => {
    await start(kind)
    fixture.now += hour
    await useTokens()
    fixture.now -= hour
    fixture.provider.twist({ respond: ({ path }) => (path === '/token' ? { status: 503 } : undefined) })
    // The roles are of a later time, so their age is unknown.
    const requestAuth = await ask(app.engine, browser)
    expect([...requestAuth.auth.roles]).toEqual([])
    const refused = await requestAuth.authorize({ role: 'ROLE_USER' })
    expect(refused?.status).toBe(requestAuth.auth.status === 'authenticated' ? 503 : 302)
  })

  it.each([hour, -hour])('%i s during a refresh sends no refresh token twice', async (jump) => {
    await start(kind)
    const gate = createGate()
    fixture.provider.twist({
      respond: async ({ path }) => {
        if (path === '/token') await gate.opened
        return undefined
      },
    })
    fixture.now += 901
    const cookies = new Map(browser.cookies)
    const first = askWith(app.engine, cookies)
    await expect.poll(countRefreshes).toBe(1)
    fixture.now += jump
    const others = Array.from({ length: 5 }, () => askWith(app.engine, cookies))
    gate.open()
    await Promise.all([first, ...others])
    expect(countRefreshes()).toBe(1)
  })
})
