import { describe, expect, it } from 'vitest'
import { startMisbehavingProvider, type UserAgent } from '@x/oidc-testing'
import type { Engine } from '@x/oidc-engine'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, startApp } from './start-app.ts'

const fixture = useSignInFixture()

async function signIn(): Promise<UserAgent> {
  const browser = fixture.openBrowser()
  await browser.get(`${fixture.app.origin}/oauth2/authorization/main`)
  expect((await browser.get(`${fixture.app.origin}/`)).text).toBe('hello ada')
  return browser
}

async function isSignedIn(browser: UserAgent): Promise<boolean> {
  return (await browser.get(`${fixture.app.origin}/oauth2/session`)).status === 200
}

describe('a sign-out', () => {
  it('L-30: is asked for on a page of ours and leads to the provider with all that it needs', async () => {
    const browser = await signIn()
    const page = await browser.get(`${fixture.app.origin}/logout`)
    expect(page.text).toContain('ada')
    expect(page.headers.get('referrer-policy')).toBe('same-origin')
    // Where the provider's sign-out leads on to is not for us to know.
    expect(page.headers.get('content-security-policy')).toContain("; form-action 'self' https: http:;")

    const answer = await browser.submitForm(page, {}, { followRedirects: false })
    expect(answer.status).toBe(303)
    const target = new URL(answer.headers.get('location') ?? '')
    expect(target.origin).toBe(new URL(fixture.provider.issuerUrl).origin)
    expect(target.searchParams.get('id_token_hint')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/u)
    expect(target.searchParams.get('client_id')).toBe('app')
    expect(target.searchParams.get('post_logout_redirect_uri')).toBe(`${fixture.app.origin}/logout/done`)
    expect(target.searchParams.get('state')).toMatch(/^[\w-]{22}$/u)
    expect(await isSignedIn(browser)).toBe(false)
  })

  it('deletes the session also behind hundreds of planted chunks', async () => {
    const { origin } = fixture.app
    const browser = await signIn()
    const session = browser.cookies(origin).find(({ key }) => /^oidc-[\da-f]{8}$/u.test(key))
    const planted = Array.from({ length: 200 }, (_, index) => `${session?.key}.${index + 1}=x`)
    const answer = await fixture.openBrowser().post(
      `${origin}/logout`,
      {},
      {
        headers: {
          cookie: [...planted, `${session?.key}=${session?.value}`].join('; '),
          'sec-fetch-site': 'same-origin',
        },
        followRedirects: false,
      },
    )
    const deleted = answer.setCookies.filter((cookie) => cookie.includes('Max-Age=0'))
    expect(deleted[0]).toContain(`${session?.key}=;`)
    expect(deleted.filter((cookie) => cookie.startsWith(`${session?.key}.`))).toHaveLength(19)
  })

  it('L-30: keeps its state for ten minutes, for the logout alone', async () => {
    const browser = await signIn()
    const answer = await browser.submitForm(
      await browser.get(`${fixture.app.origin}/logout`),
      {},
      { followRedirects: false },
    )
    const state = new URL(answer.headers.get('location') ?? '').searchParams.get('state') ?? ''
    expect(answer.setCookies.filter((cookie) => cookie.includes('-state='))).toEqual([
      expect.stringMatching(
        new RegExp(
          `^oidc-[\\da-f]{8}-logout-state=${state}; Path=/logout(?:/done)?; Max-Age=600; HttpOnly; SameSite=Lax$`,
          'u',
        ),
      ),
    ])
  })

  it('L-31: comes back with its state and says that both have ended', async () => {
    const browser = await signIn()
    const done = await browser.submitForm(await browser.get(`${fixture.app.origin}/logout`))
    expect(done.url).toContain(`${fixture.app.origin}/logout/done`)
    expect(done.text).toContain('signed out here and at the provider')
    expect(browser.cookies(`${fixture.app.origin}/logout/done`).map(({ key }) => key)).toEqual([
      expect.stringMatching(/-used$/u),
      expect.stringMatching(/-ended$/u),
    ])
  })

  it.each(['', '?state=', '?state=other', '?state=a&state=b', '?redirect_uri=https://evil.example&state=x'])(
    'L-31: that comes back as %j leaves the user signed out, here, and on no other site',
    async (query) => {
      const browser = await signIn()
      await browser.submitForm(
        await browser.get(`${fixture.app.origin}/logout`),
        {},
        { followRedirects: false },
      )
      const done = await browser.get(`${fixture.app.origin}/logout/done${query}`, { followRedirects: false })
      expect(done.status).toBe(200)
      expect(done.headers.get('location')).toBeNull()
      expect(done.text).toContain('You are signed out here. You may still be signed in')
      expect(done.text).not.toContain('at the provider')
      expect(done.text).not.toContain('evil.example')
      expect(await isSignedIn(browser)).toBe(false)
    },
  )

  it('L-31: whose return is forged by another site ends nothing', async () => {
    const browser = await signIn()
    await browser.get(`${fixture.app.origin}/logout/done?state=forged`)
    expect(await isSignedIn(browser)).toBe(true)
  })

  it('L-32: is local where the provider has no endpoint for it', async () => {
    fixture.provider.twist({ metadata: ({ end_session_endpoint: _, ...metadata }) => metadata })
    const app = await startApp({ issuerUrl: fixture.provider.issuerUrl, now: () => fixture.now })
    try {
      const browser = fixture.openBrowser()
      await browser.get(`${app.origin}/oauth2/authorization/main`)
      const done = await browser.submitForm(await browser.get(`${app.origin}/logout`))
      expect(done.url).toBe(`${app.origin}/logout/done`)
      expect(done.text).toContain('You may still be signed in where your account is')
      expect((await browser.get(`${app.origin}/oauth2/session`)).status).toBe(401)
    } finally {
      await app.close()
    }
  })

  it('S-10: works while the provider is down', async () => {
    const browser = await signIn()
    const page = await browser.get(`${fixture.app.origin}/logout`)
    await fixture.provider.goDown('503')
    const answer = await browser.submitForm(page, {}, { followRedirects: false })
    await fixture.provider.comeBack()
    expect(answer.status).toBe(303)
    expect(await isSignedIn(browser)).toBe(false)
  })

  it('is not begun by a GET', async () => {
    const browser = await signIn()
    await browser.get(`${fixture.app.origin}/logout`)
    expect(await isSignedIn(browser)).toBe(true)
  })

  it('without a session is no error', async () => {
    const page = await fixture.openBrowser().get(`${fixture.app.origin}/logout`)
    expect(page.status).toBe(200)
    expect(page.text).toContain('You are signed out')
  })
})

