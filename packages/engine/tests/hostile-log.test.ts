import type { EngineOptions } from '@x/oidc-engine'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useBearerFixture } from './bearer-fixture.ts'
import { openEngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { clientSecret, createAppEngine, type AppOptions } from './start-app.ts'

const fixture = useSignInFixture()
const api = useBearerFixture()
const baseUrl = 'http://localhost:3000'

function openApp(options: Partial<EngineOptions> = {}, more: Partial<AppOptions> = {}) {
  const { engine, events } = createAppEngine(baseUrl, {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    options,
    ...more,
  })
  return { engine, events, browser: openEngineBrowser(engine) }
}

function fail(): never {
  throw new Error('canary')
}

describe('a refusal of the token endpoint', () => {
  const refuse = (build: (sent: URLSearchParams) => object) => ({
    respond: ({ path, body }: { readonly path: string; readonly body: string }) =>
      path === '/token'
        ? {
            status: 400,
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(build(new URLSearchParams(body))),
          }
        : undefined,
  })

  async function signIn() {
    const { browser, events } = openApp()
    const callback = new URL(await browser.obtainCallback())
    await browser.get(callback.href)
    return { code: callback.searchParams.get('code') ?? '', events }
  }

  it.each([
    ['code', (sent: URLSearchParams) => `${sent.get('code')}`.slice(0, 64)],
    ['verifier', (sent: URLSearchParams) => `${sent.get('code_verifier')}`.slice(0, 64)],
    ['secret', () => `bad secret ${clientSecret}`],
  ])('whose error quotes the %s is in the log without it', async (_, build) => {
    const quoted: string[] = []
    fixture.provider.twist(
      refuse((sent) => {
        quoted.push(build(sent))
        return { error: build(sent) }
      }),
    )
    const { code, events } = await signIn()
    expect(quoted).toHaveLength(1)
    const log = JSON.stringify(events)
    for (const secret of [code, clientSecret, ...quoted]) expect(log).not.toContain(secret)
    expect(events.at(-1)).toMatchObject({ code: 'token_request_failed' })
  })

  it('whose description is long has no part of a secret in the log', async () => {
    const description = `${`${clientSecret} `.repeat(140)}${clientSecret}`
    expect(description.length).toBeGreaterThan(4000)
    fixture.provider.twist(refuse(() => ({ error: 'invalid_grant', error_description: description })))
    const { events } = await signIn()
    expect(JSON.stringify(events)).not.toContain(clientSecret.slice(0, 8))
  })

  it.each<[string, (text: string) => string]>([
    ['lower-case percent-encoding', (text) => text.replace(/%[\dA-F]{2}/gu, (octet) => octet.toLowerCase())],
    ['HTML', (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')],
    ['JSON', (text) => JSON.stringify(text).slice(1, -1)],
  ])('that writes what was sent as %s has none of it in the log', async (how, write) => {
    const isEncoded = how.endsWith('encoding')
    const secret = 'a"secret<&\\>+/%'
    fixture.provider.twist(
      refuse(() => {
        const written = write(isEncoded ? encodeURIComponent(secret) : secret).replaceAll(
          '>',
          how === 'HTML' ? '&gt;' : '>',
        )
        return { error: 'invalid_grant', error_description: `bad ${written}!` }
      }),
    )
    const { browser, events } = openApp({}, { provider: { clientSecret: secret } })
    await browser.get(await browser.obtainCallback())
    expect(events.at(-1)?.detail).toMatchObject({ description: 'bad ***!' })
  })
})

it('an error of the authorization response that quotes the nonce is in the log without it', async () => {
  const { browser, events } = openApp()
  fixture.provider.twist({
    authorizationResponse: (params) => {
      params.delete('code')
      params.set('error', 'access_denied')
      params.set('error_description', `${params.get('state')} ${nonces.join()}`)
    },
  })
  const nonces: string[] = []
  const start = await browser.get('/oauth2/authorization/main')
  const location = new URL(start.headers.get('location') ?? '')
  nonces.push(location.searchParams.get('nonce') ?? '')
  const answer = await fetch(location, { redirect: 'manual' })
  await browser.get(answer.headers.get('location') ?? '')
  expect(nonces.join()).not.toBe('')
  expect(events.at(-1)).toMatchObject({ code: 'authorization_failed', detail: { description: '*** ***' } })
})

it('a subject that is no text is not in the log', async () => {
  const { browser, events } = openApp()
  fixture.provider.twist({ idTokenClaims: (claims) => ({ ...claims, sub: 4711004711 }) })
  await browser.get(await browser.obtainCallback())
  expect(events.at(-1)).toMatchObject({ code: 'id_token_invalid', detail: { rule: 'sub' } })
  expect(JSON.stringify(events)).not.toContain('4711004711')
})

describe('a fetch of the application', () => {
  it.each<[string, () => unknown]>([
    ['an error whose message is no text', () => Object.assign(new Error(), { message: { toString: fail } })],
    [
      'an error whose message is an object without a prototype',
      () => Object.assign(new Error(), { message: Object.create(null) as unknown }),
    ],
    ['a proxy that throws', () => new Proxy({}, { get: fail, has: fail, getPrototypeOf: fail })],
    [
      'an error whose cause is a revoked proxy',
      () => {
        const { proxy, revoke } = Proxy.revocable({}, {})
        revoke()
        return Object.assign(new Error('canary'), { cause: proxy })
      },
    ],
    [
      'a circle of causes',
      () => {
        const error = new Error('canary')
        error.cause = error
        return error
      },
    ],
  ])('that throws %s is an outage of the provider in the log', async (_, create) => {
    const { browser, events } = openApp({
      fetch: () => {
        throw create()
      },
    })
    const answer = await browser.get('/oauth2/authorization/main')
    expect(answer.status).toBe(503)
    expect(events.at(-1)).toMatchObject({ code: 'provider_unavailable' })
    expect(JSON.stringify(events)).not.toContain('canary')
  })
})

describe('a log that fails', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it.each<[string, () => unknown]>([
    ['an error whose getters throw', () => Object.defineProperty(new Error(), 'message', { get: fail })],
    ['an error whose name is a symbol', () => Object.assign(new Error(), { name: Symbol('canary') })],
    ['a proxy that throws', () => new Proxy({}, { get: fail, has: fail, getPrototypeOf: fail })],
  ])('with %s loses no event', async (_, create) => {
    const written: string[] = []
    for (const method of ['error', 'warn'] as const)
      vi.spyOn(console, method).mockImplementation((line: unknown) => void written.push(String(line)))
    openApp(
      {
        security: { requiredRoles: [] },
        log: () => {
          throw create()
        },
      },
      { logPort: false },
    )
    expect(written).toEqual([expect.stringContaining('log_failed'), expect.stringContaining('gate_open')])
  })
})

describe('a render that fails', () => {
  it('is one event a minute for each page, however often the page is requested', async () => {
    const { browser, events } = openApp({
      pages: { render: fail },
    })
    const open = async (): Promise<void> => {
      for (let count = 0; count < 20; count += 1) await browser.get('/logout/done')
    }
    const failures = () => events.filter(({ code }) => code === 'page_not_rendered')
    await open()
    expect(failures()).toHaveLength(1)
    fixture.now += 60
    await open()
    expect(failures()).toHaveLength(2)
    expect(failures().at(-1)?.message).toContain('19 times')
  })
})

describe('a gate that refuses the sender of a token', () => {
  it.each(['random', 'now'] as const)(
    'is answered 403 where %s is broken, and rejects nothing',
    async (port) => {
      let isBroken = false
      const breakIf = <Value>(value: Value): Value => (isBroken ? fail() : value)
      const { engine, events } = createAppEngine(baseUrl, {
        issuerUrl: api.provider.issuerUrl,
        now: () => (port === 'now' ? breakIf(api.now) : api.now),
        random: (bytes) => {
          const drawn = crypto.getRandomValues(new Uint8Array(bytes))
          return port === 'random' ? breakIf(drawn) : drawn
        },
      })
      const token = await api.sign(api.buildClaims({ groups: ['staff'] }))
      const headers: Readonly<Record<string, string>> = { authorization: `Bearer ${token}` }
      const request = { method: 'GET', url: `${baseUrl}/api`, header: (name: string) => headers[name] }
      const { requestAuth } = await engine
        .bearer({ audience: api.buildClaims()['aud'] as string })
        .authenticate(request)
      isBroken = true
      const response = await requestAuth?.authorize({ role: 'ROLE_ADMIN' })
      expect(response?.status).toBe(403)
      expect(events.at(-1)).toMatchObject({ level: 'error', code: 'unexpected' })
      expect(JSON.stringify(events)).not.toContain('canary')
    },
  )
})

describe('paths that a refused caller chooses', () => {
  it('do not push the refusals of others out of memory', async () => {
    const { engine, events } = createAppEngine(baseUrl, {
      issuerUrl: api.provider.issuerUrl,
      now: () => api.now,
    })
    const ask = async (sub: string, path: string): Promise<void> => {
      const token = await signOnce(sub)
      const headers: Readonly<Record<string, string>> = { authorization: `Bearer ${token}` }
      const request = { method: 'GET', url: baseUrl + path, header: (name: string) => headers[name] }
      const gate = { bearer: { audience: api.buildClaims()['aud'] as string }, role: 'ROLE_ADMIN' } as const
      expect((await engine.gate(request, gate)).response?.status).toBe(403)
    }
    const tokens = new Map<string, Promise<string>>()
    const signOnce = (sub: string): Promise<string> => {
      const token = tokens.get(sub) ?? api.sign(api.buildClaims({ sub, groups: ['staff'] }))
      tokens.set(sub, token)
      return token
    }
    await ask('ada', '/orders')
    const long = 'x'.repeat(15_000)
    for (let count = 0; count < 200; count += 1) await ask('ben', `/${count}${long}`)
    await ask('ada', '/orders')
    const subjects = events.filter(({ code }) => code === 'gate_refused').map(({ subject }) => subject)
    expect(subjects.filter((subject) => subject === 'ada')).toHaveLength(1)
    expect(subjects.filter((subject) => subject === 'ben')).toHaveLength(10)
  })
})
