import { isSignInPage, signIn, startProvider, type AgentResponse, type UserAgent } from '@x/oidc-testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, sessionSecret, startApp } from './start-app.ts'

const roleMaxAgeSeconds = 600
const roleGraceSeconds = 1200
const session = { secret: sessionSecret, idleSeconds: 40_000, roleMaxAgeSeconds, roleGraceSeconds }
const fixture = useSignInFixture({ options: { session } })

const silentCookie = /^oidc-[\da-f]{8}-silent$/u

let browser: UserAgent

beforeEach(async () => {
  browser = fixture.openBrowser()
  fixture.provider.setClaims({ sub: 'ada', name: 'Ada', groups: ['admins'] })
  await browser.get(`${fixture.app.origin}/oauth2/authorization/main`)
  fixture.provider.setClaims({ sub: 'ada', name: 'Ada', groups: ['staff'] })
  fixture.provider.requests.clear()
})

const url = (path: string): string => fixture.app.origin + path
const open = (path: string, headers?: Readonly<Record<string, string>>): Promise<AgentResponse> =>
  browser.get(url(path), headers === undefined ? {} : { headers })
const asFetch = { accept: 'application/json', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }

/** The paths that a navigation went through, with the `prompt` of authorization requests. */
function listHops({ chain }: AgentResponse): readonly string[] {
  return chain.map((hop) => {
    const { pathname, searchParams } = new URL(hop.url)
    const prompt = searchParams.get('prompt')
    return `${hop.status} ${pathname}${prompt === null ? '' : ` ${prompt}`}`
  })
}

function readCookie(name: RegExp): string | undefined {
  return browser.cookies(fixture.app.origin).find(({ key }) => name.test(key))?.value
}

const readSession = (): string | undefined => readCookie(/^oidc-[\da-f]{8}$/u)

/** The provider answers authorization requests with an error. */
function refuse(
  error: string,
  isRefused: (prompt: string | null) => boolean = (prompt) => prompt === 'none',
) {
  let prompt: string | null = null
  fixture.provider.twist({
    respond: ({ path, query }) => {
      if (path === '/authorize') prompt = query.get('prompt')
      return undefined
    },
    authorizationResponse: (params) => {
      if (!isRefused(prompt)) return
      params.delete('code')
      params.set('error', error)
    },
  })
}

