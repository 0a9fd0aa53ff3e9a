import { explainAccess, type SecurityOptions, type SessionKeep } from '@x/oidc-core'
import type { EngineOptions } from '@x/oidc-engine'
import type { UserAgent } from '@x/oidc-testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createSealer } from '../src/crypto/seal.ts'
import { openEngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, sessionSecret, startApp } from './start-app.ts'

const fixture = useSignInFixture()

async function signIn(origin = fixture.app.origin): Promise<UserAgent> {
  const browser = fixture.openBrowser()
  const landed = await browser.get(`${origin}/oauth2/authorization/main`)
  expect(landed.text).toMatch(/^hello /u)
  return browser
}

function sessionCookie(browser: UserAgent, origin = fixture.app.origin): { key: string; value: string } {
  const cookie = browser.cookies(origin).find(({ key }) => /^oidc-[\da-f]{8}$/u.test(key))
  if (cookie === undefined) throw new Error('no session cookie')
  return cookie
}

/** Who the application sees when exactly this cookie header comes in. */
async function whoIs(cookie: string, origin = fixture.app.origin) {
  return fixture.openBrowser().get(`${origin}/`, { headers: { cookie } })
}

describe('S-06: the session cookie', () => {
  it('is HttpOnly, SameSite=Lax and for the whole host, and carries no domain', async () => {
    const browser = fixture.openBrowser()
    const landed = await browser.get(`${fixture.app.origin}/oauth2/authorization/main`)
    const cookies = landed.chain.flatMap((hop) => hop.setCookies)
    expect(cookies.length).toBeGreaterThan(2)
    for (const cookie of cookies) {
      expect(cookie).toContain('; HttpOnly')
      expect(cookie).toContain('; SameSite=Lax')
      expect(cookie).toContain('; Path=/')
      expect(cookie).not.toMatch(/domain=/iu)
    }
  })

  it('is Secure and has the __Host- prefix on https', async () => {
    const { createEngine } = await import('@x/oidc-engine')
    const engine = createEngine(
      {
        baseUrl: 'https://app.example.com',
        providers: [{ providerId: 'main', issuerUrl: fixture.provider.issuerUrl, clientId: 'app' }],
        session: { secret: sessionSecret },
      },
      { now: () => fixture.now },
    )
    const answer = await engine.handle(new Request('https://app.example.com/oauth2/authorization/main'))
    const cookies = answer?.headers.getSetCookie() ?? []
    expect(cookies).toHaveLength(1)
    expect(cookies[0]).toMatch(
      /^__Host-oidc-[\da-f]{8}-tx\.[^;]+; Path=\/; Max-Age=90000; HttpOnly; Secure; SameSite=Lax$/u,
    )
  })

  it.each([0, 1, 10, 100, -1, -2, -10])('cut to %s characters reads as anonymous', async (length) => {
    const { key, value } = sessionCookie(await signIn())
    const answer = await whoIs(`${key}=${value.slice(0, length)}`)
    expect(answer.text).toBe('hello anonymous')
  })

  it('that is damaged is deleted', async () => {
    const { key, value } = sessionCookie(await signIn())
    const answer = await whoIs(`${key}=${value.slice(0, -2)}`)
    expect(answer.setCookies).toEqual([`${key}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`])
  })

  it('that another application sealed is ignored and never deleted', async () => {
    const { key } = sessionCookie(await signIn())
    const foreign = await createSealer(['another secret of more than thirty-two bytes']).seal(
      'session',
      key,
      { v: 1 },
    )
    const answer = await whoIs(`${key}=${foreign}`)
    expect(answer.text).toBe('hello anonymous')
    expect(answer.setCookies).toEqual([])
  })

  it.each(['', '=', ';;;', 'a', '=;=;=', 'x=y; '.repeat(3000), '__proto__=1', 'oidc-00000000='])(
    '#54: a strange cookie header is no error: %#',
    async (cookie) => {
      const answer = await whoIs(cookie)
      expect(answer.status).toBe(200)
      expect(answer.text).toBe('hello anonymous')
    },
  )

  it.each(['0~', '1~', '-1~', '9~', '1000000000~', 'x~', '~', '2~', '3~'])(
    '#53: a chunk count of %s is no error',
    async (mark) => {
      const { key, value } = sessionCookie(await signIn())
      const answer = await whoIs(`${key}=${mark}${value}`)
      expect(answer.text).toBe('hello anonymous')
    },
  )

  it('with a thousand chunks planted beside it is read, and the planted ones are deleted', async () => {
    const { key, value } = sessionCookie(await signIn())
    const planted = Array.from({ length: 1000 }, (_, at) => `${key}.${at + 1}=x`)
    // More than a server of Node's reads of a request's headers.
    const facts = {
      method: 'GET',
      url: '/',
      header: () => [`${key}=${value}`, ...planted].join('; '),
    }
    const { auth, setCookies } = await fixture.app.engine.authenticate(facts)
    expect(auth.user?.subject).toBe('ada')
    expect(setCookies.length).toBeGreaterThan(0)
    expect(setCookies.every((cookie) => cookie.includes('.') && cookie.includes('Max-Age=0'))).toBe(true)
  })
})

