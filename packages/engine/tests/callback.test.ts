import { describe, expect, it } from 'vitest'
import { startMisbehavingProvider, type Twists, type UserAgent } from '@x/oidc-testing'
import { openEngineBrowser } from './engine-browser.ts'
import { clientSecret, createAppEngine, sessionSecret, startApp } from './start-app.ts'
import { useSignInFixture } from './sign-in-fixture.ts'

const fixture = useSignInFixture()

function start(path = '/me'): string {
  return `${fixture.app.origin}/oauth2/authorization/main?returnTo=${encodeURIComponent(path)}`
}

/** Lets the provider answer, and stops before the callback is fetched. */
async function obtainCallback(browser: UserAgent, path?: string): Promise<string> {
  const stopped = await browser.get(start(path), { stopBefore: `${fixture.app.origin}/login/oauth2/code/` })
  const callback = stopped.chain.at(-1)?.location
  if (callback === undefined) throw new Error(`no callback after ${stopped.url}`)
  return callback
}

/** A sign-in begins anew, at the same provider. */
function expectNewBeginning(
  answer: { readonly status: number; readonly headers: Headers },
  returnTo = '',
): void {
  expect(answer.status).toBe(302)
  const { pathname, searchParams } = new URL(answer.headers.get('location') ?? '')
  expect(pathname).toBe('/oauth2/authorization/main')
  expect(searchParams.get('again')).toBe('1')
  expect(searchParams.get('returnTo') ?? '').toBe(returnTo)
}

function tokenRequests(): number {
  return fixture.provider.requests.count('/token')
}