describe('roles that only a sign-in renews', () => {
  it('count without a request to the provider until they are too old', async () => {
    fixture.now += roleMaxAgeSeconds - 1
    expect((await open('/admin')).text).toBe('/admin of ada: ROLE_ADMIN ROLE_USER')
    expect(fixture.provider.requests.all).toEqual([])
  })

  it('S-05: are decided again by a navigation through prompt=none and back, once, in a new session', async () => {
    fixture.now += roleMaxAgeSeconds
    const page = await open('/me?report=7')
    expect(listHops(page)).toEqual([
      '302 /me',
      '302 /oauth2/authorization/main',
      '302 /authorize none',
      '303 /login/oauth2/code/main',
      '200 /me',
    ])
    expect([page.text, new URL(page.url).search]).toEqual(['/me of ada: ROLE_USER', '?report=7'])
    // The reference is a hash of the id of the session.
    const began = fixture.app.events.flatMap((event) => (event.code === 'signed_in' ? [event.reference] : []))
    expect(new Set(began.slice(-2)).size).toBe(2)
    expect(readCookie(silentCookie)).toBeUndefined()
    expect((await open('/me')).chain).toHaveLength(1)
    expect((await open('/admin')).status).toBe(403)
  })

  it('C-13: send a fetch a 401 with a challenge that says so, and never to the provider', async () => {
    fixture.now += roleMaxAgeSeconds
    const answer = await open('/me', asFetch)
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      401,
      `Cookie realm="${fixture.app.origin}", form-action="/login", error="roles_outdated"`,
    ])
    expect(fixture.provider.requests.all).toEqual([])
  })

  it('drop no form: a POST gets the page that keeps it', async () => {
    fixture.now += roleMaxAgeSeconds
    const answer = await browser.post(url('/me'), { text: 'a long letter' }, { from: url('/me') })
    expect([answer.status, answer.chain.length]).toEqual([401, 1])
    expect(answer.headers.get('www-authenticate')).toContain('error="roles_outdated"')
    expect(answer.text).toContain('/oauth2/authorization/main')
  })

  it('send no HEAD, no prefetch and no frame to the provider', async () => {
    fixture.now += roleMaxAgeSeconds
    const head = await browser.get(url('/me'), { method: 'HEAD' })
    const prefetch = await open('/me', { 'sec-purpose': 'prefetch' })
    const frame = await open('/me', { 'sec-fetch-dest': 'iframe' })
    expect([head, prefetch, frame].map(({ status, chain }) => [status, chain.length])).toEqual([
      [401, 1],
      [401, 1],
      [401, 1],
    ])
    const silent = url('/oauth2/authorization/main?silent=1')
    const started = [
      await browser.get(silent, { method: 'HEAD', followRedirects: false }),
      await browser.get(silent, { headers: { 'sec-purpose': 'prefetch' }, followRedirects: false }),
    ]
    expect(started.map(({ status }) => status)).toEqual([204, 503])
    expect(fixture.provider.requests.all).toEqual([])
    expect((await open('/me')).text).toBe('/me of ada: ROLE_USER')
  })

  it('are those of the person who answers, in a session of this person', async () => {
    fixture.provider.setClaims({ sub: 'bob', name: 'Bob', groups: ['staff'] })
    fixture.now += roleMaxAgeSeconds
    expect((await open('/me')).text).toBe('/me of bob: ROLE_USER')
  })

  it('end with the session when the person is no longer admitted', async () => {
    fixture.provider.setClaims({ sub: 'ada', name: 'Ada', groups: [] })
    fixture.now += roleMaxAgeSeconds
    const page = await open('/me')
    expect([page.status, new URL(page.url).pathname]).toEqual([403, '/login/denied'])
    expect((await open('/oauth2/session', asFetch)).status).toBe(401)
  })
})

describe('a provider that refuses prompt=none', () => {
  const refusals = [
    ...['login_required', 'interaction_required', 'consent_required', 'account_selection_required'],
    ...['access_denied', 'invalid_request', 'unauthorized_client', 'an_error_of_its_own'],
  ]
  it.each(refusals)('ends the session with a normal sign-in, for the same page: %s', async (error) => {
    refuse(error)
    fixture.now += roleMaxAgeSeconds
    const events = fixture.app.events.length
    const page = await open('/me?report=7')
    expect(listHops(page)).toEqual([
      '302 /me',
      '302 /oauth2/authorization/main',
      '302 /authorize none',
      '302 /login/oauth2/code/main',
      '302 /oauth2/authorization/main',
      '302 /authorize',
      '303 /login/oauth2/code/main',
      '200 /me',
    ])
    expect(new URL(page.url).search).toBe('?report=7')
    expect(page.text).toBe('/me of ada: ROLE_USER')
    const told = fixture.app.events.slice(events).map(({ code }) => code)
    expect(told).toEqual(['session_ended', 'signed_in'])
  })

  it('shows the error of a normal sign-in that it refuses, too, and the session stays ended', async () => {
    refuse('login_required', () => true)
    fixture.now += roleMaxAgeSeconds
    const before = readSession() ?? ''
    const page = await open('/me')
    expect([page.status, new URL(page.url).pathname]).toEqual([400, '/login/oauth2/code/main'])
    expect(fixture.provider.requests.count('/authorize')).toBe(2)
    expect(readSession()).toBeUndefined()
    expect(before).not.toBe('')
    expect((await open('/oauth2/session', asFetch)).status).toBe(401)
  })

  it('begins no fourth sign-in within half a minute, however short the roles live', async () => {
    refuse('login_required')
    const codes: (string | undefined)[] = []
    for (let round = 0; round < 4; round += 1) {
      fixture.now += roleMaxAgeSeconds
      // As a proxy or clock that lets the roles age at once would have it.
      const counted = browser.cookies(fixture.app.origin).find(({ key }) => key.endsWith('-again'))
      if (counted !== undefined)
        browser.setCookie(
          `${counted.key}=${counted.value.split('.')[0]}.${fixture.now}; Path=/`,
          fixture.app.origin,
        )
      const page = await open('/me')
      codes.push(`${page.status} ${new URL(page.url).pathname}`)
    }
    expect(codes).toEqual(['200 /me', '200 /me', '200 /me', '400 /login/oauth2/code/main'])
  })
})

