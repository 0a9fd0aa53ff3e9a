import { inspect } from 'node:util'
import { isOidcError } from '@x/oidc-core'
import {
  startMisbehavingProvider,
  startProvider,
  type MisbehavingProvider,
  type ProviderAnswer,
  type ProviderRequest,
} from '@x/oidc-testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createManualTimers } from './manual-timers.ts'
import { createSignInClient, redirectUri } from './sign-in-client.ts'
import { clientSecret } from './start-app.ts'

const refreshToken = 'canary%refresh+token/with=signs~'
const json = { 'content-type': 'application/json' }
let provider: MisbehavingProvider

beforeAll(async () => {
  provider = await startMisbehavingProvider()
})
afterEach(() => {
  provider.behave()
  provider.requests.clear()
})
afterAll(() => provider.close())

/** Refreshes at a provider that answers the token request in this way; returns the answer or the error, and the requests. */
async function refresh(
  answer: ProviderAnswer | 'hang' | 'reset',
  ports: Parameters<typeof createSignInClient>[2] = {},
) {
  const received: ProviderRequest[] = []
  const logged: unknown[] = []
  provider.twist({
    respond: (request) => {
      if (request.path !== '/token') return undefined
      received.push(request)
      return answer
    },
  })
  const log = (event: unknown): void => void logged.push(event)
  const client = createSignInClient(provider.issuerUrl, {}, { log, ...ports })
  const outcome: unknown = await client.refreshTokens({ refreshToken }).catch((error: unknown) => error)
  return { outcome, received, logged }
}

const answerWith = (body: unknown, status = 200): ProviderAnswer => ({
  status,
  headers: json,
  body: JSON.stringify(body),
})
const answer = { access_token: 'new', token_type: 'Bearer', expires_in: 60 }

describe('the refresh request', () => {
  it('has the grant and the refresh token in its body, the client in its header, and nothing in its URL', async () => {
    const { received } = await refresh(answerWith(answer))
    const [{ body, headers, method, query }] = received as [ProviderRequest]
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    })
    expect([method, query.size]).toEqual(['POST', 0])
    expect(headers.authorization).toMatch(/^Basic /u)
  })

  it('authenticates with the method of the client', async () => {
    const bodies: string[] = []
    provider.twist({
      respond: ({ path, body }) => {
        if (path !== '/token') return undefined
        bodies.push(body)
        return answerWith(answer)
      },
    })
    const method = { tokenEndpointAuthMethod: 'client_secret_post' } as const
    await createSignInClient(provider.issuerUrl, method).refreshTokens({ refreshToken })
    expect(new URLSearchParams(bodies[0]).get('client_secret')).toBe(clientSecret)
  })

  it.each([
    ['with a new refresh token', { refresh_token: 'next' }, { refreshToken: 'next' }],
    ['without one: the old one stays valid', {}, { refreshToken: undefined }],
    ['with an ID Token', { id_token: 'a.b.c' }, { idToken: 'a.b.c' }],
    ['without one', {}, { idToken: undefined }],
    ['with scopes', { scope: 'openid a' }, { scopes: ['openid', 'a'] }],
    ['without scopes', {}, { scopes: undefined }],
  ])('returns the answer %s', async (_, more, expected) => {
    const { outcome } = await refresh(answerWith({ ...answer, ...more }))
    expect(outcome).toMatchObject({ accessToken: 'new', expiresInSeconds: 60, ...expected })
  })
})