describe('S-07: a session ends by what is inside it', () => {
  it('after its idle time', async () => {
    const { key, value } = sessionCookie(await signIn())
    fixture.now += 3599
    expect((await whoIs(`${key}=${value}`)).text).toBe('hello ada')
    fixture.now += 1
    const answer = await whoIs(`${key}=${value}`)
    expect(answer.text).toBe('hello anonymous')
    // The browser may have a newer session when this response arrives (decision 129).
    expect(answer.setCookies).toEqual([])
  })

  it('after its absolute time, however busy it was', async () => {
    const browser = await signIn()
    for (let spent = 0; spent < 42_000; spent += 3000) {
      fixture.now += 3000
      expect((await browser.get(`${fixture.app.origin}/`)).text).toBe('hello ada')
    }
    const { key, value } = sessionCookie(browser)
    fixture.now += 1199
    expect((await whoIs(`${key}=${value}`)).text).toBe('hello ada')
    fixture.now += 1
    expect((await whoIs(`${key}=${value}`)).text).toBe('hello anonymous')
  })

  it('and the idle deadline moves, but not with every answer', async () => {
    const browser = await signIn()
    fixture.now += 360
    expect((await browser.get(`${fixture.app.origin}/`)).setCookies).toEqual([])
    fixture.now += 1
    expect((await browser.get(`${fixture.app.origin}/`)).setCookies).toHaveLength(1)
    fixture.now += 3599
    expect((await browser.get(`${fixture.app.origin}/`)).text).toBe('hello ada')
  })
})

describe('the session cookie lives', () => {
  it('as long as the session may be idle', async () => {
    const landed = await fixture.openBrowser().get(`${fixture.app.origin}/oauth2/authorization/main`)
    const written = landed.chain.flatMap((hop) => hop.setCookies)
    expect(written.filter((cookie) => /^oidc-[\da-f]{8}=/u.test(cookie))).toEqual([
      expect.stringContaining('; Max-Age=3600; '),
    ])
  })

  it('and no longer than the session itself', async () => {
    const browser = await signIn()
    for (let spent = 0; spent < 42_000; spent += 3000) {
      fixture.now += 3000
      await browser.get(`${fixture.app.origin}/`)
    }
    fixture.now += 1000
    const { setCookies } = await browser.get(`${fixture.app.origin}/`)
    expect(setCookies).toEqual([expect.stringContaining('; Max-Age=200; ')])
  })
})

