import { describe, expect, it } from 'vitest'
import { startMisbehavingProvider } from '@x/oidc-testing'
import { openEngineBrowser } from './engine-browser.ts'
import { clientSecret, startApp } from './start-app.ts'
import { answeredCookie, useSignInFixture } from './sign-in-fixture.ts'

const fixture = useSignInFixture()

describe('a provider that is down', () => {
  it.each(['503', 'refuse'] as const)(
    'at the start (%s) means 503 with Retry-After, until it is back',
    async (how) => {
      const provider = await startMisbehavingProvider({ claims: { sub: 'ada', groups: ['staff'] } })
      await provider.goDown(how)
      const app = await startApp({ issuerUrl: provider.issuerUrl })
      try {
        const browser = fixture.openBrowser()
        expect((await browser.get(`${app.origin}/plain`)).status).toBe(200)
        const page = await browser.get(`${app.origin}/me?x=1`)
        expect(page.status).toBe(503)
        expect(page.headers.get('retry-after')).toBe('10')
        expect(page.text).toContain('provider_unavailable')
        // The page leads to itself: nothing of its address has to be written into it.
        expect(page.text).toContain('href=""')
        expect(page.url).toContain('returnTo=%2Fme%3Fx%3D1')

        await provider.comeBack()
        const landed = await browser.get(page.url)
        expect(landed.url).toBe(`${app.origin}/me?x=1`)
        expect(landed.status).toBe(200)
      } finally {
        await app.close()
        await provider.close()
      }
    },
  )

  it('S-11: is a 503 for programs, which no cache may keep', async () => {
    const provider = await startMisbehavingProvider()
    await provider.goDown('503')
    const app = await startApp({ issuerUrl: provider.issuerUrl })
    try {
      const headers = { accept: 'application/json' }
      const answer = await fixture.openBrowser().get(`${app.origin}/oauth2/authorization/main`, { headers })
      expect(answer.status).toBe(503)
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
      expect(answer.headers.get('cache-control')).toBe('private, no-store')
      expect(answer.headers.get('vary')).toBe('Cookie')
      expect(answer.headers.get('retry-after')).toBe('10')
    } finally {
      await app.close()
      await provider.close()
    }
  })

  it('in the middle of a sign-in costs nothing: reloading the callback goes on', async () => {
    const { origin } = fixture.app
    const browser = fixture.openBrowser()
    const stopped = await browser.get(`${origin}/oauth2/authorization/main?returnTo=/me`, {
      stopBefore: `${origin}/login/oauth2/code/`,
    })
    const callback = stopped.chain.at(-1)?.location ?? ''
    await fixture.provider.goDown('refuse')
    const page = await browser.get(callback)
    expect(page.status).toBe(503)
    await fixture.provider.comeBack()
    const landed = await browser.get(callback)
    expect(landed.url).toBe(`${origin}/me`)
  })

  it('does not end sessions', async () => {
    const browser = fixture.openBrowser()
    await browser.get(`${fixture.app.origin}/oauth2/authorization/main`)
    await fixture.provider.goDown('refuse')
    const answer = await browser.get(`${fixture.app.origin}/me`)
    await fixture.provider.comeBack()
    expect(answer.status).toBe(200)
  })
})

