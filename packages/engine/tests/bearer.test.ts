import { obtainTokens, startProvider, type EmbeddedProvider } from '@x/oidc-testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAppEngine } from './start-app.ts'

const client = {
  clientId: 'mobile',
  clientSecret: 'secret of the mobile app',
  redirectUris: ['http://localhost:9/callback'],
}
const baseUrl = 'https://app.example.com'
const audience = 'https://api.example.com'

let provider: EmbeddedProvider
beforeAll(async () => {
  provider = await startProvider({
    people: {
      ada: { name: 'Ada', claims: { groups: ['admins'] } },
      ben: { name: 'Ben', claims: { groups: ['visitors'] } },
    },
    clients: [client],
  })
})
afterAll(() => provider.close())

function call(token: string): Request {
  return new Request(`${baseUrl}/api`, { headers: { authorization: `Bearer ${token}` } })
}

describe('R-04: an API behind an embedded provider', () => {
  it('admits a user whom another client signed in for it', async () => {
    const { engine } = createAppEngine(baseUrl, { issuerUrl: provider.issuerUrl })
    const { access_token: token } = await obtainTokens(provider.issuerUrl, { client, person: 'ada' })
    const gate = await engine.gate(call(token), { bearer: { audience } })
    expect(gate.auth).toMatchObject({
      status: 'authenticated',
      via: 'bearer',
      user: { issuer: provider.issuerUrl, subject: 'ada', name: 'ada' },
    })
    expect([...(gate.auth?.roles ?? [])]).toEqual(['ROLE_ADMIN', 'ROLE_USER'])
    const answer = gate.finish?.(new Response('hello'))
    expect(answer?.headers.get('cache-control')).toBe('private, no-store')
    expect(answer?.headers.get('vary')).toBe('Cookie, Authorization')
  })

  it('refuses a token for another API, and the ID Token', async () => {
    const { engine } = createAppEngine(baseUrl, { issuerUrl: provider.issuerUrl })
    const resource = 'https://other.example.com'
    const other = await obtainTokens(provider.issuerUrl, { client, person: 'ada', resource })
    for (const token of [other.access_token, other.id_token]) {
      const { response } = await engine.gate(call(token), { bearer: { audience } })
      expect(response?.status).toBe(401)
      expect(response?.headers.get('www-authenticate')).toContain('error="invalid_token"')
    }
  })

  it('R-06: refuses a user without a role for it', async () => {
    const { engine } = createAppEngine(baseUrl, { issuerUrl: provider.issuerUrl })
    const { access_token: token } = await obtainTokens(provider.issuerUrl, { client, person: 'ben' })
    const { response } = await engine.gate(call(token), { bearer: { audience } })
    expect(response?.status).toBe(403)
    expect(await response?.json()).toMatchObject({ code: 'role_missing' })
  })
})