describe('S-04: a refused refresh', () => {
  it.each([400, 401, 403])('is distinguished by invalid_grant, with status %i', async (status) => {
    const { outcome, received } = await refresh(answerWith({ error: 'invalid_grant' }, status))
    if (!isOidcError(outcome, 'token_request_failed')) throw outcome
    expect(outcome.detail.error).toBe('invalid_grant')
    expect(received).toHaveLength(1)
  })

  it.each([
    ['invalid_grant', 'token_request_failed', 400],
    ['invalid_request', 'token_request_failed', 400],
    ['invalid_scope', 'token_request_failed', 400],
    ['invalid_client', 'client_rejected', 401],
    ['unauthorized_client', 'client_rejected', 400],
  ])('%s is %s', async (error, code, status) => {
    const { outcome } = await refresh(answerWith({ error }, status))
    expect(outcome).toMatchObject({ code, detail: { error } })
  })

  it.each<[string, ProviderAnswer | 'reset', string]>([
    ['500', answerWith({ error: 'invalid_grant' }, 500), 'provider_unavailable'],
    ['502 of a proxy', { status: 502, body: '<h1>bad gateway</h1>' }, 'provider_unavailable'],
    ['503', { status: 503 }, 'provider_unavailable'],
    ['429', answerWith({ error: 'invalid_grant' }, 429), 'provider_unavailable'],
    ['a connection that is reset', 'reset', 'provider_unavailable'],
    ['a redirect', { status: 302, headers: { location: '/elsewhere' } }, 'provider_response_invalid'],
    ['HTML with status 200', { headers: { 'content-type': 'text/html' } }, 'provider_response_invalid'],
    ['JSON that is cut off', { headers: json, body: '{"access_token":' }, 'provider_response_invalid'],
    [
      'a member twice',
      { headers: json, body: '{"access_token":"a","access_token":"b","token_type":"Bearer"}' },
      'provider_response_invalid',
    ],
    ['a DPoP token', answerWith({ ...answer, token_type: 'DPoP' }), 'provider_response_invalid'],
  ])('is not %s, which is sent once and not repeated', async (_, response, code) => {
    const { outcome, received } = await refresh(response)
    expect(outcome).toMatchObject({ code, detail: { operation: 'token' } })
    expect(received).toHaveLength(1)
    expect(provider.requests.count('/elsewhere')).toBe(0)
  })

  it('is not a timeout of 10 s, after which nothing is sent again', async () => {
    const timers = createManualTimers()
    const running = refresh('hang', timers)
    await expect.poll(() => provider.requests.count('/token')).toBe(1)
    timers.pass(10)
    const { outcome, received } = await running
    expect(outcome).toMatchObject({ code: 'provider_unavailable', detail: { operation: 'token' } })
    expect(received).toHaveLength(1)
  })
})

describe('the refresh token', () => {
  const spellings = [
    refreshToken,
    encodeURIComponent(refreshToken),
    new URLSearchParams({ '': refreshToken }).toString().slice(1),
    JSON.stringify(refreshToken).slice(1, -1),
  ]

  it.each(spellings)('is in no error and no log where the provider repeats it as %s', async (spelling) => {
    const description = `the token ${spelling} is unknown`
    for (const [body, status] of [
      [{ error: 'invalid_grant', error_description: description }, 400],
      [{ error: 'invalid_client', error_description: description }, 401],
      [{ error: spelling.slice(0, 64), error_description: description }, 400],
      [{ access_token: `${spelling} `, token_type: 'Bearer' }, 200],
    ] as const) {
      const { outcome, logged } = await refresh(answerWith(body, status))
      expect(outcome).toBeInstanceOf(Error)
      expect(inspect([outcome, logged], { depth: 20 })).not.toContain('canary')
    }
  })

  it('is in no error of a fetch that repeats its request', async () => {
    const failing = { fetch: (url: string, init: RequestInit) => send(url, init) }
    async function send(url: string, init: RequestInit): Promise<Response> {
      if (!url.endsWith('/token')) return fetch(url, init)
      throw new TypeError(`cannot send ${(init.body as URLSearchParams).toString()}`)
    }
    const { outcome } = await refresh(answerWith(answer), failing)
    if (!isOidcError(outcome, 'provider_unavailable')) throw outcome
    expect(JSON.stringify([outcome.message, outcome.detail])).not.toContain('canary')
  })
})

it('exchanges a refresh token of a strict provider once', async () => {
  const strict = await startProvider({
    people: { ada: { name: 'Ada', password: 'right' } },
    clients: [{ clientId: 'app', clientSecret, redirectUris: [redirectUri] }],
  })
  try {
    const client = createSignInClient(strict.issuerUrl, {}, { now: () => Math.floor(Date.now() / 1000) })
    const { refreshToken: first = '' } = await client.requestApiToken({
      type: 'password',
      parameters: { username: 'ada', password: 'right', scope: 'openid offline_access' },
    })
    const refreshed = await client.refreshTokens({ refreshToken: first })
    expect(refreshed.refreshToken).not.toBe(first)
    await expect(client.refreshTokens({ refreshToken: first })).rejects.toMatchObject({
      code: 'token_request_failed',
      detail: { error: 'invalid_grant' },
    })
    expect(strict.refreshes).toEqual({ succeeded: 1, reused: 1 })
  } finally {
    await strict.close()
  }
})
