import { createOidc } from '@x/oidc-hono'
import {
  minimalOptions,
  signAccessToken,
  signDpopProof,
  startMisbehavingProvider,
  type MisbehavingProvider,
} from '@x/oidc-testing'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const origin = 'https://app.example.com'
const audience = `${origin}/api`

let provider: MisbehavingProvider
beforeAll(async () => {
  provider = await startMisbehavingProvider()
})
afterAll(() => provider.close())

function createApp() {
  const oidc = createOidc(minimalOptions({ baseUrl: origin, issuerUrl: provider.issuerUrl }))
  return new Hono<typeof oidc.env>()
    .use(oidc.middleware())
    .get('/api', oidc.bearer({ audience }), (c) => c.text(c.var.auth.user.name))
    .get('/api/admin', oidc.bearer({ audience }), oidc.requireRole('ROLE_ADMIN'), (c) => c.text('admin'))
    .get('/open', oidc.bearer({ audience, optional: true }), (c) => c.text(c.var.auth.status))
}

async function send(path: string, groups?: readonly string[]): Promise<Response> {
  if (groups === undefined) return createApp().request(origin + path)
  const token = await signAccessToken(provider, { aud: audience, groups })
  return createApp().request(origin + path, { headers: { authorization: `Bearer ${token}` } })
}

describe('oidc.bearer', () => {
  it('lets in who sends a token for this API, and keeps the answer out of caches', async () => {
    const answer = await send('/api', ['staff'])
    expect(await answer.text()).toBe('ada')
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
  })

  it('refuses everybody else', async () => {
    const answer = await send('/api')
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer resource_metadata="/u)
    expect((await createApp().request('/.well-known/oauth-protected-resource/api')).status).toBe(200)
  })

  it('is what requireRole judges', async () => {
    expect((await send('/api/admin', ['admins'])).status).toBe(200)
    expect((await send('/api/admin', ['staff'])).status).toBe(403)
  })

  it('may be optional, for those who send nothing', async () => {
    expect(await (await send('/open')).text()).toBe('anonymous')
    expect(await (await send('/open', ['staff'])).text()).toBe('authenticated')
  })

  it('R-09: lets a DPoP proof pass all guards with one request, and none with another', async () => {
    const oidc = createOidc({
      ...minimalOptions({ baseUrl: origin, issuerUrl: provider.issuerUrl }),
      security: { defaultRoles: ['ROLE_USER'] },
    })
    const bound = { audience, dpop: 'required' } as const
    const inner = new Hono().get(
      '/deep',
      oidc.bearer({ ...bound, scopes: ['read'] }),
      oidc.bearer(bound),
      (c) => c.text(c.var.auth.user.name),
    )
    const app = new Hono().use('/api/*', oidc.bearer(bound)).route('/api', inner)
    const key = await provider.signingKey()
    const token = await signAccessToken(provider, {
      ...{ aud: audience, scope: 'read', cnf: { jkt: key.kid } },
    })
    const dpop = await signDpopProof({ key, url: `${origin}/api/deep`, accessToken: token })
    const headers = { authorization: `DPoP ${token}`, dpop, 'x-request-id': '1' }
    const answer = await app.request(`${origin}/api/deep`, { headers })
    expect([answer.status, await answer.text()]).toEqual([200, 'ada'])
    expect((await app.request(`${origin}/api/deep`, { headers })).status).toBe(401)
  })
})
