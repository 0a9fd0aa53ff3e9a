import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { requestClientCredentialsToken, requestPasswordToken } from '@x/oidc-engine'
import {
  startMisbehavingProvider,
  startProvider,
  type JsonRecord,
  type MisbehavingProvider,
} from '@x/oidc-testing'
import { afterEach, describe, expect, it } from 'vitest'

const clientSecret = 'client secret with : % + and é'
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

interface Asked {
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Starts an API that keeps what it was asked, and the origins it is known by. */
async function startApi(
  answer: () => { status: number; headers?: Record<string, string> } = () => ({ status: 200 }),
) {
  const asked: Asked[] = []
  const server: Server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      asked.push({ url: request.url ?? '', headers: request.headers, body })
      const { status, headers } = answer()
      response.writeHead(status, headers).end('answer')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()))
  const { port } = server.address() as AddressInfo
  return { asked, origin: `http://127.0.0.1:${port}`, otherOrigin: `http://localhost:${port}` }
}

interface TokenProvider {
  readonly provider: MisbehavingProvider
  /** The forms that the token endpoint got. */
  readonly forms: URLSearchParams[]
  readonly authorizations: (string | undefined)[]
}

/** Starts a provider that answers every token request with the next token, `token-1` first. */
async function startTokenProvider(
  answer: (form: URLSearchParams, count: number) => { status?: number; body?: JsonRecord } = () => ({}),
  path = '',
): Promise<TokenProvider> {
  const provider = await startMisbehavingProvider({ path })
  closing.push(provider.close)
  const forms: URLSearchParams[] = []
  const authorizations: (string | undefined)[] = []
  provider.twist({
    respond: (request) => {
      if (request.path !== '/token') return undefined
      const form = new URLSearchParams(request.body)
      forms.push(form)
      authorizations.push(request.headers.authorization)
      const { status = 200, body } = answer(form, forms.length)
      const token = { access_token: `token-${forms.length}`, token_type: 'Bearer', expires_in: 600 }
      return {
        status,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(status === 200 ? { ...token, ...body } : body),
      }
    },
  })
  return { provider, forms, authorizations }
}

const clock = (start = 1_800_000_000) => {
  let now = start
  return { now: () => now, pass: (seconds: number) => (now += seconds) }
}

describe('client credentials', () => {
  it('give a token of a real provider, for the scopes that were asked for', async () => {
    const provider = await startProvider({
      scopes: ['orders.read'],
      clients: [
        { clientId: 'report', clientSecret: 'a secret: 100 %', redirectUris: ['http://localhost/unused'] },
      ],
    })
    closing.push(provider.close)
    const api = await startApi()
    const access = await requestClientCredentialsToken({
      issuerUrl: provider.issuerUrl,
      clientId: 'report',
      clientSecret: 'a secret: 100 %',
      scopes: ['orders.read'],
      apiOrigin: api.origin,
    })
    expect(access.scopes).toEqual(['orders.read'])
    await access.fetch(`${api.origin}/orders`)
    const [, payload = ''] = (await access.accessToken()).split('.')
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    expect(claims).toMatchObject({ client_id: 'report', scope: 'orders.read', iss: provider.issuerUrl })
    expect(api.asked[0]?.headers.authorization).toBe(`Bearer ${await access.accessToken()}`)
  })

  it('K-08: are form-encoded before base64, and scopes and parameters are what was given', async () => {
    const { provider, forms, authorizations } = await startTokenProvider()
    await requestClientCredentialsToken({
      issuerUrl: provider.issuerUrl,
      clientId: 'a client: 100 %',
      clientSecret,
      scopes: ['b', 'a', 'b'],
      parameters: { audience: 'https://api.example.com/?a=1&b=ü' },
      apiOrigin: 'https://api.example.com',
    })
    const encode = (text: string) => new URLSearchParams({ a: text }).toString().slice(2)
    expect(authorizations).toEqual([
      `Basic ${Buffer.from(`${encode('a client: 100 %')}:${encode(clientSecret)}`).toString('base64')}`,
    ])
    expect(Object.fromEntries(forms[0] ?? [])).toEqual({
      grant_type: 'client_credentials',
      audience: 'https://api.example.com/?a=1&b=ü',
      scope: 'b a',
    })
  })

  it('keep the path of the issuer in discovery', async () => {
    const { provider } = await startTokenProvider(undefined, '/auth/realms/main')
    const access = await requestClientCredentialsToken({
      issuerUrl: provider.issuerUrl,
      clientId: 'report',
      clientSecret,
      apiOrigin: 'https://api.example.com',
    })
    expect(provider.issuerUrl).toMatch(/\/auth\/realms\/main$/)
    expect(await access.accessToken()).toBe('token-1')
  })

  it('that the provider does not know fail at once, without the secret in the error', async () => {
    const { provider } = await startTokenProvider(() => ({ status: 401, body: { error: 'invalid_client' } }))
    const failure: unknown = await requestClientCredentialsToken({
      issuerUrl: provider.issuerUrl,
      clientId: 'report',
      clientSecret,
      apiOrigin: 'https://api.example.com',
    }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'client_rejected' })
    expect(JSON.stringify(failure) + String(failure)).not.toContain('client secret')
  })
})