describe('a provider that answers nonsense', () => {
  it.each([
    ['HTML', { headers: { 'content-type': 'text/html' }, body: '<h1>hello' }, 502],
    ['no JSON', { headers: { 'content-type': 'application/json' }, body: '{' }, 502],
    ['a list', { headers: { 'content-type': 'application/json' }, body: '[]' }, 502],
    ['nothing', { body: '' }, 502],
    ['a redirect', { status: 302, headers: { location: 'http://localhost:1/' } }, 502],
    ['404', { status: 404, body: 'no' }, 502],
    ['500', { status: 500, body: 'no' }, 503],
    ['429', { status: 429, body: 'no' }, 503],
    [
      'two issuers',
      { headers: { 'content-type': 'application/json' }, body: '{"issuer":"a","issuer":"b"}' },
      502,
    ],
    [
      'two megabytes',
      { headers: { 'content-type': 'application/json' }, body: `{"x":"${'x'.repeat(2_000_000)}"}` },
      502,
    ],
  ])(
    'instead of its metadata (%s) is an error page, and the reason is in the log',
    async (_, answer, status) => {
      fixture.provider.twist({ respond: ({ path }) => (path.includes('.well-known') ? answer : undefined) })
      const app = await startApp({ issuerUrl: fixture.provider.issuerUrl })
      try {
        const page = await fixture.openBrowser().get(`${app.origin}/oauth2/authorization/main`)
        expect(page.status).toBe(status)
        expect(app.events[0]?.code).toBe(
          status === 503 ? 'provider_unavailable' : 'provider_response_invalid',
        )
        expect(page.text).toContain(app.events[0]?.reference)
      } finally {
        await app.close()
      }
    },
  )

  it.each([
    ['a character more', (issuer: string) => `${issuer}1`],
    ['a slash more', (issuer: string) => `${issuer}/`],
    ['another case', (issuer: string) => issuer.toUpperCase()],
    ['another port', (issuer: string) => issuer.replace(/\d+$/u, '1')],
  ])('K-01: whose issuer has %s is refused, and nothing else is asked', async (_, change) => {
    fixture.provider.twist({
      metadata: (metadata) => ({ ...metadata, issuer: change(String(metadata['issuer'])) }),
    })
    const app = await startApp({ issuerUrl: fixture.provider.issuerUrl })
    try {
      fixture.provider.requests.clear()
      const page = await fixture.openBrowser().get(`${app.origin}/oauth2/authorization/main`)
      expect(page.status).toBe(502)
      expect(app.events).toMatchObject([{ code: 'issuer_mismatch' }])
      expect(fixture.provider.requests.all).toHaveLength(1)
    } finally {
      await app.close()
    }
  })

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', 'not an address', ''])(
    'K-02: with %j for an endpoint is refused',
    async (address) => {
      fixture.provider.twist({ metadata: (metadata) => ({ ...metadata, authorization_endpoint: address }) })
      const app = await startApp({ issuerUrl: fixture.provider.issuerUrl })
      try {
        const page = await fixture
          .openBrowser()
          .get(`${app.origin}/oauth2/authorization/main`, { followRedirects: false })
        expect(page.status).toBe(502)
      } finally {
        await app.close()
      }
    },
  )

  it.each([
    ['no usable key', { keys: [] }],
    ['a symmetric key', { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] }],
    ['a short RSA key', { keys: [{ kty: 'RSA', n: 'x'.repeat(171), e: 'AQAB' }] }],
    ['no key set', { nothing: true }],
  ])('K-05: with %s admits no person', async (_, jwks) => {
    const provider = await startMisbehavingProvider({ claims: { sub: 'ada', groups: ['staff'] } })
    provider.twist({ jwks: () => jwks })
    const app = await startApp({ issuerUrl: provider.issuerUrl })
    try {
      const page = await fixture.openBrowser().get(`${app.origin}/me`)
      expect(page.status).toBe(502)
      expect(app.events.at(-1)?.code).toBe('provider_response_invalid')
    } finally {
      await app.close()
      await provider.close()
    }
  })
})

describe('client authentication', () => {
  it('with a wrong secret is an error page that tells the user nothing and the log enough', async () => {
    const app = await startApp({
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      provider: { clientSecret: 'wrong secret' },
    })
    try {
      const page = await fixture.openBrowser().get(`${app.origin}/me`)
      expect(page.status).toBe(502)
      expect(page.text).toContain('client_rejected')
      expect(app.events.at(-1)?.message).toContain('clientSecret')
      expect(JSON.stringify(app.events)).not.toContain('wrong secret')
    } finally {
      await app.close()
    }
  })

  it.each(['client_secret_basic', 'client_secret_post', 'none', 'x_cert'] as const)(
    'by %s signs in',
    async (method) => {
      const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'
      const secret = method === 'x_cert' ? certificate : clientSecret
      const provider = await startMisbehavingProvider({
        claims: { sub: 'ada', groups: ['staff'] },
        clients: [
          {
            clientId: 'app',
            redirectUris: [],
            tokenEndpointAuthMethod: method,
            ...(method === 'none' ? {} : { clientSecret: secret }),
          },
        ],
      })
      const app = await startApp({
        issuerUrl: provider.issuerUrl,
        publicClient: method === 'none',
        provider: {
          ...(method === 'x_cert' ? { clientSecret: certificate, useClientSecretAsCertificate: true } : {}),
          ...(method.startsWith('client_secret') ? { tokenEndpointAuthMethod: method } : {}),
        },
      })
      try {
        expect((await fixture.openBrowser().get(`${app.origin}/me`)).status).toBe(200)
      } finally {
        await app.close()
        await provider.close()
      }
    },
  )
})

