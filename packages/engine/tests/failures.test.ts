import { createEngine } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { sessionSecret, startApp } from './start-app.ts'
import { useSignInFixture } from './sign-in-fixture.ts'

const fixture = useSignInFixture()

/** A discovery answer that no `Response` can be built from again. */
const strange = { status: 204, headers: { 'content-type': 'application/json' } }

describe('what goes wrong elsewhere stays there', () => {
  it('L-32: a provider that answers 204 to discovery keeps no one from signing out', async () => {
    const browser = fixture.openBrowser()
    await browser.get(`${fixture.app.origin}/oauth2/authorization/main`)
    fixture.provider.twist({ respond: ({ path }) => (path.includes('.well-known') ? strange : undefined) })
    const restarted = createEngine(
      {
        baseUrl: fixture.app.origin,
        providers: [
          {
            providerId: 'main',
            issuerUrl: fixture.provider.issuerUrl,
            clientId: 'app',
            rolesClaims: ['groups'],
          },
        ],
        security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_ADMIN'] } },
        session: { secret: sessionSecret },
      },
      { now: () => fixture.now, log: () => undefined },
    )
    const cookie = browser
      .cookies(fixture.app.origin)
      .map((each) => each.cookieString())
      .join('; ')
    const headers = { cookie, accept: 'text/html', origin: fixture.app.origin }

    const forbidden = await restarted.gate(new Request(`${fixture.app.origin}/admin`, { headers }), {
      role: 'ROLE_ADMIN',
    })
    expect(forbidden.response?.status).toBe(403)
    const done = await restarted.handle(
      new Request(`${fixture.app.origin}/logout`, { method: 'POST', headers }),
    )
    expect(done?.status).toBe(303)
    expect(done?.headers.getSetCookie().some((set) => /^oidc-[\da-f]{8}=;.*Max-Age=0/u.test(set))).toBe(true)
  })

  it('RFC 6749, 4.1.2: a code that was exchanged is not sent again when UserInfo fails', async () => {
    const app = await startApp({
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      provider: { accessTokenFormat: 'opaque' },
    })
    try {
      const browser = fixture.openBrowser()
      const stopped = await browser.get(`${app.origin}/oauth2/authorization/main?returnTo=/me`, {
        stopBefore: `${app.origin}/login/oauth2/code/`,
      })
      const callback = stopped.chain.at(-1)?.location ?? ''
      fixture.provider.twist({
        respond: ({ path }) => (path.endsWith('/userinfo') ? { status: 503 } : undefined),
      })
      const page = await browser.get(callback)
      expect(page.status).toBe(503)
      expect(page.text).toContain('returnTo=%2Fme')
      expect(page.text).not.toContain(new URL(callback).searchParams.get('code'))
      const again = await browser.get(callback, { followRedirects: false })
      expect(again.headers.get('location')).toContain('/oauth2/authorization/main?again=1')
      expect(fixture.provider.requests.count('/token')).toBe(1)
    } finally {
      await app.close()
    }
  })

  it.each(['server_error', 'temporarily_unavailable'])(
    'the provider says %s: that is 503, not "refused"',
    async (error) => {
      fixture.provider.twist({
        authorizationResponse: (parameters) => {
          parameters.delete('code')
          parameters.set('error', error)
        },
      })
      const page = await fixture.openBrowser().get(`${fixture.app.origin}/me`)
      expect(page.status).toBe(503)
      expect(page.headers.get('retry-after')).toBe('10')
      expect(page.text).toContain('/oauth2/authorization/main?returnTo=%2Fme')
    },
  )

  it.each([
    [
      'throws',
      () => {
        throw new Error('no disk')
      },
    ],
    ['rejects', () => Promise.reject(new Error('no disk'))],
  ])('a log that %s takes nothing with it', async (_, log) => {
    const engine = createEngine({
      baseUrl: 'http://localhost:3000',
      providers: [{ providerId: 'main', issuerUrl: 'http://localhost:1', clientId: 'app' }],
      security: { requiredRoles: [] },
      session: { secret: sessionSecret },
      log,
    })
    const answer = await engine.handle(new Request('http://localhost:3000/oauth2/authorization/main'))
    expect(answer?.status).toBe(503)
  })

  it('#17: a token that cannot be a header is refused, and nothing of it is logged', async () => {
    const before = fixture.app.events.length
    fixture.provider.twist({ tokenResponse: (response) => ({ ...response, access_token: 'canary\ntoken' }) })
    const page = await fixture.openBrowser().get(`${fixture.app.origin}/me`)
    expect(page.status).toBe(502)
    expect(JSON.stringify(fixture.app.events.slice(before))).not.toContain('canary')
  })

  it.each([
    ['end_session_endpoint', ''],
    ['userinfo_endpoint', null],
    ['prompt_values_supported', null],
    ['code_challenge_methods_supported', null],
  ])('metadata whose %s is %j does not have it, and people sign in', async (member, value) => {
    fixture.provider.twist({ metadata: (metadata) => ({ ...metadata, [member]: value }) })
    const app = await startApp({ issuerUrl: fixture.provider.issuerUrl, now: () => fixture.now })
    try {
      expect((await fixture.openBrowser().get(`${app.origin}/me`)).status).toBe(200)
    } finally {
      await app.close()
    }
  })
})