describe('access to an API', () => {
  async function open(api: { origin: string }, { provider }: TokenProvider, now?: () => number) {
    const options = { issuerUrl: provider.issuerUrl, clientId: 'report', clientSecret, apiOrigin: api.origin }
    return requestClientCredentialsToken(options, now && { now })
  }

  it('sends the token to its own origin alone', async () => {
    const api = await startApi()
    const access = await open(api, await startTokenProvider())
    await access.fetch(`${api.origin}/a`)
    await access.fetch(`${api.otherOrigin}/b`)
    await access.fetch(new Request(`${api.otherOrigin}/c`))
    expect(api.asked.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/a', 'Bearer token-1'],
      ['/b', undefined],
      ['/c', undefined],
    ])
  })

  it.each([
    'blob:https://api.example.com/3b1c',
    'BLOB:https://api.example.com/3b1c',
    'blob:https://api.example.com',
    'https://user@api.example.com/a',
    'https://user:password@api.example.com/a',
    'https://:password@api.example.com/a',
    'https://api.example.com@evil.example/a',
    'https://api.example.com:444/a',
    'https://api.example.com./a',
    'http://api.example.com/a',
    'wss://api.example.com/a',
    'filesystem:https://api.example.com/temporary/a',
    'data:text/plain,https://api.example.com/',
  ])('sends no token to %s', async (address) => {
    const sent: (readonly [string, string | null])[] = []
    const tokens = await startTokenProvider()
    const access = await requestClientCredentialsToken(
      {
        ...{ issuerUrl: tokens.provider.issuerUrl, clientId: 'report', clientSecret },
        apiOrigin: 'https://api.example.com',
      },
      {
        fetch: async (url, init) => {
          if (url.startsWith(tokens.provider.issuerUrl)) return fetch(url, init)
          sent.push([url, new Headers(init.headers).get('authorization')])
          return new Response()
        },
      },
    )
    await access.fetch(address)
    await access.fetch(new URL(address))
    for (const own of [
      'https://api.example.com',
      'HTTPS://API.example.com:443/a?b#c',
      'https:api.example.com',
    ])
      await access.fetch(own)
    expect(sent.map(([, authorization]) => authorization)).toEqual([
      null,
      null,
      'Bearer token-1',
      'Bearer token-1',
      'Bearer token-1',
    ])
  })

  it.each([301, 303, 307, 308])(
    'answers a redirect with status %i and does not follow it',
    async (status) => {
      const blob = { location: 'blob:https://api.example.com/3b1c' }
      const api = await startApi(() => ({ status, headers: blob }))
      const access = await open(api, await startTokenProvider())
      for (const redirect of ['follow', 'manual', undefined] as const) {
        const response = await access.fetch(`${api.origin}/a`, redirect && { redirect })
        expect(response.status).toBe(status)
      }
      expect(api.asked).toHaveLength(3)
    },
  )

  it('follows no redirect with the token', async () => {
    const api = await startApi(() => ({ status: 302, headers: { location: 'http://localhost:1/elsewhere' } }))
    const access = await open(api, await startTokenProvider())
    const response = await access.fetch(`${api.origin}/a`, { redirect: 'follow' })
    expect(response.status).toBe(302)
    expect(api.asked).toHaveLength(1)
    await expect(access.fetch(`${api.origin}/a`, { redirect: 'error' })).rejects.toThrow(TypeError)
  })

  it('sends what a Request holds', async () => {
    const api = await startApi()
    const access = await open(api, await startTokenProvider())
    const request = new Request(`${api.origin}/a`, { method: 'PUT', body: 'text', headers: { 'x-own': '1' } })
    await access.fetch(request)
    expect(api.asked).toMatchObject([
      { body: 'text', headers: { 'x-own': '1', authorization: 'Bearer token-1' } },
    ])
  })

  it('renews the token before it expires, once for any number of calls', async () => {
    const api = await startApi()
    const { now, pass } = clock()
    const tokens = await startTokenProvider()
    const access = await open(api, tokens, now)
    expect(access.expiresAt).toBe(now() + 600)
    pass(539)
    expect(await access.accessToken()).toBe('token-1')
    pass(1)
    const renewed = await Promise.all(Array.from({ length: 50 }, () => access.accessToken()))
    expect(new Set(renewed)).toEqual(new Set(['token-2']))
    expect(access.expiresAt).toBe(now() + 600)
    expect(tokens.forms).toHaveLength(2)
  })

  it('gets another token after a 401, and only one', async () => {
    let status = 401
    const api = await startApi(() => ({ status }))
    const tokens = await startTokenProvider()
    const access = await open(api, tokens)
    await Promise.all([access.fetch(`${api.origin}/a`), access.fetch(`${api.origin}/b`)])
    status = 200
    await Promise.all([access.fetch(`${api.origin}/c`), access.fetch(`${api.origin}/d`)])
    expect(api.asked.map(({ headers }) => headers.authorization)).toEqual([
      ...['Bearer token-1', 'Bearer token-1', 'Bearer token-2', 'Bearer token-2'],
    ])
    expect(tokens.forms).toHaveLength(2)
  })

  it('tells an outage of the provider, and goes on after it', async () => {
    const api = await startApi()
    const { now, pass } = clock()
    const tokens = await startTokenProvider()
    const access = await open(api, tokens, now)
    await tokens.provider.goDown('refuse')
    expect((await access.fetch(`${api.origin}/a`)).status).toBe(200)
    // Due for renewal, and good for some seconds yet.
    pass(590)
    expect(await access.accessToken()).toBe('token-1')
    pass(10)
    await expect(access.fetch(`${api.origin}/b`)).rejects.toMatchObject({ code: 'provider_unavailable' })
    await tokens.provider.comeBack()
    expect((await access.fetch(`${api.origin}/c`)).status).toBe(200)
    expect(api.asked.map(({ url }) => url)).toEqual(['/a', '/c'])
  })

  it.each<[string, unknown, number | undefined]>([
    ['nothing', undefined, undefined],
    ['a number', 60, 60],
    ['a number as text', '60', 60],
    ['more than a day', 1e99, 86_400],
  ])('K-09: takes %s for expires_in', async (_, expiresIn, seconds) => {
    const { now } = clock()
    const tokens = await startTokenProvider(() => ({ body: { expires_in: expiresIn } }))
    const access = await open({ origin: 'https://api.example.com' }, tokens, now)
    expect(access.expiresAt).toBe(seconds === undefined ? undefined : now() + seconds)
  })

  it.each<[string, JsonRecord]>([
    ['expires_in', { expires_in: -1 }],
    ['expires_in', { expires_in: 'soon' }],
    ['token_type', { token_type: 'mac' }],
    // It would need proofs, which we do not send.
    ['token_type', { token_type: 'DPoP' }],
    ['token_type', { token_type: ['Bearer'] }],
    ['scope', { scope: 7 }],
    ['token_type', { token_type: undefined }],
    ['access_token', { access_token: 'a token\r\nx-own: 1' }],
    ['access_token', { access_token: '' }],
    ['refresh_token', { refresh_token: 7 }],
  ])('K-09: refuses an answer with another %s: %j', async (_, body) => {
    const tokens = await startTokenProvider(() => ({ body }))
    const failure: unknown = await open({ origin: 'https://api.example.com' }, tokens).catch(
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({ code: 'provider_response_invalid' })
    // What a script prints that ends with it, causes and all.
    expect(inspect(failure, { depth: Infinity })).not.toMatch(/token-1|client secret|a token/u)
  })
})