describe('the ID Token hint', () => {
  /** Gives one browser the logout cookie of another, signs it out, and says where that leads. */
  async function plantHint(engine: Engine, first: EngineBrowser, second: EngineBrowser) {
    const [name, value] = [...first.cookies].find(([key]) => key.endsWith('-logout')) ?? []
    if (name === undefined || value === undefined) throw new Error('no logout cookie')
    expect(second.cookies.has(name)).toBe(true)
    const planted = openEngineBrowser(engine, [...second.cookies, [name, value]])
    return new URL((await planted.post('/logout')).headers.get('location') ?? '')
  }

  it('is never the ID Token of another provider', async () => {
    const other = await startMisbehavingProvider({ now: () => fixture.now, claims: { sub: 'ada' } })
    const { engine } = createAppEngine('http://localhost:3000', {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      providers: [{ providerId: 'other', issuerUrl: other.issuerUrl, clientId: 'app' }],
      options: { security: { requiredRoles: [] } },
    })
    try {
      const [here, there] = [openEngineBrowser(engine), openEngineBrowser(engine)]
      await here.signIn('main')
      await there.signIn('other')
      const target = await plantHint(engine, here, there)
      expect(target.origin).toBe(other.issuerUrl)
      expect(target.searchParams.has('id_token_hint')).toBe(false)
      expect(target.searchParams.get('logout_hint')).toBe('ada')
    } finally {
      await other.close()
    }
  })

  it('is never the ID Token of another person', async () => {
    const { engine } = fixture.app
    const [ada, bob] = [openEngineBrowser(engine), openEngineBrowser(engine)]
    await ada.signIn()
    fixture.provider.setClaims({ sub: 'bob', groups: ['staff'] })
    await bob.signIn()
    const target = await plantHint(engine, bob, ada)
    expect(target.searchParams.has('id_token_hint')).toBe(false)
    expect(target.searchParams.get('logout_hint')).toBe('ada')
  })
})

describe('C-17: a posted sign-out', () => {
  it.each([
    ['from another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['from a sibling site', { 'sec-fetch-site': 'same-site', origin: 'http://evil.localhost' }],
    ['that claims our origin but not our site', { 'sec-fetch-site': 'cross-site' }],
    ['typed into the address bar', { 'sec-fetch-site': 'none', origin: '' }],
    ['of another origin, without Sec-Fetch-Site', { 'sec-fetch-site': '', origin: 'https://evil.example' }],
    ['of an opaque origin, without Sec-Fetch-Site', { 'sec-fetch-site': '', origin: 'null' }],
    ['of no origin, without Sec-Fetch-Site', { 'sec-fetch-site': '', origin: '' }],
    [
      'of our host and another port, without Sec-Fetch-Site',
      { 'sec-fetch-site': '', origin: 'http://localhost:1' },
    ],
  ])('%s is refused, and the session lives', async (_, headers) => {
    const browser = await signIn()
    const answer = await browser.post(`${fixture.app.origin}/logout`, {}, { headers })
    expect(answer.status).toBe(403)
    expect(answer.setCookies).toEqual([])
    expect(await isSignedIn(browser)).toBe(true)
  })

  it.each([
    ['with Sec-Fetch-Site', { 'sec-fetch-site': 'same-origin', origin: '' }],
    ['with Origin alone', { 'sec-fetch-site': '' }],
  ])('of our own, %s, is carried out', async (_, headers) => {
    const browser = await signIn()
    const answer = await browser.post(
      `${fixture.app.origin}/logout`,
      {},
      { headers: { origin: fixture.app.origin, ...headers }, followRedirects: false },
    )
    expect(answer.status).toBe(303)
    expect(await isSignedIn(browser)).toBe(false)
  })
})