describe('a provider that gives no answer', () => {
  const failures = ['temporarily_unavailable', 'server_error']
  it.each(failures)('leaves the session and its roles for a minute at a time: %s', async (error) => {
    refuse(error)
    fixture.now += roleMaxAgeSeconds
    const page = await open('/admin')
    expect(listHops(page)).toEqual([
      '302 /admin',
      '302 /oauth2/authorization/main',
      '302 /authorize none',
      '302 /login/oauth2/code/main',
      '200 /admin',
    ])
    expect(page.text).toBe('/admin of ada: ROLE_ADMIN ROLE_USER')
    expect((await open('/admin')).chain).toHaveLength(1)
    expect((await open('/admin', asFetch)).status).toBe(200)
    expect((await browser.post(url('/admin'), {}, { from: url('/admin') })).status).toBe(200)
    fixture.now += 61
    expect((await open('/admin')).chain).toHaveLength(5)
    expect(fixture.provider.requests.count('/authorize')).toBe(2)

    fixture.provider.behave()
    fixture.now += 61
    expect((await open('/me')).text).toBe('/me of ada: ROLE_USER')
  })

  it('closes gates with a role after the grace, and no others', async () => {
    refuse('temporarily_unavailable')
    fixture.now += roleMaxAgeSeconds + roleGraceSeconds
    const page = await open('/admin')
    expect([page.status, page.headers.get('retry-after'), page.chain.length]).toEqual([503, '10', 5])
    expect((await open('/admin')).chain).toHaveLength(1)
    const me = await open('/me')
    expect([me.status, me.text, me.chain.length]).toEqual([200, '/me of ada: ', 1])
    expect((await open('/admin', asFetch)).status).toBe(503)

    fixture.provider.behave()
    fixture.now += 61
    expect((await open('/me')).text).toBe('/me of ada: ROLE_USER')
  })

  it('whose token endpoint is down leaves the session, too', async () => {
    fixture.provider.twist({ respond: ({ path }) => (path === '/token' ? { status: 503 } : undefined) })
    fixture.now += roleMaxAgeSeconds
    const page = await open('/admin')
    expect([page.text, page.chain.length]).toEqual(['/admin of ada: ROLE_ADMIN ROLE_USER', 5])
    expect(fixture.provider.requests.count('/token')).toBe(1)
  })

  it('whose code was used leaves the session, without a loop', async () => {
    fixture.provider.twist({ tokenStatus: 400, tokenResponse: () => ({ error: 'invalid_grant' }) })
    fixture.now += roleMaxAgeSeconds
    expect((await open('/admin')).text).toBe('/admin of ada: ROLE_ADMIN ROLE_USER')
    expect(fixture.provider.requests.count('/authorize')).toBe(1)
  })

  it('whose metadata cannot be fetched leaves the session', async () => {
    const options = {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      options: { session },
    }
    const before = openEngineBrowser(createAppEngine('https://app.example.com', options).engine)
    await before.signIn()
    // Another process has not asked for the metadata yet.
    const { engine, events } = createAppEngine('https://app.example.com', options)
    const after = openEngineBrowser(engine, before.cookies)
    await fixture.provider.goDown('503')
    try {
      fixture.now += roleMaxAgeSeconds
      const answer = await after.get('/oauth2/authorization/main?silent=1&returnTo=/admin')
      expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://app.example.com/admin'])
      expect((await after.authenticate()).authorize()).toBeUndefined()
      expect(events.map(({ code, level }) => `${level} ${code}`)).toEqual(['warn provider_unavailable'])
    } finally {
      await fixture.provider.comeBack()
    }
  })

  it('does not keep a person away who comes back from it without an answer', async () => {
    fixture.now += roleMaxAgeSeconds
    const left = await browser.get(url('/admin'), { stopBefore: fixture.provider.issuerUrl })
    expect(left.chain.at(-1)?.location).toContain('prompt=none')
    // The back button, or the address typed again.
    expect((await open('/admin')).text).toBe('/admin of ada: ROLE_ADMIN ROLE_USER')
    expect(fixture.provider.requests.count('/authorize')).toBe(0)
    fixture.now += 61
    expect((await open('/me')).text).toBe('/me of ada: ROLE_USER')
  })

  it('does not keep a person away whose roles are older than the grace, when it answers again', async () => {
    fixture.provider.setClaims({ sub: 'ada', name: 'Ada', groups: ['admins'] })
    fixture.now += roleMaxAgeSeconds + roleGraceSeconds
    await browser.get(url('/admin'), { stopBefore: fixture.provider.issuerUrl })
    expect((await open('/admin')).text).toBe('/admin of ada: ROLE_ADMIN ROLE_USER')
  })

  it('lets a page without a role go on after the grace, once a minute, without roles', async () => {
    fixture.now += roleMaxAgeSeconds + roleGraceSeconds
    const stop = { stopBefore: fixture.provider.issuerUrl }
    for (let minute = 0; minute < 3; minute += 1) {
      // It listens no more: the browser shows an error of its own.
      expect((await browser.get(url('/me'), stop)).chain.at(-1)?.location).toContain('prompt=none')
      const me = await open('/me')
      expect([me.text, me.chain.length]).toEqual(['/me of ada: ', 1])
      expect((await open('/me', asFetch)).status).toBe(200)
      expect((await open('/admin', asFetch)).headers.get('www-authenticate')).toContain('roles_outdated')
      expect((await browser.get(url('/admin'), stop)).chain.at(-1)?.location).toContain('prompt=none')
      fixture.now += 61
    }
    expect((await open('/me')).text).toBe('/me of ada: ROLE_USER')
  })
})

