import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '@x/oidc-engine'
import { openEngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, startApp } from './start-app.ts'

const fixture = useSignInFixture({ provider: { thirdPartyLogin: true } })

const open = () => openEngineBrowser(fixture.app.engine)

/** Asks as another site does. */
const initiate = (parameters: Readonly<Record<string, string>>, more = '') =>
  open().get(
    `/login/initiate?${new URLSearchParams({ iss: fixture.provider.issuerUrl, ...parameters }).toString()}${more}`,
    { 'sec-fetch-site': 'cross-site' },
  )

function buildPost(body: string, headers: Readonly<Record<string, string>> = {}): HttpRequest {
  const sent: Readonly<Record<string, string>> = {
    ...{ accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
    ...{ origin: 'https://portal.example', 'sec-fetch-site': 'cross-site' },
    ...headers,
  }
  return {
    ...{ method: 'POST', url: '/login/initiate', header: (name: string) => sent[name] },
    body: () => Promise.resolve(body),
  }
}

const readLocation = (response: Response | undefined): URL => new URL(response?.headers.get('location') ?? '')

describe('a sign-in that another site starts (OpenID Connect Core 1.0, section 4)', () => {
  it('C-13: leads to the provider of iss, with login_hint, and then to target_link_uri', async () => {
    const browser = open()
    const query = new URLSearchParams({
      iss: fixture.provider.issuerUrl,
      login_hint: 'ada@example.com',
      target_link_uri: `${fixture.app.origin}/me?a=b`,
    })
    const start = await browser.get(`/login/initiate?${query.toString()}`)
    const request = readLocation(start)
    expect([start.status, request.origin + request.pathname]).toEqual([
      302,
      `${fixture.provider.issuerUrl}/authorize`,
    ])
    expect(request.searchParams.get('login_hint')).toBe('ada@example.com')
    expect(request.searchParams.get('redirect_uri')).toBe(`${fixture.app.origin}/login/oauth2/code/main`)
    const atProvider = await fetch(request, { redirect: 'manual' })
    const end = await browser.get(atProvider.headers.get('location') ?? '')
    expect(end.headers.get('location')).toBe(`${fixture.app.origin}/me?a=b`)
    expect((await browser.authenticate()).auth.status).toBe('authenticated')
  })

  it.each([
    'https://evil.example',
    'https://evil.example/',
    'http://127.0.0.1:1',
    '',
    'main',
    'javascript:alert(1)',
    '{tenantid}',
  ])('C-13: refuses the issuer %j without a request', async (iss) => {
    const { status, headers } = await initiate({ iss })
    expect([status, headers.get('location')]).toEqual([400, null])
    expect(fixture.provider.requests.all).toEqual([])
  })

  it('C-13: compares the issuer byte for byte', async () => {
    const { issuerUrl } = fixture.provider
    for (const iss of [`${issuerUrl}/`, issuerUrl.toUpperCase(), ` ${issuerUrl}`, `${issuerUrl}?`])
      expect((await initiate({ iss })).status).toBe(400)
  })

  it('C-13: needs iss', async () => {
    expect((await open().get('/login/initiate?login_hint=ada')).status).toBe(400)
  })

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    'https:evil.example',
    '/login/initiate?iss=x',
    '/logout',
  ])('C-13: returns to the home page instead of %j', async (target) => {
    const browser = open()
    const query = new URLSearchParams({ iss: fixture.provider.issuerUrl, target_link_uri: target })
    const start = await browser.get(`/login/initiate?${query.toString()}`)
    const atProvider = await fetch(readLocation(start), { redirect: 'manual' })
    const end = await browser.get(atProvider.headers.get('location') ?? '')
    expect(end.headers.get('location')).toBe(`${fixture.app.origin}/`)
  })

  it.each([
    '&iss=https%3A%2F%2Fevil.example',
    '&login_hint=a&login_hint=b',
    '&target_link_uri=/&target_link_uri=/me',
    '&x=1&x=2',
  ])('C-13: refuses repeated parameters: %s', async (more) => {
    expect((await initiate({}, more)).status).toBe(400)
  })

  it('C-13: bounds login_hint at 320 characters, and all parameters', async () => {
    expect((await initiate({ login_hint: 'a'.repeat(320) })).status).toBe(302)
    expect((await initiate({ login_hint: 'a'.repeat(321) })).status).toBe(400)
    expect((await initiate({ target_link_uri: `/${'a'.repeat(9000)}` })).status).toBe(400)
  })

  it('C-13: leaves the session of another person until the callback', async () => {
    const browser = open()
    await browser.signIn()
    fixture.provider.setClaims({ sub: 'ben', name: 'Ben', groups: ['staff'] })
    const start = await browser.get(`/login/initiate?iss=${encodeURIComponent(fixture.provider.issuerUrl)}`)
    expect((await browser.authenticate()).auth.user?.subject).toBe('ada')
    const atProvider = await fetch(readLocation(start), { redirect: 'manual' })
    expect((await browser.authenticate()).auth.user?.subject).toBe('ada')
    await browser.get(atProvider.headers.get('location') ?? '')
    expect((await browser.authenticate()).auth.user?.subject).toBe('ben')
  })

  it('C-13: accepts the POST of another site and changes nothing: it leads to the same by GET', async () => {
    const { engine, origin } = fixture.app
    const body = new URLSearchParams({
      iss: fixture.provider.issuerUrl,
      login_hint: 'ada',
      target_link_uri: '/me',
    })
    const response = await engine.handle(buildPost(body.toString()))
    expect([response?.status, response?.headers.getSetCookie()]).toEqual([303, []])
    const location = readLocation(response)
    expect(location.origin + location.pathname).toBe(`${origin}/login/initiate`)
    expect(Object.fromEntries(location.searchParams)).toEqual(Object.fromEntries(body))
    expect((await open().get(location.href)).status).toBe(302)
  })

  it.each([
    ['', {}, 400],
    ['iss=a&iss=b', {}, 400],
    ['{}', { 'content-type': 'application/json' }, 415],
    ['login_hint=a', {}, 400],
  ])('C-13: refuses the POST %j %j with %i', async (body, headers, status) => {
    expect((await fixture.app.engine.handle(buildPost(body, headers)))?.status).toBe(status)
  })

  it('C-13: ends nothing and shows nothing in a frame of another site, where a browser sends no cookies', async () => {
    const { origin } = fixture.app
    const person = open()
    await person.signIn()
    fixture.provider.requests.clear()
    const framed = { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site' }
    // Neither cookies with `SameSite=Lax` nor those that answers set there: each request of the frame is by a new browser.
    const initiation = `/login/initiate?iss=${encodeURIComponent(fixture.provider.issuerUrl)}`
    let answer = await open().get(initiation, framed)
    const statuses: number[] = []
    for (let hop = 0; hop < 10 && answer.status < 400; hop += 1) {
      statuses.push(answer.status)
      expect(answer.headers.getSetCookie().every((cookie) => cookie.includes('SameSite=Lax'))).toBe(true)
      expect(answer.headers.getSetCookie().join()).not.toMatch(/oidc-[\da-f]{8}=[^;]/u)
      const next = readLocation(answer)
      answer = next.href.startsWith(origin)
        ? await open().get(next.href, framed)
        : await fetch(next, { redirect: 'manual' })
    }
    // It starts again once, and then says that it cannot.
    expect([...statuses, answer.status]).toEqual([302, 302, 302, 302, 302, 400])
    expect(answer.headers.get('x-frame-options')).toBe('DENY')
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(fixture.provider.requests.count('/token')).toBe(0)
    expect((await person.authenticate()).auth.user?.subject).toBe('ada')
  })

  it('starts nothing for HEAD, a prefetch and an image', async () => {
    const url = `/login/initiate?iss=${encodeURIComponent(fixture.provider.issuerUrl)}`
    const browser = open()
    expect((await browser.get(url, { 'sec-purpose': 'prefetch' })).status).toBe(503)
    expect((await browser.get(url, { 'sec-fetch-dest': 'image' })).status).toBe(403)
    const head = await fixture.app.engine.handle({ method: 'HEAD', url, header: () => undefined })
    expect(head?.status).toBe(204)
    expect([...browser.cookies]).toEqual([])
    expect((await fixture.app.engine.handle({ method: 'PUT', url, header: () => undefined }))?.status).toBe(
      405,
    )
  })
})