describe('a callback', () => {
  it('signs in and goes to where the sign-in began', async () => {
    const landed = await fixture.openBrowser().get(start('/me?tab=2#part'))
    expect(landed.url).toContain('/me?tab=2')
    expect(landed.text).toBe('/me of ada: ROLE_USER')
    expect(tokenRequests()).toBe(1)
  })

  it('C-10: is answered with 303', async () => {
    const browser = fixture.openBrowser()
    const answer = await browser.get(await obtainCallback(browser), { followRedirects: false })
    expect(answer.status).toBe(303)
  })

  it('C-11: leaks nothing: no referrer, no cache, and the code leaves the address at once', async () => {
    const browser = fixture.openBrowser()
    const answer = await browser.get(await obtainCallback(browser), { followRedirects: false })
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect(answer.headers.get('location')).toBe(`${fixture.app.origin}/me`)
    expect(answer.text).toBe('')
  })

  it('C-02: of one browser begins a new sign-in in another, without a token request', async () => {
    const callback = await obtainCallback(fixture.openBrowser())
    const other = fixture.openBrowser()
    expectNewBeginning(await other.get(callback, { followRedirects: false }))
    expect(tokenRequests()).toBe(0)
    expect((await other.get(`${fixture.app.origin}/oauth2/session`)).status).toBe(401)
  })

  it('C-02: does so in another browser that has begun a sign-in of its own', async () => {
    const callback = await obtainCallback(fixture.openBrowser())
    const other = fixture.openBrowser()
    await obtainCallback(other)
    expectNewBeginning(await other.get(callback, { followRedirects: false }))
    expect(tokenRequests()).toBe(0)
  })

  it('C-03: that comes again with the cookies of the first answer asks for no second token and leaves the session alone', async () => {
    const browser = fixture.openBrowser()
    const callback = await obtainCallback(browser)
    expect((await browser.get(callback)).status).toBe(200)
    const again = await browser.get(callback)
    expect(again.status).toBe(200)
    expect(again.url).toBe(`${fixture.app.origin}/me`)
    expect(again.text).toBe('/me of ada: ROLE_USER')
    expect(tokenRequests()).toBe(1)
  })

  it('C-03: that is sent twice at once to one process is used once, and both get the session', async () => {
    const browser = fixture.openBrowser()
    const callback = await obtainCallback(browser)
    const answers = await Promise.all(
      [browser.openTab(), browser.openTab()].map((tab) => tab.get(callback, { followRedirects: false })),
    )
    for (const { headers, setCookies, status } of answers) {
      expect([status, headers.get('location')]).toEqual([303, `${fixture.app.origin}/me`])
      expect(setCookies).toEqual(answers[0]?.setCookies)
    }
    expect(tokenRequests()).toBe(1)
    expect((await browser.get(`${fixture.app.origin}/`)).text).toBe('hello ada')
  })

  it('C-03: without its cookie starts again once, then gets a readable page', async () => {
    const browser = fixture.openBrowser()
    const callback = await obtainCallback(browser)
    browser.clearCookies()
    const again = await browser.get(callback, { stopBefore: `${fixture.app.origin}/login/oauth2/code/` })
    const second = again.chain.at(-1)?.location ?? ''
    browser.clearCookies()
    const answer = await browser.get(second)
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('This sign-in was not begun here')
    expect(answer.text).not.toContain(new URL(callback).searchParams.get('code'))
  })

  it.each([
    ['code', 'code=x'],
    ['state', 'code=x'],
    ['iss', 'code=x'],
    ['error', 'error=access_denied'],
    ['session_state', 'code=x&session_state=y'],
  ])('C-07: with the same %s twice is refused for that alone', async (name, response) => {
    fixture.provider.twist({
      authorizationResponse: (parameters) => {
        const given = new URLSearchParams(response)
        if (!given.has('code')) parameters.delete('code')
        for (const [each, value] of given) if (!parameters.has(each)) parameters.set(each, value)
        parameters.append(name, parameters.get(name) ?? '')
      },
    })
    const before = fixture.app.events.length
    const answer = await fixture.openBrowser().get(start())
    expect(answer.status).toBe(400)
    expect(fixture.app.events.slice(before)).toMatchObject([
      { code: 'authorization_response_invalid', detail: { rule: 'repeated_parameter' } },
    ])
    expect(tokenRequests()).toBe(0)
  })

  it.each([
    [
      'without state',
      (parameters: URLSearchParams) => {
        parameters.delete('state')
      },
    ],
    [
      'with another state',
      (parameters: URLSearchParams) => {
        parameters.set('state', 'x'.repeat(43))
      },
    ],
    [
      'without a code',
      (parameters: URLSearchParams) => {
        parameters.delete('code')
      },
    ],
    [
      'with an empty code',
      (parameters: URLSearchParams) => {
        parameters.set('code', '')
      },
    ],
    [
      'with an access token (#62)',
      (parameters: URLSearchParams) => {
        parameters.set('access_token', 'x')
      },
    ],
  ])('%s is refused without a token request', async (_, authorizationResponse) => {
    fixture.provider.twist({ authorizationResponse })
    const answer = await fixture.openBrowser().get(start())
    expect(answer.status).toBe(400)
    expect(tokenRequests()).toBe(0)
  })

  it.each([
    ['another issuer', 'https://evil.example'],
    ['a slash more', '/'],
    ['nothing', ''],
  ])('C-05: whose iss is %s is refused without a token request', async (_, iss) => {
    fixture.provider.twist({
      authorizationResponse: (parameters) => {
        parameters.set('iss', iss === '/' ? `${fixture.provider.issuerUrl}/` : iss)
      },
    })
    const answer = await fixture.openBrowser().get(start())
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('authorization_response_invalid')
    expect(tokenRequests()).toBe(0)
  })

  it.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '${7*7}{{7*7}}',
    `x${'y'.repeat(3000)}`,
  ])('C-08: with an error shows none of what the provider wrote: %#', async (text) => {
    fixture.provider.twist({
      authorizationResponse: (parameters) => {
        parameters.delete('code')
        parameters.set('error', text)
        parameters.set('error_description', text)
      },
    })
    const browser = fixture.openBrowser()
    const answer = await browser.get(start())
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('authorization_failed')
    expect(answer.text).not.toContain(text.slice(0, 40))
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(browser.cookies(fixture.app.origin).map(({ key }) => key.replace(/^oidc-[\da-f]+/u, ''))).toEqual([
      '-used',
    ])
  })

  it('with an error leads back to where the sign-in began', async () => {
    fixture.provider.twist({
      authorizationResponse: (parameters) => {
        parameters.delete('code')
        parameters.set('error', 'access_denied')
      },
    })
    const answer = await fixture.openBrowser().get(start('/admin?x=1'))
    expect(answer.text).toContain(`returnTo=${encodeURIComponent('/admin?x=1')}`)
  })

  it('longer than 8 KiB is refused', async () => {
    const answer = await fixture
      .openBrowser()
      .get(`${fixture.app.origin}/login/oauth2/code/main?state=${'x'.repeat(9000)}`)
    expect(answer.status).toBe(400)
  })
})

