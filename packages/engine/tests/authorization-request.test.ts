import type { UserAgent } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { sessionSecret, startApp } from './start-app.ts'
import { useSignInFixture } from './sign-in-fixture.ts'

const fixture = useSignInFixture({
  provider: { authorizationParams: { ui_locales: 'de' }, scopes: ['email', 'profile'] },
})

/** The authorization request that a fresh browser is sent away with. */
async function beginLogin(path = '/oauth2/authorization/main'): Promise<URL> {
  const response = await fixture.openBrowser().get(fixture.app.origin + path, { followRedirects: false })
  expect(response.status).toBe(302)
  return new URL(response.headers.get('location') ?? '')
}

const draws = process.env['CAMPAIGN'] === 'whole' ? 1_000_000 : 10_000

describe('an authorization request', () => {
  it('carries what the code flow needs, and what the configuration adds', async () => {
    const url = await beginLogin()
    expect(url.origin + url.pathname).toBe(`${fixture.provider.issuerUrl}/authorize`)
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'app',
      redirect_uri: `${fixture.app.origin}/login/oauth2/code/main`,
      scope: 'openid email profile',
      ui_locales: 'de',
    })
  })

  it('C-01: has an S256 code challenge, and state and nonce of 256 bits', async () => {
    const { searchParams } = await beginLogin()
    expect(searchParams.get('code_challenge_method')).toBe('S256')
    for (const name of ['code_challenge', 'state', 'nonce']) {
      expect(searchParams.get(name)).toMatch(/^[\w-]{43}$/u)
    }
    expect(new Set(['code_challenge', 'state', 'nonce'].map((name) => searchParams.get(name))).size).toBe(3)
  })

  it('C-04: never repeats a state or a nonce', async () => {
    const requests = await Promise.all(Array.from({ length: 40 }, () => beginLogin()))
    expect(new Set(requests.map((url) => url.searchParams.get('state'))).size).toBe(40)
    expect(new Set(requests.map((url) => url.searchParams.get('nonce'))).size).toBe(40)
  })

  it('C-01: is not sent to a provider that offers only the plain method', async () => {
    fixture.provider.twist({
      metadata: (metadata) => ({ ...metadata, code_challenge_methods_supported: ['plain'] }),
    })
    const app = await startApp({ issuerUrl: fixture.provider.issuerUrl })
    try {
      const response = await fixture
        .openBrowser()
        .get(`${app.origin}/oauth2/authorization/main`, { followRedirects: false })
      expect(response.status).toBe(502)
      expect(app.events).toMatchObject([
        { code: 'provider_unsupported', detail: { what: 'code_challenge_method S256' } },
      ])
    } finally {
      await app.close()
    }
  })

  it('#15: takes no parameter from the query', async () => {
    const injected =
      '?client_id=evil&redirect_uri=https://evil.example&scope=admin&prompt=none&state=x&acr_values=0'
    const { searchParams } = await beginLogin(`/oauth2/authorization/main${injected}`)
    expect(searchParams.get('client_id')).toBe('app')
    expect(searchParams.get('redirect_uri')).toBe(`${fixture.app.origin}/login/oauth2/code/main`)
    expect(searchParams.get('scope')).toBe('openid email profile')
    expect(searchParams.get('state')).not.toBe('x')
    expect(searchParams.has('prompt')).toBe(false)
    expect(searchParams.has('acr_values')).toBe(false)
  })

  it('asks the provider to let another account be chosen when the user wants to switch', async () => {
    expect((await beginLogin('/oauth2/authorization/main?switch=1')).searchParams.get('prompt')).toBe(
      'select_account',
    )
  })
})

describe('nothing begins', () => {
  it.each([
    ['a HEAD request', { method: 'HEAD' }, 204],
    ['a prefetch', { headers: { 'sec-purpose': 'prefetch' } }, 503],
    ['a prerender', { headers: { 'sec-purpose': 'prefetch;prerender' } }, 503],
    ['an old prefetch', { headers: { purpose: 'prefetch' } }, 503],
    ["a framework's prefetch", { headers: { 'next-router-prefetch': '1' } }, 503],
    ['a POST', { method: 'POST' }, 405],
    ...[
      'image',
      'script',
      'style',
      'font',
      'audio',
      'video',
      'track',
      'object',
      'embed',
      'manifest',
      'worker',
    ].map(
      (destination) =>
        [
          `a page that embeds it as ${destination}`,
          { headers: { 'sec-fetch-dest': destination } },
          403,
        ] as const,
    ),
  ] as const)('S-12: with %s', async (_, request, status) => {
    const response = await fixture.openBrowser().get(`${fixture.app.origin}/oauth2/authorization/main`, {
      ...request,
      followRedirects: false,
    })
    expect(response.status).toBe(status)
    expect(response.setCookies).toEqual([])
    expect(response.headers.get('location')).toBeNull()
  })

  it.each(['document', 'iframe', 'empty'])(
    'and a sign-in begins with Sec-Fetch-Dest: %s',
    async (destination) => {
      const response = await fixture.openBrowser().get(`${fixture.app.origin}/oauth2/authorization/main`, {
        headers: { 'sec-fetch-dest': destination },
        followRedirects: false,
      })
      expect(response.status).toBe(302)
      expect(response.setCookies).toHaveLength(1)
    },
  )

  it('at a provider that is not configured', async () => {
    const response = await fixture.openBrowser().get(`${fixture.app.origin}/oauth2/authorization/other`)
    expect(response.status).toBe(404)
    expect(response.setCookies).toEqual([])
  })
})

