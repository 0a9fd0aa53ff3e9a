import { createOidc } from '@x/oidc-hono'
import { signedInBrowserCookies, signedInCookie } from '@x/oidc-testing'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { options } from './program-options.ts'

const oidc = createOidc({ ...options, log: () => undefined })
const app = new Hono<typeof oidc.env>()
app.use(oidc.middleware())
app.get('/', (c) => c.text(c.var.auth.user?.name ?? 'anonymous'))
app.get('/admin', oidc.requireRole('ROLE_ADMIN'), (c) => c.text('administration'))

describe('signedInCookie', () => {
  it('signs a person in for one request, with these roles', async () => {
    const cookie = await signedInCookie(oidc, { name: 'Ada', roles: ['ROLE_USER', 'ROLE_ADMIN'] })
    expect(await (await app.request('/', { headers: { cookie } })).text()).toBe('Ada')
    expect(await (await app.request('/admin', { headers: { cookie } })).text()).toBe('administration')
    expect(await (await app.request('/')).text()).toBe('anonymous')
  })

  it('gives no role that the test does not name', async () => {
    const cookie = await signedInCookie(oidc, { name: 'Ben', roles: ['ROLE_USER'] })
    expect((await app.request('/admin', { headers: { cookie } })).status).toBe(403)
  })

  it('takes an engine, too', async () => {
    const cookie = await signedInCookie(oidc.engine, { name: 'Ada', roles: ['ROLE_USER'] })
    expect(await (await app.request('/', { headers: { cookie } })).text()).toBe('Ada')
  })

  it('refuses a role that the configuration does not have, at compile time and at run time', async () => {
    // @ts-expect-error ROLE_ADMlN is not a role of the configuration
    const cookie = signedInCookie(oidc, { name: 'Ada', roles: ['ROLE_ADMlN'] })
    await expect(cookie).rejects.toThrow(/no role "ROLE_ADMlN"/u)
  })
})

describe('signedInBrowserCookies', () => {
  const ada = { name: 'Ada', roles: ['ROLE_USER'] } as const

  it('gives a browser the cookies of a host on http', async () => {
    const [cookie, ...more] = await signedInBrowserCookies(oidc, ada)
    expect(more).toEqual([])
    expect(cookie).toMatchObject({
      domain: 'localhost',
      path: '/',
      httpOnly: true,
      secure: false,
      sameSite: 'Lax',
    })
    expect(cookie?.name).toMatch(/^oidc-[\da-f]{8}$/u)
    expect(cookie?.expires).toBeGreaterThan(Date.now() / 1000)
  })

  it('gives it those of https, of several hosts, and of a session in several cookies', async () => {
    const secure = createOidc({ ...options, baseUrl: 'https://app.example.com', log: () => undefined })
    expect((await signedInBrowserCookies(secure, ada))[0]).toMatchObject({
      ...{ name: expect.stringMatching(/^__Host-oidc-/u) as string, domain: 'app.example.com', secure: true },
    })
    const session = { ...options.session, cookieDomain: 'example.com', keep: { claims: ['large'] } }
    const shared = createOidc({
      ...options,
      baseUrl: 'https://app.example.com',
      session,
      log: () => undefined,
    })
    const claims = { large: Array.from({ length: 400 }, (_, at) => `entry ${at}`).join() }
    const cookies = await signedInBrowserCookies(shared, { ...ada, claims })
    expect(cookies.length).toBeGreaterThan(1)
    for (const { domain, secure: isSecure } of cookies)
      expect([domain, isSecure]).toEqual(['.example.com', true])
  })
})