describe('S-10: an answer that comes late', () => {
  it('does not bring a session back that ended meanwhile', async () => {
    const browser = fixture.openBrowser()
    await browser.get(`${fixture.app.origin}/oauth2/authorization/main`)
    fixture.now += 400
    const late = await browser.openTab().get(`${fixture.app.origin}/me`)
    expect(late.setCookies.length).toBeGreaterThan(0)
    await browser.submitForm(
      await browser.get(`${fixture.app.origin}/logout`),
      {},
      { followRedirects: false },
    )
    for (const cookie of late.setCookies) browser.setCookie(cookie, fixture.app.origin)
    expect((await browser.get(`${fixture.app.origin}/`)).text).toBe('hello anonymous')
    expect((await browser.get(`${fixture.app.origin}/me`)).status).toBe(200)
  })

  it('does not bring another person back after the account was switched', async () => {
    const browser = fixture.openBrowser()
    await browser.get(`${fixture.app.origin}/oauth2/authorization/main`)
    fixture.now += 400
    const late = await browser.openTab().get(`${fixture.app.origin}/me`)
    fixture.provider.setClaims({ sub: 'bob', groups: ['staff'] })
    await browser.get(`${fixture.app.origin}/oauth2/authorization/main?switch=1`)
    expect((await browser.get(`${fixture.app.origin}/`)).text).toBe('hello bob')
    for (const cookie of late.setCookies) browser.setCookie(cookie, fixture.app.origin)
    expect((await browser.get(`${fixture.app.origin}/`)).text).not.toBe('hello ada')
  })
})

describe('two applications with the same secret', () => {
  it("S-08: do not open each other's sessions, whatever their cookies are called", async () => {
    const session = { secret: sessionSecret, cookieName: 'shared' }
    const one = await startApp({
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      options: { session },
    })
    const other = await startApp({
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      options: { session },
    })
    try {
      const browser = fixture.openBrowser()
      expect((await browser.get(`${one.origin}/me`)).status).toBe(200)
      // Cookies ignore ports: the browser sends the one's to the other.
      expect((await browser.get(`${other.origin}/`)).text).toBe('hello anonymous')
      expect((await browser.get(`${one.origin}/`)).text).toBe('hello ada')
    } finally {
      await one.close()
      await other.close()
    }
  })
})

it('R-14: what one request puts on its auth, no other request sees', async () => {
  const engine = createEngine({
    baseUrl: 'http://localhost:3000',
    providers: [{ providerId: 'main', issuerUrl: 'http://localhost:1', clientId: 'app' }],
    session: { secret: sessionSecret },
  })
  const request = new Request('http://localhost:3000/')
  const first = (await engine.authenticate(request)).auth as unknown as {
    user?: unknown
    roles: Set<string>
  }
  first.user = { name: 'mallory' }
  for (const change of [
    () => first.roles.add('ROLE_USER'),
    () => first.roles.delete('x'),
    () => first.roles.clear(),
  ])
    expect(change).toThrow(TypeError)
  const second = (await engine.authenticate(request)).auth
  expect(second.user).toBeUndefined()
  expect(second.roles.size).toBe(0)
  expect(second.hasRole('ROLE_USER')).toBe(false)
})

it('a gate with scopes but without bearer authentication answers 500, because the scopes would not be checked', async () => {
  const events: string[] = []
  const engine = createEngine({
    baseUrl: 'http://localhost:3000',
    providers: [{ providerId: 'main', issuerUrl: 'http://localhost:1', clientId: 'app' }],
    session: { secret: sessionSecret },
    log: ({ message }) => events.push(message),
  })
  const { response } = await engine.gate(new Request('http://localhost:3000/'), {
    role: [],
    scopes: ['read'],
  } as {
    role: []
  })
  expect(response?.status).toBe(500)
  expect(events.join('\n')).toContain('scopes is unknown.')
})