describe('both formats of access tokens', () => {
  it('opaque: roles come from UserInfo', async () => {
    const app = await startApp({
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      provider: { accessTokenFormat: 'opaque', nameClaim: 'nickname' },
    })
    fixture.provider.twist({
      idTokenClaims: ({ groups: _, ...claims }) => claims,
      userinfo: (claims) => ({ ...claims, groups: ['admins'], nickname: 'Ada of UserInfo' }),
    })
    try {
      expect((await fixture.openBrowser().get(`${app.origin}/admin`)).text).toBe(
        '/admin of Ada of UserInfo: ROLE_ADMIN ROLE_USER',
      )
      expect(fixture.provider.requests.count('/userinfo')).toBe(1)
    } finally {
      await app.close()
    }
  })

  it('jwt: UserInfo is not asked while the ID Token says everything', async () => {
    expect((await fixture.openBrowser().get(`${fixture.app.origin}/me`)).status).toBe(200)
    expect(fixture.provider.requests.count('/userinfo')).toBe(0)
  })

  it.each([
    ['another person', { sub: 'mallory', groups: ['admins'] }],
    ['no subject', { groups: ['admins'] }],
    ['a list of people', { sub: ['ada'], groups: ['admins'] }],
  ])('I-18: a UserInfo answer about %s ends the sign-in', async (_, userinfo) => {
    const app = await startApp({
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      provider: { accessTokenFormat: 'opaque' },
    })
    fixture.provider.twist({ userinfo: () => userinfo })
    try {
      const page = await fixture.openBrowser().get(`${app.origin}/me`)
      expect(page.status).toBe(502)
      expect(app.events.at(-1)).toMatchObject({ code: 'userinfo_invalid', detail: { rule: 'sub' } })
    } finally {
      await app.close()
    }
  })
})