describe('a person who takes long at the provider', () => {
  // Engines of their own: a shared one would see its clock go back.
  async function take(minutes: number) {
    const { engine } = createAppEngine('http://localhost:3000', {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
    })
    const browser = openEngineBrowser(engine)
    const begun = await browser.get('/oauth2/authorization/main?returnTo=/me?tab=2')
    fixture.now += minutes * 60
    const atProvider = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' })
    return { browser, answer: await browser.get(atProvider.headers.get('location') ?? '') }
  }

  it('signs in after fifty-nine minutes', async () => {
    const { answer } = await take(59)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, 'http://localhost:3000/me?tab=2'])
  })

  it('begins anew by itself after seventy minutes, and returns to the address', async () => {
    const { answer, browser } = await take(70)
    expectNewBeginning(answer, '/me?tab=2')
    expect(tokenRequests()).toBe(0)
    const again = await browser.get(answer.headers.get('location') ?? '')
    const atProvider = await fetch(again.headers.get('location') ?? '', { redirect: 'manual' })
    const end = await browser.get(atProvider.headers.get('location') ?? '')
    expect([end.status, end.headers.get('location')]).toEqual([303, 'http://localhost:3000/me?tab=2'])
  })
})

/** Nothing but state, PKCE and the redirect URI tells the providers apart, as before RFC 9207. */
const withoutIss: Twists = {
  metadata: ({ authorization_response_iss_parameter_supported: _, ...metadata }) => metadata,
  authorizationResponse: (parameters) => {
    parameters.delete('iss')
  },
}

describe('without iss in the authorization response', () => {
  async function startQuietApp() {
    fixture.provider.twist(withoutIss)
    return startApp({ issuerUrl: fixture.provider.issuerUrl, now: () => fixture.now })
  }

  it('a sign-in passes where the provider does not announce it', async () => {
    const app = await startQuietApp()
    try {
      const landed = await fixture.openBrowser().get(`${app.origin}/oauth2/authorization/main?returnTo=/me`)
      expect(landed.text).toBe('/me of ada: ROLE_USER')
    } finally {
      await app.close()
    }
  })

  it('C-02: a callback begins a new sign-in in another browser, also in one that began a sign-in of its own', async () => {
    const app = await startQuietApp()
    try {
      const callback = await openEngineBrowser(app.engine).obtainCallback()
      const [strange, busy] = [openEngineBrowser(app.engine), openEngineBrowser(app.engine)]
      await busy.obtainCallback()
      for (const browser of [strange, busy]) {
        expectNewBeginning(await browser.get(callback))
      }
      expect(tokenRequests()).toBe(0)
    } finally {
      await app.close()
    }
  })

  it('C-02: the cookie of one sign-in is worth nothing under the name of another', async () => {
    const app = await startQuietApp()
    try {
      const [victim, attacker] = [openEngineBrowser(app.engine), openEngineBrowser(app.engine)]
      const callback = await attacker.obtainCallback()
      await victim.obtainCallback()
      const [[name] = ['']] = attacker.cookies
      const [[, value] = ['', '']] = victim.cookies
      expectNewBeginning(await openEngineBrowser(app.engine, [[name, value]]).get(callback))
      expect(tokenRequests()).toBe(0)
    } finally {
      await app.close()
    }
  })

  it('C-06: the redirect URI of a transaction is the one that it began with', async () => {
    fixture.provider.twist(withoutIss)
    const options = { issuerUrl: fixture.provider.issuerUrl, now: () => fixture.now }
    const session = { secret: sessionSecret, cookieName: 'same' }
    const [before, after] = ['/callback/{providerId}', '/moved/{providerId}'].map((callback) =>
      createAppEngine('http://localhost:3000', { ...options, options: { session, paths: { callback } } }),
    )
    if (before === undefined || after === undefined) throw new Error('two engines')
    const browser = openEngineBrowser(before.engine)
    const callback = (await browser.obtainCallback()).replace('/callback/', '/moved/')
    expectNewBeginning(await openEngineBrowser(after.engine, browser.cookies).get(callback))
    expect(tokenRequests()).toBe(0)
  })
})

