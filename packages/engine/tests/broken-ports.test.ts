import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEngine, type Engine, type EngineEvent, type Ports } from '@x/oidc-engine'
import { createFrameworkAuth, type ResponseHeaders } from '@x/oidc-engine/adapter'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { clientSecret, sessionSecret } from './start-app.ts'
import { useSignInFixture } from './sign-in-fixture.ts'

const fixture = useSignInFixture()
const baseUrl = 'http://localhost:3000'
const rejections: unknown[] = []
const note = (reason: unknown): number => rejections.push(reason)
process.on('unhandledRejection', note)
afterAll(() => {
  process.off('unhandledRejection', note)
})
afterEach(() => {
  expect(rejections.splice(0)).toEqual([])
})

/** What a port may throw. */
const thrown: Readonly<Record<string, () => unknown>> = {
  'an error': () => new Error('canary'),
  nothing: () => undefined,
  null: () => null,
  'a text': () => 'canary',
  'an error whose getters throw': () =>
    Object.defineProperties(new Error('canary'), {
      message: { get: fail },
      name: { get: fail },
      stack: { get: fail },
      cause: { get: fail },
      code: { get: fail },
    }),
  'a proxy': () =>
    new Proxy(
      {},
      { get: fail, has: fail, getPrototypeOf: fail, ownKeys: fail, getOwnPropertyDescriptor: fail },
    ),
  'a proxy that was revoked': () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  },
  'an error of ours with a code that is none': () => ({
    [Symbol.for('@x/oidc-core/OidcError')]: true,
    code: 'toString',
    message: 7,
    detail: fail,
  }),
}

function fail(): never {
  throw new Error('canary')
}

const broken: readonly (readonly [string, Partial<Ports>])[] = Object.entries(thrown).flatMap(
  ([what, create]) => {
    const throwing = (): never => {
      throw create()
    }
    const rejecting = (): Promise<never> => Promise.resolve().then(throwing)
    return (['now', 'random', 'fetch', 'log'] as const)
      .map((port): readonly [string, Partial<Ports>] => [`${port} throws ${what}`, { [port]: throwing }])
      .concat([
        [`fetch rejects with ${what}`, { fetch: rejecting }],
        [`log rejects with ${what}`, { log: rejecting }],
      ])
  },
)
const odd: readonly (readonly [string, Partial<Ports>])[] = [
  ...[NaN, Infinity, -Infinity, -1, 2 ** 53, undefined, null, '1', 1n].map(
    (now): readonly [string, Partial<Ports>] => [`now gives ${String(now)}`, { now: () => now as number }],
  ),
  ['random gives nothing', { random: () => undefined as unknown as Uint8Array }],
  ['random gives too few bytes', { random: () => new Uint8Array(1) }],
  ['fetch gives nothing', { fetch: () => Promise.resolve(undefined as unknown as Response) }],
  ['fetch gives no response', { fetch: () => Promise.resolve({} as Response) }],
  ['fetch gives a thenable that throws', { fetch: () => ({ then: fail }) as unknown as Promise<Response> }],
  ['log gives a thenable that throws', { log: () => ({ then: fail }) as unknown as undefined }],
  [
    'log gives an object whose then cannot be read',
    { log: () => Object.defineProperty({}, 'then', { get: fail }) as unknown as undefined },
  ],
]

function create(
  ports: Partial<Ports>,
  issuerUrl = 'http://localhost:1',
): { engine: Engine; events: EngineEvent[] } {
  const events: EngineEvent[] = []
  const roles: readonly string[] = ['ROLE_USER']
  const engine: Engine = createEngine(
    {
      baseUrl,
      providers: [{ providerId: 'main', issuerUrl, clientId: 'app', clientSecret, rolesClaims: ['groups'] }],
      security: { roleMapping: { staff: roles } },
      session: { secret: sessionSecret },
    },
    { log: (event) => events.push(event), ...ports },
  )
  return { engine, events }
}

const facts = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') => ({
  method,
  url: baseUrl + path,
  header: (name: string) => headers[name],
})

const page = { accept: 'text/html', 'sec-fetch-mode': 'navigate' }
const token = `Bearer ${['e30', 'e30', 'AA'].join('.')}`