describe('a silent sign-in', () => {
  const silent = (returnTo: string) =>
    url(`/oauth2/authorization/main?silent=1&returnTo=${encodeURIComponent(returnTo)}`)

  it('is a normal one without a session, for a forged link', async () => {
    browser = fixture.openBrowser()
    const page = await browser.get(silent('/me'))
    expect(listHops(page)).toContain('302 /authorize')
    expect(page.text).toBe('/me of ada: ROLE_USER')
  })

  it('does nothing for a session whose roles count, for a forged link', async () => {
    refuse('login_required')
    const page = await browser.get(silent('/admin'))
    expect(listHops(page)).toEqual(['302 /oauth2/authorization/main', '200 /admin'])
    expect(fixture.provider.requests.all).toEqual([])
  })

  it('leads to no other origin', async () => {
    const page = await browser.get(silent('https://evil.example/'))
    expect(page.url).toBe(url('/'))
  })

  it('of two windows renews the session once, and both go on', async () => {
    fixture.now += roleMaxAgeSeconds
    const stop = { stopBefore: url('/login/oauth2/code/main') }
    const first = await browser.get(url('/me?tab=1'), stop)
    // The second window began before the first response arrived, so it has no mark of it.
    browser.setCookie(`${silentName()}=; Path=/; Max-Age=0`, fixture.app.origin)
    const second = await browser.get(url('/me?tab=2'), stop)
    const [one, other] = [first, second].map(({ chain }) => chain.at(-1)?.location ?? '')
    expect((await browser.get(one ?? '')).text).toBe('/me of ada: ROLE_USER')
    const renewed = readSession()
    const page = await browser.get(other ?? '')
    expect([page.text, new URL(page.url).search]).toEqual(['/me of ada: ROLE_USER', '?tab=2'])
    expect(readSession()).toBe(renewed)
    expect(fixture.provider.requests.count('/token')).toBe(1)
  })

  it('that is refused ends no session that is newer', async () => {
    fixture.now += roleMaxAgeSeconds
    refuse('login_required')
    const stop = { stopBefore: url('/login/oauth2/code/main') }
    const first = await browser.get(url('/me'), stop)
    await browser.get(url('/oauth2/authorization/main'))
    const renewed = readSession()
    expect((await browser.get(first.chain.at(-1)?.location ?? '')).text).toBe('/me of ada: ROLE_USER')
    expect(readSession()).toBe(renewed)
  })

  it('that is answered after a sign-out signs no person in', async () => {
    fixture.now += roleMaxAgeSeconds
    const left = await browser.get(url('/me'), { stopBefore: url('/login/oauth2/code/main') })
    await browser.post(url('/logout'), {}, { from: url('/logout') })
    const page = await browser.get(left.chain.at(-1)?.location ?? '', { followRedirects: false })
    expect(page.setCookies.filter((line) => /^oidc-[\da-f]{8}=[^;]/u.test(line))).toEqual([])
    expect((await open('/oauth2/session', asFetch)).status).toBe(401)
  })

  it('whose cookie is lost does not loop', async () => {
    fixture.now += roleMaxAgeSeconds
    const left = await browser.get(url('/admin'), { stopBefore: url('/login/oauth2/code/main') })
    for (const { key } of browser.cookies(fixture.app.origin))
      if (key.includes('-tx.')) browser.setCookie(`${key}=; Path=/; Max-Age=0`, fixture.app.origin)
    const page = await browser.get(left.chain.at(-1)?.location ?? '')
    expect([page.text, page.chain.length]).toEqual(['hello ada', 2])
    expect(readCookie(silentCookie)).toMatch(/^failed\./u)
    expect((await open('/admin')).text).toBe('/admin of ada: ROLE_ADMIN ROLE_USER')
  })

  it('gives its page to a callback that is sent twice', async () => {
    fixture.now += roleMaxAgeSeconds
    const left = await browser.get(url('/me'), { stopBefore: url('/login/oauth2/code/main') })
    const callback = left.chain.at(-1)?.location ?? ''
    expect((await browser.get(callback)).text).toBe('/me of ada: ROLE_USER')
    expect((await browser.get(callback)).text).toBe('/me of ada: ROLE_USER')
    expect(fixture.provider.requests.count('/token')).toBe(1)
  })

  it('gains a person who forges its cookie no more than the grace', async () => {
    const forge = (): void => {
      browser.setCookie(`${silentName()}=failed.999999999999; Path=/`, fixture.app.origin)
    }
    forge()
    fixture.now += roleMaxAgeSeconds + roleGraceSeconds - 1
    expect((await open('/admin')).status).toBe(200)
    forge()
    fixture.now += 1
    expect((await open('/admin')).status).toBe(503)
  })

  /** The name that the cookie of a silent sign-in has in this browser. */
  function silentName(): string {
    const name = browser.cookies(fixture.app.origin).find(({ key }) => /^oidc-[\da-f]{8}$/u.test(key))?.key
    return `${name}-silent`
  }
})