describe('S-12: abandoned sign-ins', () => {
  /** Begins 25 of them and gives the authorization request of the last. */
  async function abandon(browser: UserAgent, origin: string): Promise<string> {
    const start = `${origin}/oauth2/authorization/main?returnTo=/me?${'x'.repeat(240)}`
    let last = ''
    for (let count = 0; count < 25; count++) {
      fixture.now += 1
      const response = await browser.get(start, { followRedirects: false })
      expect(response.status).toBe(302)
      last = response.headers.get('location') ?? ''
    }
    return last
  }

  function cookieHeader(browser: UserAgent, origin: string): string {
    const cookies = browser.cookies(origin).map((cookie) => cookie.cookieString())
    return cookies.join('; ')
  }

  it('never fill the cookie header, and the newest of them still works', async () => {
    const browser = fixture.openBrowser()
    const last = await abandon(browser, fixture.app.origin)
    expect(cookieHeader(browser, fixture.app.origin).length).toBeLessThan(8192)
    const landed = await browser.get(last)
    expect(landed.status).toBe(200)
    expect(landed.url).toContain('/me?xxx')
  })

  it('are deleted 20 at a time, oldest first, where hundreds of cookies were planted', async () => {
    const { origin } = fixture.app
    const start = await fixture
      .openBrowser()
      .get(`${origin}/oauth2/authorization/main`, { followRedirects: false })
    const name = start.setCookies[0]?.split('=')[0] ?? ''
    const [prefix = ''] = name.split('.')
    const planted = Array.from(
      { length: 300 },
      (_, index) => `${prefix}.planted${index}.${(1000 + index).toString(36)}=${'x'.repeat(10)}`,
    )
    const response = await fixture.openBrowser().get(`${origin}/oauth2/authorization/main`, {
      headers: { cookie: planted.join('; ') },
      followRedirects: false,
    })
    expect(response.status).toBe(302)
    const deleted = response.setCookies.filter((cookie) => cookie.includes('Max-Age=0'))
    expect(deleted.map((cookie) => cookie.split('=')[0])).toHaveLength(20)
    expect(deleted.every((cookie) => Number(/planted(\d+)/u.exec(cookie)?.[1]) < 150)).toBe(true)
    expect(response.setCookies).toHaveLength(21)
  })

  it('never fill it beside a session either, which stays', async () => {
    const { origin } = fixture.app
    const browser = fixture.openBrowser()
    await browser.get(`${origin}/oauth2/authorization/main`)
    await abandon(browser, origin)
    expect(cookieHeader(browser, origin)).toMatch(/(?:^|; )oidc-[\da-f]{8}=/u)
    expect(cookieHeader(browser, origin).length).toBeLessThan(8192)
    expect((await browser.get(`${origin}/me`)).text).toBe('/me of ada: ROLE_USER')
  })

  it('leave room for the largest session in what a server of Node reads of a request', async () => {
    const app = await startApp({
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      options: { session: { secret: sessionSecret, keep: { claims: true } } },
    })
    try {
      fixture.provider.setClaims({ sub: 'ada', groups: ['staff'], photo: 'x'.repeat(8000) })
      const browser = fixture.openBrowser()
      await browser.get(`${app.origin}/oauth2/authorization/main`)
      expect(cookieHeader(browser, app.origin).length).toBeGreaterThan(10_000)
      await abandon(browser, app.origin)
      expect((await browser.get(`${app.origin}/me`)).text).toBe('/me of ada: ROLE_USER')
    } finally {
      await app.close()
    }
  })
})

it(`C-01: code verifiers are 43 characters of 256 random bits, unique over ${draws} draws`, async () => {
  const { deriveSecrets } = await import('../src/sessions/transaction.ts')
  const { defaultPorts } = await import('../src/ports.ts')
  const seen = new Set<string>()
  for (let draw = 0; draw < draws; draw++) {
    const seed = Buffer.from(defaultPorts.random(32)).toString('base64url')
    const { codeVerifier } = await deriveSecrets(seed, false)
    if (!/^[\w-]{43}$/u.test(codeVerifier))
      throw new Error(`not a code verifier: ${codeVerifier.length} characters`)
    seen.add(codeVerifier)
  }
  expect(seen.size).toBe(draws)
})
