import { createHash, randomUUID } from 'node:crypto'
import { createOidc } from '@x/oidc-hono'
import { signJws, startMisbehavingProvider, type MisbehavingProvider } from '@x/oidc-testing'
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
  const oidc = createOidc({
    baseUrl: origin,
    providers: [
      { providerId: 'main', issuerUrl: provider.issuerUrl, clientId: 'app', rolesClaims: ['groups'] },
    ],
    security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } },
    session: { secret: 'a secret of more than thirty-two bytes' },
    log: () => undefined,
  })
  return new Hono<typeof oidc.env>()
    .use(oidc.middleware())
    .get('/api', oidc.bearer({ audience }), (c) => c.text(c.var.auth.user.name))
    .get('/api/admin', oidc.bearer({ audience }), oidc.requireRole('ROLE_ADMIN'), (c) => c.text('admin'))
    .get('/open', oidc.bearer({ audience, optional: true }), (c) => c.text(c.var.auth.status))
}

async function send(path: string, groups?: readonly string[]): Promise<Response> {
  if (groups === undefined) return createApp().request(origin + path)
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: provider.issuerUrl, sub: 'ada', aud: audience, client_id: 'mobile', jti: 'x' }
  const token = await provider.signJwt({ ...claims, iat: now, exp: now + 300, groups }, { typ: 'at+jwt' })
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
      baseUrl: origin,
      providers: [{ providerId: 'main', issuerUrl: provider.issuerUrl, clientId: 'app' }],
      security: { defaultRoles: ['ROLE_USER'] },
      session: { secret: 'a secret of more than thirty-two bytes' },
      log: () => undefined,
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
    const now = Math.floor(Date.now() / 1000)
    const token = await provider.signJwt(
      {
        ...{ iss: provider.issuerUrl, sub: 'ada', aud: audience, client_id: 'mobile', jti: 'x' },
        ...{ iat: now, exp: now + 300, scope: 'read', cnf: { jkt: key.kid } },
      },
      { typ: 'at+jwt' },
    )
    const dpop = await signJws({
      header: { typ: 'dpop+jwt', alg: key.alg, jwk: key.publicJwk },
      payload: {
        ...{ htm: 'GET', htu: `${origin}/api/deep`, iat: now, jti: randomUUID() },
        ath: createHash('sha256').update(token).digest('base64url'),
      },
      key,
    })
    const headers = { authorization: `DPoP ${token}`, dpop, 'x-request-id': '1' }
    const answer = await app.request(`${origin}/api/deep`, { headers })
    expect([answer.status, await answer.text()]).toEqual([200, 'ada'])
    expect((await app.request(`${origin}/api/deep`, { headers })).status).toBe(401)
  })
})