describe('R-14: a broken port is answered, and admits no caller:', () => {
  it.each([...broken, ...odd])('%s', async (_, ports) => {
    const { engine } = create(ports)
    const cookie = `${engine.config.session.cookieName}=e30..AAAAAAAAAAAAAAAA.AA.AAAAAAAAAAAAAAAAAAAAAA`
    for (const headers of [{}, page, { cookie }, { ...page, cookie }]) {
      for (const path of [
        '/login',
        '/oauth2/authorization/main',
        '/login/oauth2/code/main?code=a&state=b',
        '/login/denied',
        '/logout',
        '/logout/done',
        '/oauth2/session',
      ]) {
        const answer = await engine.handle(facts(path, headers))
        expect(answer).toBeInstanceOf(Response)
        if (path === '/oauth2/session') expect([401, 500]).toContain(answer?.status)
      }
      for (const options of [undefined, {}, { role: 'ROLE_USER' }] as const)
        expect((await engine.gate(facts('/', headers), options)).response).toBeInstanceOf(Response)
      const caller = await engine.authenticate(facts('/', headers))
      expect(caller.auth.status).toBe('anonymous')
      expect(await caller.authorize({})).toBeInstanceOf(Response)
    }
    const guard = engine.bearer({ audience: 'https://api.example.com', accessTokenLookup: 'introspection' })
    for (const headers of [{}, { authorization: token }, { authorization: 'Bearer opaque' }]) {
      expect((await guard.authenticate(facts('/api', headers))).response).toBeInstanceOf(Response)
    }
  })

  it.each(broken.filter(([what]) => /^(?:now|random) throws/u.test(what)))(
    '%s: that is 500, and the log says so without what was thrown',
    async (_, ports) => {
      const { engine, events } = create(ports)
      const path = 'now' in ports ? '/logout' : '/oauth2/authorization/main'
      const cookie = await openSession()
      const { engine: restarted, events: told } = create({ ...ports }, fixture.provider.issuerUrl)
      const answer = await (path === '/logout' ? restarted : engine).handle(facts(path, { cookie }))
      if (path === '/logout') expect(answer?.status).toBe(500)
      else expect([500, 503]).toContain(answer?.status)
      const gate = await restarted.gate(facts('/', { cookie }))
      if ('now' in ports) expect(gate.response?.status).toBe(500)
      expect([...events, ...told].length).toBeGreaterThan(0)
      expect(JSON.stringify([...events, ...told])).not.toContain('canary')
    },
  )
})

/** The cookie of a session of an application like the broken ones. */
async function openSession(): Promise<string> {
  const { engine } = create({ now: () => fixture.now }, fixture.provider.issuerUrl)
  const start = await engine.handle(facts('/oauth2/authorization/main'))
  const authorization = await fetch(start?.headers.get('location') ?? '', { redirect: 'manual' })
  const callback = new URL(authorization.headers.get('location') ?? '')
  const join = (answer: Response | undefined): string =>
    (answer?.headers.getSetCookie() ?? []).map((set) => set.split(';')[0]).join('; ')
  const done = await engine.handle(facts(callback.pathname + callback.search, { cookie: join(start) }))
  const cookie = join(done)
  expect((await engine.gate(facts('/', { cookie }))).response).toBeUndefined()
  return cookie
}

describe('S-07: a clock', () => {
  it.each([NaN, Infinity, -Infinity, -1, 2 ** 53])(
    'that shows %d revives no session, and ends none',
    async (wrong) => {
      const cookie = await openSession()
      let now = fixture.now
      const { engine, events } = create({ now: () => now }, fixture.provider.issuerUrl)
      const status = async (): Promise<number> =>
        (await engine.gate(facts('/', { cookie }))).response?.status ?? 200
      expect(await status()).toBe(200)
      now = wrong
      expect(await status()).toBe(500)
      expect((await engine.handle(facts('/oauth2/session', { cookie })))?.status).toBe(500)
      expect(events.at(-1)).toMatchObject({ level: 'error', code: 'unexpected' })
      expect((await engine.authenticate(facts('/', { cookie }))).setCookies).toEqual([])
      now = fixture.now + 3600
      expect(await status()).toBe(401)
      now = wrong
      expect(await status()).toBe(500)
      now = fixture.now + 0.75
      expect(await status()).toBe(200)
    },
  )
})

describe('a caller of whom nothing could be found out', () => {
  it('is answered 500 also without a gate: an error does not look like a sign-out', async () => {
    const cookie = await openSession()
    const { engine } = create({ now: fail }, fixture.provider.issuerUrl)
    const callers = createFrameworkAuth<object, ResponseHeaders, string>(engine, {
      readRequest: () => facts('/', { cookie }),
      attach: () => undefined,
    })
    const key = {}
    expect((await callers.authorize(key, { add: () => undefined }))?.status).toBe(500)
    expect((await callers.authorize(key, { add: () => undefined }, {}))?.status).toBe(500)
  })

  it('gets an answer over HTTP', async () => {
    const { engine } = create({ now: fail, random: fail, fetch: fail, log: fail })
    const server = createServer((_, res) => {
      void engine.gate(facts('/')).then(({ response }) => {
        res.writeHead(response?.status ?? 200).end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
    try {
      const answer = await fetch(`http://localhost:${(server.address() as AddressInfo).port}/`)
      expect([401, 500]).toContain(answer.status)
    } finally {
      server.close()
    }
  })
})

describe('a request whose own parts throw', () => {
  it.each([
    ['header', { method: 'GET', url: '/login', header: fail }],
    ['url', Object.defineProperty({ method: 'GET', header: () => undefined }, 'url', { get: fail })],
    ['method', Object.defineProperty({ url: '/login', header: () => undefined }, 'method', { get: fail })],
  ])('(%s) is answered 500', async (_, request) => {
    const { engine } = create({})
    const given = request as ReturnType<typeof facts>
    const answers = [
      await engine.handle(given),
      (await engine.gate(given)).response,
      await (await engine.authenticate(given)).authorize({}),
      (await engine.bearer({ audience: 'https://api.example.com' }).authenticate(given)).response,
    ]
    for (const answer of answers) if (answer !== undefined) expect([401, 500, 302]).toContain(answer.status)
    expect(answers[1]).toBeInstanceOf(Response)
  })
})