describe('a person who lacks the required role', () => {
  it('gets a 403 page that stays, never a loop, and no session', async () => {
    fixture.provider.setClaims({ sub: 'eve', name: 'Eve', groups: ['visitors'] })
    const browser = fixture.openBrowser()
    const page = await browser.get(`${fixture.app.origin}/me`)
    expect(page.status).toBe(403)
    expect(page.url).toBe(`${fixture.app.origin}/login/denied`)
    expect(page.chain.find((hop) => hop.url.includes('/code/main'))?.status).toBe(303)
    expect(page.text).toContain('role_missing')
    expect((await browser.get(page.url)).status).toBe(403)
    expect((await browser.get(`${fixture.app.origin}/oauth2/session`)).status).toBe(401)
    const reference = fixture.app.events.at(-1)?.reference ?? 'none'
    expect(page.text).toContain(reference)
  })

  it('can switch accounts where both prompts are offered: by choosing first, by signing in anew the second time', async () => {
    fixture.provider.setClaims({ sub: 'eve', groups: [] })
    fixture.provider.twist({
      metadata: (metadata) => ({ ...metadata, prompt_values_supported: ['login', 'select_account'] }),
    })
    const app = await startApp({ issuerUrl: fixture.provider.issuerUrl, now: () => fixture.now })
    try {
      const browser = fixture.openBrowser()
      await browser.get(`${app.origin}/me`)
      const prompts: (string | null)[] = []
      for (let attempt = 0; attempt < 2; attempt++) {
        const page = await browser.get(`${app.origin}/login/denied`)
        const href = /href="([^"]*switch=1[^"]*)"/u.exec(page.text)?.[1] ?? ''
        const switched = await browser.get(href.replaceAll('&amp;', '&'))
        expect(new URL(href.replaceAll('&amp;', '&')).searchParams.get('returnTo')).toBe('/me')
        const authorize = switched.chain.find((hop) => hop.url.includes('/authorize'))
        prompts.push(new URL(authorize?.url ?? '').searchParams.get('prompt'))
      }
      expect(prompts).toEqual(['select_account', 'login'])
    } finally {
      await app.close()
    }
  })

  it('signs out at the provider too', async () => {
    fixture.provider.setClaims({ sub: 'eve', groups: [] })
    const browser = fixture.openBrowser()
    const page = await browser.get(`${fixture.app.origin}/me`)
    const answer = await browser.submitForm(page, {}, { followRedirects: false })
    expect(answer.headers.get('location')).toContain('id_token_hint=')
    await browser.get(`${fixture.app.origin}/login/denied`)
    expect(browser.cookies(fixture.app.origin)).toEqual([expect.objectContaining({ key: answeredCookie })])
  })

  it('may follow the form of the page to the provider, and has a policy for the rest', async () => {
    fixture.provider.setClaims({ sub: 'eve', groups: [] })
    const page = await fixture.openBrowser().get(`${fixture.app.origin}/me`)
    const policy = page.headers.get('content-security-policy')
    expect(policy).toContain("; form-action 'self' https: http:;")
    expect(policy).toContain("default-src 'none'")
    expect(page.headers.get('referrer-policy')).toBe('same-origin')
  })

  it('keeps the reason, without the ID Token where a browser would not keep both', async () => {
    const photo = 'x'.repeat(3500)
    fixture.provider.setClaims({ sub: 'eve', name: 'Eve', groups: [], photo })
    const browser = fixture.openBrowser()
    const page = await browser.get(`${fixture.app.origin}/me`)
    expect(page.status).toBe(403)
    const written = page.chain
      .flatMap((hop) => hop.setCookies)
      .filter((cookie) => cookie.includes('-denied='))
    expect(written).toHaveLength(1)
    expect(written[0]?.length).toBeLessThanOrEqual(4096)
    expect(page.text).toContain('role_missing')

    const answer = await browser.submitForm(page, {}, { followRedirects: false })
    const { searchParams } = new URL(answer.headers.get('location') ?? '')
    expect(searchParams.has('id_token_hint')).toBe(false)
    expect(searchParams.get('client_id')).toBe('app')
  })

  it('has ten minutes for the page', async () => {
    fixture.provider.setClaims({ sub: 'eve', groups: [] })
    const browser = openEngineBrowser(fixture.app.engine)
    const written = (await browser.signIn()).headers.getSetCookie()
    expect(written.filter((cookie) => cookie.includes('-denied='))).toEqual([
      expect.stringContaining('; Max-Age=600; '),
    ])
    fixture.now += 599
    expect((await browser.get('/login/denied')).status).toBe(403)
    fixture.now += 1
    expect((await browser.get('/login/denied')).status).toBe(302)
  })

  it('S-11: is told so by a program with what no cache may keep', async () => {
    fixture.provider.setClaims({ sub: 'eve', groups: [] })
    const browser = fixture.openBrowser()
    await browser.get(`${fixture.app.origin}/me`)
    const headers = { accept: 'application/json' }
    const answer = await browser.get(`${fixture.app.origin}/login/denied`, { headers })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect(answer.headers.get('vary')).toBe('Cookie')
  })

  it('gets 403 at a gate inside, with a page that says who they are', async () => {
    const browser = fixture.openBrowser()
    await browser.get(`${fixture.app.origin}/me`)
    const page = await browser.get(`${fixture.app.origin}/admin`)
    expect(page.status).toBe(403)
    expect(page.text).toContain('ada')
    const machine = await browser.get(`${fixture.app.origin}/admin`, {
      headers: { accept: 'application/json' },
    })
    expect(machine.status).toBe(403)
    expect(machine.headers.get('content-type')).toBe('application/problem+json')
  })
})