describe('roles of UserInfo', () => {
  const userinfo = useSignInFixture({
    provider: { rolesClaims: [{ from: 'userinfo', path: ['groups'] }] },
    options: {
      session: { ...session, singleProcess: true, keep: { tokens: true } },
    },
  })
  let window: UserAgent

  beforeEach(async () => {
    // A session with the roles of a token without a refresh token.
    userinfo.provider.twist({ tokenResponse: ({ refresh_token: _, ...response }) => response })
    window = userinfo.openBrowser()
    await window.get(`${userinfo.app.origin}/oauth2/authorization/main`)
    userinfo.provider.requests.clear()
  })
  const visit = (path: string): Promise<AgentResponse> => window.get(userinfo.app.origin + path)

  it('are asked for again with the live access token', async () => {
    userinfo.provider.twist({ userinfo: (claims) => ({ ...claims, groups: ['admins'] }) })
    expect((await visit('/me')).text).toBe('/me of ada: ROLE_USER')
    userinfo.now += roleMaxAgeSeconds
    const page = await visit('/me')
    expect([page.text, page.chain.length]).toEqual(['/me of ada: ROLE_ADMIN ROLE_USER', 1])
    expect((await visit('/me')).text).toBe('/me of ada: ROLE_ADMIN ROLE_USER')
    expect(userinfo.provider.requests.all.map(({ path }) => path)).toEqual(['/userinfo'])
  })

  it('end with the session when UserInfo refuses the access token', async () => {
    userinfo.provider.twist({
      respond: ({ path }) => (path === '/userinfo' ? { status: 401 } : undefined),
    })
    userinfo.now += roleMaxAgeSeconds
    const page = await window.get(`${userinfo.app.origin}/me`, { followRedirects: false })
    expect([page.status, page.chain[0]?.location]).toEqual([
      302,
      `${userinfo.app.origin}/oauth2/authorization/main?returnTo=%2Fme`,
    ])
    expect((await visit('/oauth2/session')).status).toBe(401)
  })

  it('stay while UserInfo is down, until the grace ends', async () => {
    userinfo.provider.twist({
      respond: ({ path }) => (path === '/userinfo' ? { status: 503 } : undefined),
    })
    userinfo.now += roleMaxAgeSeconds
    const page = await visit('/me')
    expect([page.text, page.chain.length]).toEqual(['/me of ada: ROLE_USER', 1])
    userinfo.now += roleGraceSeconds
    expect((await visit('/admin')).status).toBe(503)
    expect((await visit('/me')).text).toBe('/me of ada: ')
  })

  it('come by prompt=none after the access token has expired', async () => {
    userinfo.now += 3601
    const page = await visit('/me')
    expect(listHops(page)).toContain('302 /authorize none')
    expect(page.text).toBe('/me of ada: ROLE_USER')
  })
})