describe('a password', () => {
  async function open(tokens: TokenProvider, now: () => number) {
    const options = {
      ...{ issuerUrl: tokens.provider.issuerUrl, clientId: 'script', clientSecret },
      ...{ username: 'ada@example.com', password: 'p&w=ü +', scopes: ['openid', 'roles'] },
      apiOrigin: 'https://api.example.com',
    }
    return requestPasswordToken(options, { now })
  }
  const password = {
    ...{ grant_type: 'password', username: 'ada@example.com', password: 'p&w=ü +' },
    scope: 'openid roles',
  }

  it.each(['jwt', 'opaque'] as const)(
    'gets a token of a real provider, and another by refreshing: %s',
    async (format) => {
      const provider = await startProvider({
        accessTokenFormat: format,
        people: { ada: { name: 'Ada', password: 'p&w=ü +' } },
        clients: [{ clientId: 'script', redirectUris: ['http://localhost/unused'] }],
      })
      closing.push(provider.close)
      const { now, pass } = clock(Math.floor(Date.now() / 1000))
      const options = {
        ...{ issuerUrl: provider.issuerUrl, clientId: 'script', scopes: ['openid', 'offline_access'] },
        ...{ username: 'ada', password: 'p&w=ü +', apiOrigin: 'https://api.example.com' },
      }
      const access = await requestPasswordToken(options, { now })
      const first = await access.accessToken()
      pass(3600)
      const second = await access.accessToken()
      expect(second).not.toBe(first)
      expect(second.split('.')).toHaveLength(format === 'jwt' ? 3 : 1)
      expect(provider.requests.count('/token')).toBe(2)
      await expect(requestPasswordToken({ ...options, password: 'wrong' })).rejects.toMatchObject({
        detail: { error: 'invalid_grant' },
      })
    },
  )

  it('goes into the form, encoded, and the refresh token takes its place', async () => {
    const { now, pass } = clock()
    const tokens = await startTokenProvider((_, count) => ({ body: { refresh_token: `refresh-${count}` } }))
    const access = await open(tokens, now)
    for (const expected of ['token-1', 'token-2', 'token-3']) {
      expect(await access.accessToken()).toBe(expected)
      pass(600)
    }
    expect(tokens.forms.map((form) => Object.fromEntries(form))).toEqual([
      password,
      { grant_type: 'refresh_token', refresh_token: 'refresh-1', scope: 'openid roles' },
      { grant_type: 'refresh_token', refresh_token: 'refresh-2', scope: 'openid roles' },
    ])
  })

  it('is used again where the refresh token is refused, or there is none; one that is not rotated is kept', async () => {
    const { now, pass } = clock()
    const tokens = await startTokenProvider((form, count) => {
      if (count === 3) return { status: 400, body: { error: 'invalid_grant' } }
      return { body: form.get('grant_type') === 'password' && count < 4 ? { refresh_token: 'kept' } : {} }
    })
    const access = await open(tokens, now)
    for (let renewal = 0; renewal < 3; renewal++) {
      pass(600)
      await access.accessToken()
    }
    expect(tokens.forms.map((form) => form.get('refresh_token') ?? form.get('grant_type'))).toEqual([
      ...['password', 'kept', 'kept', 'password', 'password'],
    ])
  })

  it('that is wrong is an error, with no password in it', async () => {
    const tokens = await startTokenProvider(() => ({ status: 400, body: { error: 'invalid_grant' } }))
    const failure: unknown = await open(tokens, clock().now).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'token_request_failed', detail: { error: 'invalid_grant' } })
    expect(JSON.stringify(failure) + String(failure)).not.toContain('p&w')
  })

  it('that is missing is a configuration error, as is every other mistake, all at once', async () => {
    const options = {
      ...{ issuerUrl: 'http://id.example.com', clientId: '', clientSecret: undefined },
      ...{ username: 'ada', password: undefined, apiOrigin: 'http://api.example.com' },
      parameters: { grant_type: 'password', resource: process.env['NOT_SET'] as string, audience: '' },
      // What others call it would be lost.
      ...{ scope: 'read', audience: 'https://api.example.com' },
    }
    const failure: unknown = await requestPasswordToken(options).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'config_invalid' })
    const { issues } = (failure as { detail: { issues: { path: string[]; code: string }[] } }).detail
    expect(issues.map(({ path, code }) => `${path.join('.')} ${code}`).sort()).toEqual([
      'apiOrigin insecure_url',
      'audience unknown_key',
      'clientId missing',
      'clientSecret missing',
      'issuerUrl insecure_url',
      'parameters.audience missing',
      'parameters.grant_type reserved',
      'parameters.resource missing',
      'password missing',
      'scope unknown_key',
    ])
  })

  it.each([
    'https://api.example.com/',
    'api.example.com',
    'https://API.example.com',
    '',
    'https://a@b.example',
    'wss://api.example.com',
    'ftp://127.0.0.1',
    'blob:https://api.example.com/3b1c',
  ])('is sent for no API that is not named by its origin: %s', async (apiOrigin) => {
    const options = { issuerUrl: 'https://id.example.com', clientId: 'script' }
    await expect(requestClientCredentialsToken({ ...options, apiOrigin })).rejects.toMatchObject({
      detail: { issues: [{ path: ['apiOrigin'], code: 'invalid_url' }] },
    })
  })
})

it('quotes no password in an error, also where it is a number', async () => {
  const secrets = { username: 47_110_815, password: 13_371_337 }
  for (const [name, value] of Object.entries(secrets)) {
    const given = { username: 'ada', password: 'secret', [name]: value } as never
    const error: unknown = await requestPasswordToken(given).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'config_invalid' })
    expect(name === 'parameters' || !JSON.stringify([String(error), error]).includes(String(value))).toBe(
      true,
    )
  }
})
