import type { EngineAccessTokenProviderOptions } from '@x/oidc-engine'
import { answerForbidden, answerRouterFetch, answerStaleRedirect } from '@x/oidc-engine/adapter'
import { createUserAgent } from '@x/oidc-testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, startApp, type AppOptions } from './start-app.ts'

const fixture = useSignInFixture()
const baseUrl = 'http://localhost:3000'

const workloads = (providerId = 'ci'): EngineAccessTokenProviderOptions => ({
  providerId,
  issuerUrl: fixture.provider.issuerUrl,
  signIn: false,
})

async function start(options: Omit<AppOptions, 'issuerUrl' | 'now'>) {
  const app = await startApp({
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    ...options,
  })
  onTestFinished(() => app.close())
  const browser = createUserAgent()
  const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    browser.get(app.origin + path, { followRedirects: false, headers })
  return { app, get }
}

describe('with providers of access tokens alone', () => {
  const only = () => start({ options: { providers: [workloads()] } })
  const paths = [
    ...['/login', '/oauth2/authorization/ci', '/login/oauth2/code/ci', '/login/denied'],
    ...['/logout', '/logout/done', '/oauth2/session'],
  ]

  it.each(paths)('%s is the path of the application', async (path) => {
    const { app, get } = await only()
    expect(app.engine.handles(app.origin + path)).toBe(false)
    expect((await get(path)).status).toBe(401)
  })

  it.each(['text/html', 'application/json'])(
    'a gate without bearer is 401, and no redirect: %s',
    async (accept) => {
      const { get } = await only()
      for (const path of ['/me', '/admin']) {
        const answer = await get(path, { accept })
        expect([
          answer.status,
          answer.headers.get('www-authenticate'),
          answer.headers.get('location'),
        ]).toEqual([401, 'Bearer', null])
        expect(answer.headers.get('content-type')).toBe('application/problem+json')
        expect(answer.headers.get('cache-control')).toBe('private, no-store')
        expect(JSON.parse(answer.text)).toMatchObject({ status: 401, code: 'anonymous' })
      }
    },
  )

  it('behind an optional token, the challenge is that of the API', async () => {
    const { engine } = createAppEngine(baseUrl, {
      issuerUrl: fixture.provider.issuerUrl,
      options: { providers: [workloads()] },
    })
    const { response } = await engine.gate(new Request(`${baseUrl}/api`), {
      bearer: { audience: `${baseUrl}/api`, scopes: ['read'] },
      optional: true,
      role: 'ROLE_ADMIN',
    })
    expect([response?.status, response?.headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer scope="read", resource_metadata="${baseUrl}/.well-known/oauth-protected-resource/api"`,
    ])
  })

  it.each(['text/html', '*/*'])(
    'an adapter leaves a page of the application below /login alone: %s',
    async (accept) => {
      const { engine } = createAppEngine(baseUrl, {
        issuerUrl: fixture.provider.issuerUrl,
        options: { providers: [workloads()] },
      })
      const header = (name: string) => (name === 'accept' ? accept : undefined)
      for (const path of ['/login', '/login/forbidden', '/login?gate=1', '/oauth2/authorization/ci?gate=1']) {
        const request = { method: 'GET', url: baseUrl + path, header }
        expect(answerRouterFetch(engine, request)).toBeUndefined()
        expect(await answerForbidden(engine, request)).toBeUndefined()
        expect(await answerStaleRedirect(engine, request)).toBeUndefined()
      }
    },
  )

  it('its API serves its metadata', async () => {
    const { app, get } = await only()
    app.engine.bearer({ audience: `${app.origin}/api` })
    const { text } = await get('/.well-known/oauth-protected-resource/api')
    expect(JSON.parse(text)).toMatchObject({ authorization_servers: [fixture.provider.issuerUrl] })
  })
})

describe('beside a provider with sign-ins', () => {
  const both = () => start({ providers: [workloads()], options: { shareSecurity: true } })

  it('there is nothing to choose', async () => {
    const { app, get } = await both()
    for (const path of ['/login', '/me'])
      expect((await get(path)).headers.get('location')).toContain(`${app.origin}/oauth2/authorization/main`)
  })

  it('the page to choose from lists those with sign-ins', async () => {
    const other = { providerId: 'other', issuerUrl: fixture.provider.issuerUrl, clientId: 'app' }
    const { get } = await start({ providers: [workloads(), other], options: { shareSecurity: true } })
    const { text: page } = await get('/login')
    expect(['main', 'other', 'ci'].map((id) => page.includes(`/oauth2/authorization/${id}`))).toEqual([
      true,
      true,
      false,
    ])
  })

  it.each(['/oauth2/authorization/ci', '/login/oauth2/code/ci?code=c&state=s'])(
    'its path %s does not exist',
    async (path) => {
      const { app, get } = await both()
      expect((await get(path)).status).toBe(404)
      expect(app.events.map(({ code }) => code)).toContain('unknown_provider')
      expect(fixture.provider.requests.count('/.well-known/openid-configuration')).toBe(0)
    },
  )

  it('people sign in as before', async () => {
    const { app } = await both()
    expect((await createUserAgent().get(`${app.origin}/me`)).text).toBe('/me of ada: ROLE_USER')
  })
})

it('a denial is forgotten when its provider has no sign-ins any more: its links would be 404', async () => {
  const { issuerUrl } = fixture.provider
  const now = () => fixture.now
  const security = { requiredRoles: ['ROLE_OTHER'] }
  const before = openEngineBrowser(createAppEngine(baseUrl, { issuerUrl, now, options: { security } }).engine)
  await before.signIn()
  expect((await before.get('/login/denied')).status).toBe(403)
  const people = { providerId: 'people', issuerUrl, clientId: 'app' }
  const { engine } = createAppEngine(baseUrl, {
    issuerUrl,
    now,
    options: { providers: [workloads('main'), people], shareSecurity: true },
  })
  const after = openEngineBrowser(engine, before.cookies)
  expect((await after.get('/login/denied')).headers.get('location')).toBe(`${baseUrl}/`)
  expect((await after.post('/logout?switch=1')).headers.get('location')).toBe(`${baseUrl}/logout/done`)
})

it('S-05: a session ends when its provider has no sign-ins any more', async () => {
  const { issuerUrl } = fixture.provider
  const now = () => fixture.now
  const before = openEngineBrowser(createAppEngine(baseUrl, { issuerUrl, now }).engine)
  await before.signIn()
  expect((await before.authenticate()).auth.status).toBe('authenticated')
  const { engine } = createAppEngine(baseUrl, { issuerUrl, now, options: { providers: [workloads('main')] } })
  const after = await openEngineBrowser(engine, before.cookies).authenticate()
  expect(after.auth.status).toBe('anonymous')
})