describe('the embedded provider', () => {
  it('answers prompt=none without a page, and asks a person who is signed out there', async () => {
    let ahead = 0
    const provider = await startProvider({
      people: { ada: { name: 'Ada', groups: ['staff'] } },
      clients: [{ clientId: 'app', clientSecret: 'a client secret', redirectUris: [] }],
    })
    const app = await startApp({
      issuerUrl: provider.issuerUrl,
      now: () => Math.floor(Date.now() / 1000) + ahead,
      provider: { clientSecret: 'a client secret' },
      options: { session: { secret: sessionSecret, roleMaxAgeSeconds: 30 } },
    })
    try {
      await provider.registerClient({
        ...{ clientId: 'app', clientSecret: 'a client secret' },
        redirectUris: [`${app.origin}/login/oauth2/code/main`],
      })
      const agent = fixture.openBrowser()
      expect((await signIn(agent, `${app.origin}/me`, 'ada')).text).toBe('/me of ada: ROLE_USER')

      ahead = 31
      provider.setPerson('ada', { name: 'Ada', groups: ['admins'] })
      const renewed = await agent.get(`${app.origin}/admin`)
      expect(renewed.text).toBe('/admin of ada: ROLE_ADMIN ROLE_USER')
      expect(listHops(renewed).filter((hop) => hop.endsWith(' none'))).toHaveLength(1)

      ahead = 62
      for (const { key } of agent.cookies(provider.issuerUrl))
        if (key.startsWith('op_session_')) agent.setCookie(`${key}=; Path=/; Max-Age=0`, provider.issuerUrl)
      const page = await agent.get(`${app.origin}/admin`)
      expect(isSignInPage(page)).toBe(true)
      expect((await agent.get(`${app.origin}/oauth2/session`)).status).toBe(401)
      expect((await signIn(agent, `${app.origin}/admin`, 'ada')).text).toBe(
        '/admin of ada: ROLE_ADMIN ROLE_USER',
      )
    } finally {
      await app.close()
      await provider.close()
    }
  })
})