describe('without thirdPartyLogin', () => {
  it('the path is the application’s own', async () => {
    const app = await startApp({ issuerUrl: fixture.provider.issuerUrl })
    expect(app.engine.handles('/login/initiate')).toBe(false)
    await app.close()
  })

  it('another provider refuses it', async () => {
    const app = await startApp({
      issuerUrl: fixture.provider.issuerUrl,
      providers: [
        { providerId: 'other', issuerUrl: 'https://id.example.com', clientId: 'app', thirdPartyLogin: true },
      ],
      options: { shareSecurity: true },
    })
    const url = `/login/initiate?iss=${encodeURIComponent(fixture.provider.issuerUrl)}`
    expect((await openEngineBrowser(app.engine).get(url)).status).toBe(400)
    await app.close()
  })
})

it('C-13: finds the provider that allows it among those of one issuer', async () => {
  const { issuerUrl } = fixture.provider
  const { engine } = createAppEngine('https://app.example.com', {
    issuerUrl,
    providers: [{ providerId: 'portal', issuerUrl, clientId: 'portal', thirdPartyLogin: true }],
    options: { shareSecurity: true },
  })
  const browser = openEngineBrowser(engine)
  const start = await browser.get(`/login/initiate?${new URLSearchParams({ iss: issuerUrl }).toString()}`)
  expect(start.status).toBe(302)
  expect(readLocation(start).searchParams.get('client_id')).toBe('portal')
})
