import { inspect } from 'node:util'
import {
  startMisbehavingProvider,
  type MisbehavingProvider,
  type ProviderAnswer,
  type ProviderRequest,
} from '@x/oidc-testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createManualTimers } from './manual-timers.ts'
import { createSignInClient, signInWith } from './sign-in-client.ts'
import { clientSecret } from './start-app.ts'

const token = 'canary%token+to/revoke='
const json = { 'content-type': 'application/json' }
let provider: MisbehavingProvider

beforeAll(async () => {
  provider = await startMisbehavingProvider({
    clients: [{ clientId: 'app', clientSecret, redirectUris: [] }],
  })
})
afterEach(() => {
  provider.behave()
  provider.requests.clear()
})
afterAll(() => provider.close())

async function revoke(
  answer?: ProviderAnswer | 'hang' | 'reset',
  options: Parameters<typeof createSignInClient>[1] = {},
  ports: Parameters<typeof createSignInClient>[2] = {},
) {
  const received: ProviderRequest[] = []
  const logged: unknown[] = []
  provider.twist({
    respond: (request) => {
      if (request.path !== '/revoke') return undefined
      received.push(request)
      return answer
    },
  })
  const log = (event: unknown): void => void logged.push(event)
  const client = createSignInClient(provider.issuerUrl, options, { log, ...ports })
  const outcome: unknown = await client.revokeToken(token, 'refresh_token').catch((error: unknown) => error)
  return { outcome, received, logged }
}

describe('a revocation', () => {
  it('revokes the refresh token of a sign-in', async () => {
    const now = (): number => Math.floor(Date.now() / 1000)
    const client = createSignInClient(provider.issuerUrl, {}, { now })
    const { tokens } = await signInWith(client, provider, now)
    const refreshToken = tokens?.refreshToken ?? ''
    expect(await client.revokeToken(refreshToken, 'refresh_token')).toBe(true)
    await expect(client.refreshTokens({ refreshToken })).rejects.toMatchObject({
      detail: { error: 'invalid_grant' },
    })
  })

  it('has the token and its type in its body, and the client in its header', async () => {
    const { outcome, received } = await revoke()
    expect(outcome).toBe(true)
    const [{ body, headers, query }] = received as [ProviderRequest]
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({ token, token_type_hint: 'refresh_token' })
    expect(headers.authorization).toMatch(/^Basic /u)
    expect(query.size).toBe(0)
  })

  it.each<ProviderAnswer>([
    {},
    { headers: { 'content-type': 'text/html' }, body: '<p>revoked' },
    { headers: json, body: '{}' },
  ])('is done with status 200, whatever its content: %j', async (answer) => {
    expect((await revoke(answer)).outcome).toBe(true)
  })

  it.each([undefined, ''])('is not sent if revocation_endpoint is %j', async (endpoint) => {
    provider.twist({ metadata: (metadata) => ({ ...metadata, revocation_endpoint: endpoint }) })
    const { outcome, received } = await revoke()
    expect(outcome).toBe(false)
    expect(received).toEqual([])
  })

  it('is sent to the endpoint of the configuration', async () => {
    provider.twist({ metadata: ({ revocation_endpoint: _, ...metadata }) => metadata })
    const metadata = { revocation_endpoint: `${provider.issuerUrl}/revoke` }
    expect((await revoke(undefined, { metadata })).outcome).toBe(true)
  })

  it.each([
    [['client_secret_post'], true],
    [['client_secret_basic', 'client_secret_post'], false],
    [undefined, false],
  ])('authenticates as revocation_endpoint_auth_methods_supported says: %j', async (methods, byPost) => {
    const member = 'revocation_endpoint_auth_methods_supported'
    provider.twist({ metadata: (metadata) => ({ ...metadata, [member]: methods }) })
    const { received } = await revoke({})
    const [{ body, headers }] = received as [ProviderRequest]
    expect(new URLSearchParams(body).has('client_secret')).toBe(byPost)
    expect(headers.authorization === undefined).toBe(byPost)
  })
})

describe('a failed revocation', () => {
  it.each<[string, ProviderAnswer | 'reset', string]>([
    ['503', { status: 503, headers: { 'retry-after': '5' } }, 'provider_unavailable'],
    ['429', { status: 429 }, 'provider_unavailable'],
    ['a connection that is reset', 'reset', 'provider_unavailable'],
    ['401', { status: 401 }, 'client_rejected'],
    ['invalid_client', { status: 400, headers: json, body: '{"error":"invalid_client"}' }, 'client_rejected'],
    [
      'unsupported_token_type',
      { status: 400, headers: json, body: '{"error":"unsupported_token_type"}' },
      'provider_response_invalid',
    ],
    [
      'an error that repeats the token',
      { status: 400, headers: json, body: JSON.stringify({ error: token, error_description: token }) },
      'provider_response_invalid',
    ],
    ['404', { status: 404, body: token }, 'provider_response_invalid'],
    ['204', { status: 204 }, 'provider_response_invalid'],
    ['a redirect', { status: 307, headers: { location: '/elsewhere' } }, 'provider_response_invalid'],
  ])('by %s is an error without the token, and is not repeated', async (_, answer, code) => {
    const { outcome, received, logged } = await revoke(answer)
    expect(outcome).toMatchObject({ code, detail: { providerId: 'main' } })
    expect(inspect([outcome, logged], { depth: 20 })).not.toContain('canary')
    expect(received).toHaveLength(1)
    expect(provider.requests.count('/elsewhere')).toBe(0)
  })

  it('ends after 10 s', async () => {
    const timers = createManualTimers()
    const running = revoke('hang', {}, timers)
    await expect.poll(() => provider.requests.count('/revoke')).toBe(1)
    timers.pass(10)
    expect((await running).outcome).toMatchObject({
      code: 'provider_unavailable',
      detail: { operation: 'revocation' },
    })
  })
})

it('K-02: a revocation endpoint with http, at a provider with https, is refused', async () => {
  const issuerUrl = 'https://id.example.com'
  const metadata = {
    ...{ issuer: issuerUrl, authorization_endpoint: `${issuerUrl}/a`, token_endpoint: `${issuerUrl}/t` },
    ...{ jwks_uri: `${issuerUrl}/k`, revocation_endpoint: 'http://id.example.com/revoke' },
  }
  const sent: string[] = []
  const answered = (url: string): Promise<Response> => {
    sent.push(url)
    return Promise.resolve(Response.json(metadata))
  }
  const client = createSignInClient(issuerUrl, {}, { fetch: answered })
  await expect(client.revokeToken(token, 'refresh_token')).rejects.toMatchObject({
    code: 'provider_response_invalid',
    detail: { operation: 'discovery' },
  })
  expect(sent).toEqual([`${issuerUrl}/.well-known/openid-configuration`])
})