it('is at an address without the provider, where there is one provider', async () => {
  const options = { security: { requiredRoles: [] }, paths: { callback: '/callback' } }
  const app = await startApp({ issuerUrl: fixture.provider.issuerUrl, now: () => fixture.now, options })
  try {
    const browser = openEngineBrowser(app.engine)
    const callback = await browser.obtainCallback()
    expect(new URL(callback).pathname).toBe('/callback')
    expect((await browser.get(callback)).headers.get('location')).toBe(`${app.origin}/`)
    expect(await browser.authenticate()).toHaveProperty('auth.status', 'authenticated')
  } finally {
    await app.close()
  }
})

describe('with two providers', () => {
  it('#3, C-06: the transaction of one is refused at the other, and no token is requested', async () => {
    const other = await startMisbehavingProvider({ now: () => fixture.now })
    const app = await startApp({
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      providers: [{ providerId: 'other', issuerUrl: other.issuerUrl, clientId: 'app' }],
      options: { security: { requiredRoles: [] } },
    })
    other.twist(withoutIss)
    fixture.provider.twist(withoutIss)
    try {
      for (const [from, to] of [
        ['main', 'other'],
        ['other', 'main'],
      ] as const) {
        const browser = openEngineBrowser(app.engine)
        const callback = await browser.obtainCallback(from)
        const answer = await browser.get(callback.replace(`/code/${from}`, `/code/${to}`))
        expect(answer.headers.get('location')).toContain(`/oauth2/authorization/${to}?again=1`)
        // It is still good where it belongs.
        expect((await browser.get(callback)).status).toBe(303)
      }
      expect(fixture.provider.requests.count('/token')).toBe(1)
      expect(other.requests.count('/token')).toBe(1)
    } finally {
      await app.close()
      await other.close()
    }
  })

  it('the sign-in lets a person choose', async () => {
    const app = await startApp({
      issuerUrl: fixture.provider.issuerUrl,
      providers: [
        { providerId: 'second', issuerUrl: fixture.provider.issuerUrl, clientId: 'app', clientSecret },
      ],
      options: { security: { requiredRoles: [] } },
    })
    try {
      const page = await fixture.openBrowser().get(`${app.origin}/me`)
      expect(page.status).toBe(200)
      expect(page.text).toContain('/oauth2/authorization/main?returnTo=%2Fme')
      expect(page.text).toContain('/oauth2/authorization/second?returnTo=%2Fme')
    } finally {
      await app.close()
    }
  })
})

it('ten tabs sign in at once, in any order, each to where it was', async () => {
  const browser = fixture.openBrowser()
  const tabs = await Promise.all(
    Array.from({ length: 10 }, async (_, index) => {
      const tab = browser.openTab()
      return { tab, index, callback: await obtainCallback(tab, `/me?tab=${index}`) }
    }),
  )
  for (const { tab, index, callback } of tabs.sort(
    (one, other) => ((one.index * 7) % 10) - ((other.index * 7) % 10),
  )) {
    const landed = await tab.get(callback)
    expect(landed.status).toBe(200)
    expect(landed.url).toBe(`${fixture.app.origin}/me?tab=${index}`)
  }
  expect(tokenRequests()).toBe(10)
})
