import { memoryStore, type EngineOptions } from '@x/oidc-engine'
import type { Twists } from '@x/oidc-testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { askWith } from './ask-as-browser.ts'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { type App, createAppEngine, sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()
const session = { secret: sessionSecret, idleSeconds: 40_000, roleMaxAgeSeconds: 30_000 }
const kinds: readonly (readonly [string, () => EngineOptions['session']])[] = [
  ['cookies', () => ({ ...session, singleProcess: true, keep: { tokens: true } })],
  ['a store', () => ({ ...session, store: memoryStore({ now: () => fixture.now }) })],
]

/** Removes the access token of a refresh. The test provider puts its hash into the ID Token. */
const withoutAccessToken: Twists = {
  refreshResponse: ({ access_token: _a, token_type: _t, expires_in: _e, ...rest }) => rest,
  refreshedIdTokenClaims: ({ at_hash: _, ...claims }) => claims,
}
const withoutBoth: Twists = {
  refreshResponse: ({ access_token: _a, token_type: _t, expires_in: _e, id_token: _i, ...rest }) => rest,
}

let app: Pick<App, 'engine' | 'events'>
let browser: EngineBrowser

/** Reads the token as a handler does, or as one behind the proxy of Next; undefined if there is none. */
async function readToken(refresh?: 'early'): Promise<string | undefined> {
  const requestAuth = await askWith(app.engine, browser.cookies, { refresh })
  browser.store(requestAuth.setCookies)
  expect(requestAuth.auth.status).toBe('authenticated')
  try {
    const { setCookies, tokens } = await requestAuth.tokens()
    browser.store(setCookies)
    return tokens.accessToken
  } catch (error) {
    expect(error).toMatchObject({ code: 'tokens_unavailable', detail: { why: 'expired' } })
    expect(error).toHaveProperty('status', 401)
    return undefined
  }
}

const countRefreshes = (): number => fixture.provider.requests.count('/token')

describe.each(kinds)('S-04: with tokens in %s, a refresh without an access token', (_, buildSession) => {
  beforeEach(async () => {
    app = createAppEngine('https://app.example.com', {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      options: { session: buildSession() },
    })
    browser = openEngineBrowser(app.engine)
    expect((await browser.signIn()).status).toBe(303)
    fixture.provider.requests.clear()
  })

  it.each([
    ['with an ID Token', undefined, withoutAccessToken],
    ['with an ID Token, by a proxy', 'early' as const, withoutAccessToken],
    ['without an ID Token', undefined, withoutBoth],
    ['without an ID Token, by a proxy', 'early' as const, withoutBoth],
  ])('is sent at most once in 10 s: %s', async (_name, refresh, twists) => {
    fixture.provider.twist(twists)
    const first = await readToken(refresh)
    fixture.now += 3580
    for (let count = 0; count < 10; count += 1) expect(await readToken(refresh)).toBe(first)
    expect(countRefreshes()).toBe(1)
    // The access token expires meanwhile.
    for (let seconds = 1; seconds <= 60; seconds += 1) {
      fixture.now += 1
      const expected = seconds < 20 ? first : undefined
      for (let count = 0; count < 3; count += 1) expect(await readToken(refresh)).toBe(expected)
    }
    expect(countRefreshes()).toBe(7)
  })

  it('keeps the new refresh token: a later refresh has an access token', async () => {
    fixture.provider.twist(withoutAccessToken)
    fixture.now += 3601
    expect(await readToken()).toBeUndefined()
    fixture.provider.behave()
    fixture.now += 9
    expect(await readToken()).toBeUndefined()
    expect(countRefreshes()).toBe(1)
    fixture.now += 2
    expect(await readToken()).toEqual(expect.any(String))
    expect(countRefreshes()).toBe(2)
    expect(app.events.filter(({ code }) => code === 'session_refresh_failed')).toMatchObject([
      { detail: { error: 'tokens_unavailable' } },
    ])
  })
})