describe('S-08: a sealed cookie of one purpose never opens as another', () => {
  it('a transaction is no session, and a session no transaction', async () => {
    const browser = fixture.openBrowser()
    const start = await browser.get(`${fixture.app.origin}/oauth2/authorization/main`, {
      followRedirects: false,
    })
    const transaction = browser.cookies(fixture.app.origin)[0]
    const { key, value } = sessionCookie(await signIn())
    expect((await whoIs(`${key}=${transaction?.value ?? ''}`)).text).toBe('hello anonymous')

    const callback = new URL(`${fixture.app.origin}/login/oauth2/code/main`)
    callback.searchParams.set(
      'state',
      new URL(start.headers.get('location') ?? '').searchParams.get('state') ?? '',
    )
    callback.searchParams.set('code', 'x')
    const answer = await fixture
      .openBrowser()
      .get(callback.href, { headers: { cookie: `${transaction?.key ?? ''}=${value}` } })
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('transaction_missing')
  })

  it('the cookie of a denial, and of the logout, are no session', async () => {
    const { key } = sessionCookie(await signIn())
    fixture.provider.setClaims({ sub: 'eve', groups: [] })
    const denied = fixture.openBrowser()
    await denied.get(`${fixture.app.origin}/oauth2/authorization/main`)
    const others = [
      ...denied.cookies(fixture.app.origin),
      ...(await signInAgain())
        .cookies(`${fixture.app.origin}/logout`)
        .filter((cookie) => cookie.key.includes('logout')),
    ]
    expect(others.length).toBeGreaterThan(1)
    for (const { value } of others) {
      expect((await whoIs(`${key}=${value}`)).text).toBe('hello anonymous')
    }
  })

  async function signInAgain(): Promise<UserAgent> {
    fixture.provider.setClaims({ sub: 'ada', name: 'Ada', groups: ['staff'] })
    return signIn()
  }
})

describe('S-05: signing in', () => {
  it('ends the session that was there before, also when the next person is not admitted', async () => {
    const browser = await signIn()
    const before = sessionCookie(browser).value
    fixture.provider.setClaims({ sub: 'bob', name: 'Bob', groups: ['admins'] })
    await browser.get(`${fixture.app.origin}/oauth2/authorization/main?switch=1`)
    expect(sessionCookie(browser).value).not.toBe(before)
    expect((await browser.get(`${fixture.app.origin}/admin`)).text).toContain('/admin of bob')

    fixture.provider.setClaims({ sub: 'eve', groups: [] })
    const page = await browser.get(`${fixture.app.origin}/oauth2/authorization/main?switch=1`)
    expect(page.status).toBe(403)
    expect((await browser.get(`${fixture.app.origin}/oauth2/session`)).status).toBe(401)
  })

  it('#18: does not keep a planted session', async () => {
    const planted = sessionCookie(await signIn())
    const victim = fixture.openBrowser()
    victim.setCookie(`${planted.key}=${planted.value}; Path=/; HttpOnly`, fixture.app.origin)
    fixture.provider.setClaims({ sub: 'bob', name: 'Bob', groups: ['staff'] })
    await victim.get(`${fixture.app.origin}/oauth2/authorization/main?switch=1`)
    expect(sessionCookie(victim).value).not.toBe(planted.value)
    expect((await victim.get(`${fixture.app.origin}/`)).text).toBe('hello bob')
    expect((await whoIs(`${planted.key}=${planted.value}`)).text).toBe('hello ada')
  })
})

describe('S-11: an answer that depends on who asks', () => {
  it.each(['/me', '/admin', '/oauth2/session', '/logout', '/oauth2/authorization/main'])(
    'is for no other use: %s',
    async (path) => {
      const browser = await signIn()
      for (const agent of [browser, fixture.openBrowser()]) {
        const answer = await agent.get(fixture.app.origin + path, { followRedirects: false })
        expect(answer.headers.get('cache-control')).toBe('private, no-store')
        expect(answer.headers.get('vary')).toContain('Cookie')
      }
    },
  )

  it('is not sniffed for another type than it has', async () => {
    for (const agent of [await signIn(), fixture.openBrowser()]) {
      const answer = await agent.get(`${fixture.app.origin}/oauth2/session`)
      expect(answer.headers.get('content-type')).toMatch(/json/u)
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    }
  })

  it.each([
    ['an unknown provider', '/oauth2/authorization/other', 404],
    ['a callback without a sign-in', '/login/oauth2/code/main?code=x&state=y', 400],
    ['a request for the session without one', '/oauth2/session', 401],
    ['a gate without a session', '/me', 401],
  ])('is so for programs that get an error: %s', async (_, path, status) => {
    const headers = { accept: 'application/json' }
    const answer = await fixture.openBrowser().get(fixture.app.origin + path, { headers })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect(answer.headers.get('vary')).toBe('Cookie')
  })

  it('is so for programs that post from elsewhere, or lack a role', async () => {
    const browser = await signIn()
    const options = { headers: { accept: 'application/json', 'sec-fetch-site': 'cross-site' } }
    for (const answer of [
      await browser.post(`${fixture.app.origin}/logout`, {}, options),
      await browser.get(`${fixture.app.origin}/admin`, options),
    ]) {
      expect(answer.status).toBe(403)
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
      expect(answer.headers.get('cache-control')).toBe('private, no-store')
      expect(answer.headers.get('vary')).toBe('Cookie')
    }
  })

  it('is so where a cookie is written, and others stay cacheable', async () => {
    const browser = fixture.openBrowser()
    const landed = await browser.get(`${fixture.app.origin}/oauth2/authorization/main?returnTo=/plain`)
    expect(landed.text).toBe('plain')
    expect(landed.headers.get('cache-control')).toBeNull()
    expect(landed.headers.get('vary')).toBeNull()
  })
})

/** Signs a person in at an application that keeps this; it has roles of every group where it passes them through. */
async function signInKeeping(
  keep: SessionKeep,
  claims: Readonly<Record<string, unknown>>,
  security?: EngineOptions['security'],
) {
  const app = await startApp({
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    options: { session: { secret: sessionSecret, keep }, ...(security && { security }) },
  })
  onTestFinished(() => app.close())
  fixture.provider.setClaims({ sub: 'ada', groups: ['staff'], ...claims })
  const browser = fixture.openBrowser()
  const landed = await browser.get(`${app.origin}/oauth2/authorization/main`)
  const headers = { accept: 'application/json' }
  const session = await browser.get(`${app.origin}/oauth2/session`, { headers })
  const cookie = browser
    .cookies(app.origin)
    .map(({ key, value }) => `${key}=${value}`)
    .join('; ')
  const requestAuth = await app.engine.authenticate(new Request(app.origin, { headers: { cookie } }))
  return {
    ...{ app, browser, landed, decision: requestAuth.explain() },
    callback: landed.chain.find(({ url }) => url.includes('/login/oauth2/code/')),
    kept: (JSON.parse(session.text) as { user?: { claims: Record<string, unknown> } }).user?.claims,
    reduced: app.events.filter(({ code }) => code === 'session_reduced'),
  }
}

describe('a session that keeps its trace', () => {
  const security = {
    roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_ADMIN'] },
    individualRoles: { 'eve@example.com': ['ROLE_ADMIN'] },
  }

  it('explains which entries would have granted a role, and names the claims that came', async () => {
    const { decision } = await signInKeeping({ trace: true }, {}, security)
    const text = decision && explainAccess(decision, { role: 'ROLE_ADMIN' })
    expect(text).toContain('- roleMapping "admins": no such role key came')
    expect(text).toContain('- individualRoles, for 1 user name: none is the name of this user')
    expect(text).toContain('- "groups" in the ID Token: found')
    expect(JSON.stringify(decision)).not.toContain('eve@example.com')
  })

  it('names no entry for a role if security is a function, because its answer was for another moment', async () => {
    const source = (): Promise<SecurityOptions> => Promise.resolve(security)
    const { decision } = await signInKeeping({ trace: true }, {}, source)
    const text = decision && explainAccess(decision, { role: 'ROLE_ADMIN' })
    expect(text).toContain('To list the entries that would grant it, pass the option security.')
    expect(text).not.toContain('admins')
  })
})

describe('a session that does not fit into cookies', () => {
  const guids = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, at) => `3f2504e0-4f89-11d3-9a0c-${String(at).padStart(12, '0')}`)

  it('is kept without the claim that is too large: 300 groups sign in, and the log names it', async () => {
    const groups = ['staff', ...guids(300)]
    const { callback, landed, kept, reduced } = await signInKeeping(
      { claims: true },
      { groups, department: 'sales' },
    )
    expect(callback?.status).toBe(303)
    expect(landed.text).toBe('hello ada')
    expect(kept).toMatchObject({ sub: 'ada', department: 'sales' })
    expect(kept).not.toHaveProperty('groups')
    expect(reduced).toMatchObject([
      {
        level: 'warn',
        providerId: 'main',
        detail: { claims: ['groups'], moreClaims: 0, trace: false, roleKeys: true },
      },
    ])
    expect(reduced[0]?.message).toContain('was kept without the claim "groups", the role keys, because')
    expect(JSON.stringify(reduced)).not.toMatch(/3f2504e0|sales|staff/u)
  })

  it('stays as it is at every request that follows', async () => {
    const { app, browser } = await signInKeeping({ claims: true }, { groups: ['staff', ...guids(300)] })
    fixture.now += 1000
    expect((await browser.get(`${app.origin}/me`)).text).toBe('/me of ada: ROLE_USER')
    fixture.now += 3000
    expect((await browser.get(`${app.origin}/me`)).text).toBe('/me of ada: ROLE_USER')
  })

  it('leaves the largest claims out first, by their bytes, and as few as needed', async () => {
    const { kept, reduced } = await signInKeeping(
      { claims: ['one', 'two', 'three', ['four', 'inner']] },
      {
        ...{ one: 'x'.repeat(4000), two: 'é'.repeat(3500), three: 'x'.repeat(3000) },
        four: { inner: 'kept', outer: 'not named' },
      },
    )
    expect(kept).toEqual({ one: 'x'.repeat(4000), three: 'x'.repeat(3000), four: { inner: 'kept' } })
    expect(reduced[0]?.detail).toEqual({ claims: ['two'], moreClaims: 0, trace: false, roleKeys: true })
  })

  it('is whole up to the last byte that fits, of whatever characters, and stays so when it is written again', async () => {
    for (const sign of ['x', 'ł', '€', '😀', '"', '\u0001', '\ud800']) {
      let [fitting, tooMany] = [0, 12_000]
      while (tooMany - fitting > 1) {
        const count = Math.floor((fitting + tooMany) / 2)
        const big = sign.repeat(count)
        fixture.provider.setClaims({ sub: 'ada', groups: ['staff'], big, small: 'kept' })
        const { engine } = createAppEngine('http://localhost:3000', {
          issuerUrl: fixture.provider.issuerUrl,
          now: () => fixture.now,
          options: { session: { secret: sessionSecret, keep: { claims: ['big', 'small'] } } },
        })
        const browser = openEngineBrowser(engine)
        const lines = (await browser.signIn()).headers.getSetCookie()
        const claims = (await browser.authenticate()).auth.user?.claims
        fixture.now += 1000
        const touched = await browser.authenticate()
        expect(touched.auth.user?.claims).toEqual(claims)
        expect(touched.setCookies.length).toBeGreaterThan(0)
        expect([...lines, ...touched.setCookies].filter(({ length }) => length > 4096)).toEqual([])
        if (claims?.['big'] === undefined) tooMany = count
        else fitting = count
        expect(claims).toEqual(fitting === count ? { big, small: 'kept' } : { small: 'kept' })
      }
      // Three cookies hold some 9,000 bytes.
      expect(fitting * Buffer.byteLength(JSON.stringify(sign).slice(1, -1))).toBeGreaterThan(8000)
    }
  })

  it('is told of with names of any length and form, and with what helps', async () => {
    const name = `${'n'.repeat(5000)}", the claim "forged`
    const hostile: unknown = JSON.parse(`{"__proto__":"${'p'.repeat(9500)}"}`)
    const { kept, reduced } = await signInKeeping(
      { claims: true },
      { [name]: 'x'.repeat(5000), constructor: 'kept', ...(hostile as Record<string, unknown>) },
    )
    expect(kept?.['constructor']).toBe('kept')
    const [event] = reduced
    expect(event?.message).not.toContain('forged')
    expect(event?.message).toContain('the claim "__proto__"')
    expect(event?.message).toContain('Set session.keep to what the application needs.')
    expect(event?.message.length).toBeLessThan(500)
  })

  it('keeps the trace before the claims, and the claims where only the trace is too large', async () => {
    const first = await signInKeeping({ claims: ['photo'], trace: true }, { photo: 'x'.repeat(20_000) })
    expect(first.kept).not.toHaveProperty('photo')
    expect(first.decision?.trace.keys).toMatchObject([{ key: 'staff' }])
    expect(first.reduced[0]?.detail).toEqual({
      claims: ['photo'],
      moreClaims: 0,
      trace: false,
      roleKeys: true,
    })

    const second = await signInKeeping(
      { claims: ['department'], trace: true },
      { groups: ['staff', ...guids(300)], department: 'sales' },
    )
    expect(second.landed.text).toBe('hello ada')
    expect(second.kept).toMatchObject({ department: 'sales' })
    expect(second.decision).toBeUndefined()
    expect(second.reduced[0]?.detail).toEqual({ claims: [], moreClaims: 0, trace: true, roleKeys: true })
    expect(second.reduced[0]?.message).toContain('was kept without the trace, the role keys, because')
  })

  it('is kept without both where neither fits, in one event', async () => {
    const { landed, kept, decision, reduced } = await signInKeeping(
      { claims: true, trace: true },
      { groups: ['staff', ...guids(300)], photo: 'x'.repeat(20_000) },
    )
    expect(landed.text).toBe('hello ada')
    expect([kept?.['groups'], kept?.['photo'], decision]).toEqual([undefined, undefined, undefined])
    expect(reduced).toMatchObject([{ detail: { trace: true } }])
  })

  it('names no more than twenty claims, whatever the provider calls them', async () => {
    const claims = Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [`claim\n${at}`, 'x'.repeat(60)]),
    )
    const { landed, reduced } = await signInKeeping({ claims: true }, claims)
    expect(landed.text).toBe('hello ada')
    const [event] = reduced
    const detail = event?.detail as { claims: readonly string[]; moreClaims: number }
    expect(detail.claims).toHaveLength(20)
    expect(detail.moreClaims).toBeGreaterThan(0)
    expect(event?.message).toContain(`${detail.moreClaims} more claims`)
    expect(event?.message).not.toContain('\n')
  })

  it('loses no role: roles that do not fit are a readable error, not a sign-in loop', async () => {
    const groups = guids(400)
    const { app, browser, landed, reduced } = await signInKeeping(
      { claims: true, trace: true },
      { groups },
      { passthrough: { allow: ['**'] }, requiredRoles: [] },
    )
    expect(landed.status).toBe(500)
    expect(landed.text).toContain('session_too_large')
    expect(reduced).toEqual([])
    const [event] = app.events.filter(({ code }) => code === 'session_too_large')
    expect(event).toMatchObject({ level: 'error', detail: { largest: 'roles' } })
    expect(event?.message).toContain('most of it is roles.')
    expect(event?.message).toContain('Roles are never left out')
    expect(JSON.stringify(app.events)).not.toContain('3f2504e0')
    expect(browser.cookies(app.origin).map(({ key }) => key)).toEqual([expect.stringMatching(/-used$/u)])
  })

  it('is split over several while it can be, and shrinks again', async () => {
    const { app, browser } = await signInKeeping({ claims: true }, { photo: 'x'.repeat(5000) })
    const countCookies = (): number =>
      browser.cookies(app.origin).filter(({ key }) => /^oidc-\w{8}(?:\.\d)?$/u.test(key)).length
    expect(countCookies()).toBe(2)
    fixture.provider.setClaims({ sub: 'ada', groups: ['staff'] })
    await browser.get(`${app.origin}/oauth2/authorization/main`)
    expect(countCookies()).toBe(1)
  })
})

it('sign-ins that succeed and leave no session end on a page, not in a loop', async () => {
  const browser = fixture.openBrowser()
  for (const attempt of [1, 2, 3]) {
    const page = await browser.get(`${fixture.app.origin}/me`)
    expect(page.status).toBe(attempt === 3 ? 400 : 200)
    if (attempt === 3) expect(page.text).toContain('session_cookie_rejected')
    const kept = browser.cookies(fixture.app.origin).filter(({ key }) => key.endsWith('-try'))
    browser.clearCookies()
    for (const cookie of kept) browser.setCookie(`${cookie.key}=${cookie.value}; Path=/`, fixture.app.origin)
  }
})

it('a signed-in user may sign in again and again: that is no loop', async () => {
  const browser = await signIn()
  for (let again = 0; again < 4; again++) {
    const landed = await browser.get(`${fixture.app.origin}/oauth2/authorization/main?returnTo=/me`)
    expect(landed.status).toBe(200)
    expect(landed.text).toContain('/me of ada')
  }
})
