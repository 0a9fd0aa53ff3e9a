import {
  createEngine,
  type Engine,
  type EngineEvent,
  type EngineOptions,
  memoryReplayStore,
} from '@x/oidc-engine'
import { type MisbehavingProvider, startMisbehavingProvider } from '@x/oidc-testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { clientSecret, sessionSecret } from './start-app.ts'

const began = 1_793_000_000
let now = began
let provider: MisbehavingProvider

beforeAll(async () => {
  provider = await startMisbehavingProvider({
    claims: { sub: 'ada', name: 'Ada', groups: ['staff'] },
    now: () => now,
  })
})
afterEach(() => {
  now = began
  provider.behave()
  provider.requests.clear()
})
afterAll(() => provider.close())

type Options = Readonly<Record<string, unknown>> | undefined

const describeTenant = (providerId: string, more: object = {}): Options => ({
  ...{ providerId, issuerUrl: provider.issuerUrl, clientId: 'app', clientSecret, rolesClaims: ['groups'] },
  ...more,
})

interface Start {
  readonly find?: (providerId: string) => unknown
  readonly findByIssuer?: (issuer: string) => unknown
  readonly options?: Partial<EngineOptions>
  readonly isFunction?: boolean
  readonly startTimer?: (seconds: number, onEnd: () => void) => () => void
}

function start({ find = describeTenant, findByIssuer, options, isFunction = false, startTimer }: Start = {}) {
  const asked: string[] = []
  const events: EngineEvent[] = []
  const record = (id: string): unknown => {
    asked.push(id)
    return find(id)
  }
  const source = isFunction ? record : { find: record, ...(findByIssuer && { findByIssuer }) }
  const engine: Engine = createEngine(
    {
      baseUrl: 'http://localhost:3000',
      providers: source as EngineOptions['providers'],
      security: { roleMapping: { staff: ['ROLE_USER'] } },
      shareSecurity: true,
      session: { secret: sessionSecret },
      ...options,
    },
    {
      log: (event: EngineEvent) => events.push(event),
      now: () => now,
      startTimer: startTimer ?? (() => () => undefined),
    },
  )
  return { engine, asked, events, browser: openEngineBrowser(engine) }
}

const countDiscoveries = (): number => provider.requests.count('/.well-known/openid-configuration')

describe('providers that a function finds', () => {
  it.each([true, false])(
    'sign a person in (as a function: %s), with one call and one discovery',
    async (isFunction) => {
      const { asked, browser } = start({ isFunction })
      const { status } = await browser.signIn('acme')
      expect(status).toBe(303)
      const { auth } = await browser.authenticate()
      expect([auth.user?.name, [...auth.roles]]).toEqual(['ada', ['ROLE_USER']])
      expect(asked).toEqual(['acme'])
      expect(countDiscoveries()).toBe(1)
    },
  )

  it('are not asked for on a request with a session, and not in another process either', async () => {
    const { browser } = start({ options: { session: { secret: sessionSecret, keep: { trace: true } } } })
    await browser.signIn('acme')
    const failing = start({
      find: () => Promise.reject(new Error('down')),
      options: { session: { secret: sessionSecret, keep: { trace: true } } },
    })
    const other = openEngineBrowser(failing.engine, browser.cookies)
    const found = await other.authenticate()
    expect([...found.auth.roles]).toEqual(['ROLE_USER'])
    expect(found.explain()).toMatchObject({ admitted: true, issuer: provider.issuerUrl })
    expect(failing.asked).toEqual([])
  })

  it('are asked for again after 5 minutes, and keep client, metadata and keys if they are the same', async () => {
    const { asked, browser } = start()
    await browser.signIn('acme')
    now += 299
    await browser.get('/oauth2/authorization/acme')
    expect(asked).toHaveLength(1)
    now += 1
    await browser.get('/oauth2/authorization/acme')
    expect(asked).toHaveLength(2)
    expect(countDiscoveries()).toBe(1)
  })

  it('get a new client if their options changed', async () => {
    let clientId = 'app'
    const { browser } = start({ find: (id) => describeTenant(id, { clientId }) })
    await browser.get('/oauth2/authorization/acme')
    clientId = 'other'
    now += 300
    const { headers } = await browser.get('/oauth2/authorization/acme')
    expect(new URL(headers.get('location') ?? '').searchParams.get('client_id')).toBe('other')
    expect(countDiscoveries()).toBe(2)
  })

  it('share one call of the function among requests at the same time', async () => {
    const { asked, engine } = start({
      find: async (id) => {
        await Promise.resolve()
        return describeTenant(id)
      },
    })
    const browsers = Array.from({ length: 20 }, () => openEngineBrowser(engine))
    await Promise.all(browsers.map((each) => each.get('/oauth2/authorization/acme')))
    expect(asked).toEqual(['acme'])
    expect(countDiscoveries()).toBe(1)
  })

  it('end with their sign-ins when the function no longer knows them', async () => {
    let isKnown = true
    const { browser } = start({ find: (id) => (isKnown ? describeTenant(id) : undefined) })
    await browser.signIn('acme')
    isKnown = false
    now += 300
    expect((await browser.get('/oauth2/authorization/acme')).status).toBe(404)
    // The session goes on until its next refresh.
    expect((await browser.authenticate()).auth.status).toBe('authenticated')
  })

  it('end a session at its refresh when the function no longer knows them', async () => {
    let isKnown = true
    const session = {
      secret: sessionSecret,
      keep: { tokens: true },
      singleProcess: true,
      roleMaxAgeSeconds: 30,
    }
    const { browser, events } = start({
      find: (id) => (isKnown ? describeTenant(id, { scopes: ['offline_access'] }) : undefined),
      options: { session },
    })
    await browser.signIn('acme')
    isKnown = false
    now += 400
    expect((await browser.authenticate()).auth.status).toBe('anonymous')
    expect(events).toContainEqual(
      expect.objectContaining({
        code: 'session_ended',
        detail: { by: 'application', why: 'unknown_provider' },
      }),
    )
  })

  it('answer 503 with Retry-After when the function rejects, and work one request later', async () => {
    let isDown = true
    const { browser, events } = start({
      find: (id) => (isDown ? Promise.reject(new Error('password=hunter2')) : describeTenant(id)),
    })
    const failed = await browser.get('/oauth2/authorization/acme')
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '10'])
    expect(await failed.text()).not.toContain('hunter2')
    expect(JSON.stringify(events)).not.toContain('hunter2')
    expect(events.map(({ code }) => code)).toContain('provider_lookup_failed')
    isDown = false
    expect((await browser.get('/oauth2/authorization/acme')).status).toBe(302)
  })

  it('answer 503 when the function answers nothing within 10 seconds', async () => {
    const timers: { readonly seconds: number; readonly onEnd: () => void }[] = []
    const { browser } = start({
      find: () => new Promise(() => undefined),
      startTimer: (seconds, onEnd) => {
        timers.push({ seconds, onEnd })
        return () => undefined
      },
    })
    const running = browser.get('/oauth2/authorization/acme')
    await expect.poll(() => timers.filter(({ seconds }) => seconds === 10).length).toBe(1)
    timers.find(({ seconds }) => seconds === 10)?.onEnd()
    expect((await running).status).toBe(503)
  })

  it.each<[string, unknown]>([
    ['no issuer', { providerId: 'acme', clientId: 'app' }],
    ['another id', { providerId: 'other', issuerUrl: 'https://id.example.com', clientId: 'app' }],
    [
      'a security of its own',
      { providerId: 'acme', issuerUrl: 'https://id.example.com', clientId: 'app', security: {} },
    ],
    ['an http issuer', { providerId: 'acme', issuerUrl: 'http://id.example.com', clientId: 'app' }],
    [
      'an unknown key',
      { providerId: 'acme', issuerUrl: 'https://id.example.com', clientId: 'app', secret: 'x' },
    ],
    [
      'a secret without a value',
      { providerId: 'acme', issuerUrl: 'https://id.example.com', clientId: 'app', clientSecret: undefined },
    ],
    ['text', 'acme'],
    ['a list', []],
    ['a number', 7],
  ])('are refused with config_invalid, and asked for again, with %s', async (_, options) => {
    const { asked, browser, events } = start({ find: () => options })
    for (const _each of [1, 2]) expect((await browser.get('/oauth2/authorization/acme')).status).toBe(500)
    expect(asked).toHaveLength(2)
    expect(events.filter(({ code }) => code === 'config_invalid')).toHaveLength(2)
  })

  it('are unknown for undefined and null, and not asked for again for 30 seconds', async () => {
    const { asked, browser } = start({ find: (id) => (id === 'nil' ? null : undefined) })
    for (const id of ['nil', 'none', 'nil', 'none'])
      expect((await browser.get(`/oauth2/authorization/${id}`)).status).toBe(404)
    expect(asked).toEqual(['nil', 'none'])
    now += 30
    await browser.get('/oauth2/authorization/none')
    expect(asked).toHaveLength(3)
  })

  it.each(['constructor', '__proto__', 'valueOf', 'hasOwnProperty'])(
    'are unknown for the name %s, which every object of an application has',
    async (id) => {
      const tenants: Readonly<Record<string, unknown>> = { acme: describeTenant('acme') }
      const { asked, browser, events } = start({ find: (each) => tenants[each] })
      expect((await browser.get(`/oauth2/authorization/${id}`)).status).toBe(404)
      expect(asked).toEqual([])
      expect(events.map(({ code }) => code)).toEqual(['unknown_provider'])
    },
  )

  it('are looked up for the paths of logouts, where an outage is logged as an error once a minute', async () => {
    const { engine, events } = start({
      find: () => Promise.reject(new Error('down')),
      options: { replayStore: memoryReplayStore({ now: () => now }) },
    })
    const ask = (method: string, path: string): Promise<Response | undefined> =>
      engine.handle(new Request(`http://localhost:3000/logout/connect/${path}/acme`, { method }))
    for (let each = 0; each < 5; each += 1) {
      const answers = [await ask('POST', 'back-channel'), await ask('GET', 'front-channel')]
      for (const answer of answers) {
        expect([answer?.status, answer?.headers.get('retry-after')]).toEqual([503, '10'])
        expect(answer?.headers.get('cache-control')).toContain('no-store')
      }
    }
    expect(events.filter(({ level }) => level === 'error')).toHaveLength(1)
  })

  it('have a quota of used logout tokens each, so that one of them cannot stop the logouts of the others', async () => {
    const store = memoryReplayStore({ now: () => now })
    const owned = new Map<string, number>()
    const claim: typeof store.claim = (key, item) => {
      const [owner = ''] = item.owners
      owned.set(owner, (owned.get(owner) ?? 0) + 1)
      return (owned.get(owner) ?? 0) > 2 ? 'quota_full' : store.claim(key, item)
    }
    const { engine } = start({
      find: (id) => describeTenant(id, { backChannelLogout: true }),
      options: { replayStore: { ...store, claim } },
    })
    const logOut = async (id: string, jti: string): Promise<number | undefined> => {
      const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
      const claims = {
        iss: provider.issuerUrl,
        aud: 'app',
        iat: now,
        exp: now + 120,
        jti,
        events,
        sub: 'ada',
      }
      const body = new URLSearchParams({ logout_token: await provider.signJwt(claims) })
      const url = `http://localhost:3000/logout/connect/back-channel/${id}`
      return (await engine.handle(new Request(url, { method: 'POST', body })))?.status
    }
    expect([await logOut('noisy', '1'), await logOut('noisy', '2'), await logOut('noisy', '3')]).toEqual([
      200, 200, 503,
    ])
    expect(await logOut('quiet', '4')).toBe(200)
  })

  it('cost the application at most 200 calls at once and 20 a second, whatever ids are invented', async () => {
    const { asked, browser } = start({ find: (id) => (id.startsWith('x') ? undefined : describeTenant(id)) })
    await browser.signIn('acme')
    asked.length = 0
    const statuses = new Map<number, number>()
    for (let index = 0; index < 1000; index += 1) {
      const { status } = await browser.get(`/oauth2/authorization/x${index}`)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    expect(asked).toHaveLength(200)
    expect([...statuses]).toEqual([
      [404, 200],
      [503, 800],
    ])
    // Those that were found before do not need the budget, even when they are asked for again.
    now += 300
    for (let index = 0; index < 1000; index += 1)
      await browser.get(`/oauth2/authorization/y${index}`).catch(() => 0)
    expect((await browser.get('/oauth2/authorization/acme')).status).toBe(302)
  })

  it.each(['/logout', '/login/denied', '/oauth2/session'])(
    'are not asked for by an anonymous %s',
    async (path) => {
      const { asked, browser } = start()
      await browser.get(path)
      expect(asked).toEqual([])
    },
  )

  it('sign out at the provider, and here alone when the function fails', async () => {
    let isDown = false
    const { browser, events } = start({
      find: (id) => (isDown ? Promise.reject(new Error('down')) : describeTenant(id)),
    })
    await browser.signIn('acme')
    const atProvider = await browser.post('/logout')
    expect(atProvider.headers.get('location')).toContain(`${provider.issuerUrl}/logout`)
    await browser.signIn('acme')
    isDown = true
    now += 300
    const here = await browser.post('/logout')
    expect(here.headers.get('location')).toBe('http://localhost:3000/logout/done')
    expect(events.map(({ code }) => code)).toContain('provider_logout_unknown')
  })
})

describe('/login with providers that a function finds', () => {
  it('needs the id, and shows no list', async () => {
    const { asked, browser } = start()
    const page = await browser.get('/login?returnTo=%2Fme')
    expect(page.status).toBe(400)
    expect(await page.text()).toContain('Which account do you use?')
    expect(asked).toEqual([])
  })

  it('leads to the authorization path of the id, and back', async () => {
    const { browser } = start()
    const { headers } = await browser.get('/login?provider=acme&returnTo=%2Fme')
    expect(headers.get('location')).toBe('http://localhost:3000/oauth2/authorization/acme?returnTo=%2Fme')
  })

  it.each(['a/b', '../x', '', 'x'.repeat(65), 'a&provider=b', '%0d%0a'])('refuses the id %j', async (id) => {
    const { browser } = start()
    expect((await browser.get(`/login?provider=${id}`)).status).toBe(400)
  })

  it('is where a gate sends an anonymous person', async () => {
    const { engine } = start()
    const header = (name: string) => (name === 'accept' ? 'text/html' : undefined)
    const { response } = await engine.gate({ method: 'GET', url: '/me', header })
    expect([response?.status, response?.headers.get('location')]).toEqual([
      302,
      'http://localhost:3000/login?returnTo=%2Fme',
    ])
  })
})

describe('access tokens of providers that a function finds', () => {
  const claims = () => ({
    ...{ iss: provider.issuerUrl, aud: 'api', sub: 'ada', client_id: 'app', jti: '1', groups: ['staff'] },
    ...{ iat: now, exp: now + 300 },
  })
  const ask = async (
    { engine }: Pick<ReturnType<typeof start>, 'engine'>,
    token: string,
    audience = 'api',
  ) => {
    const header = (name: string) => (name === 'authorization' ? `Bearer ${token}` : undefined)
    return engine.gate({ method: 'GET', url: '/api', header }, { bearer: { audience } })
  }
  const sign = (changes: object = {}) => provider.signJwt({ ...claims(), ...changes }, { typ: 'at+jwt' })

  it('are accepted by issuer, with one call', async () => {
    const issuers: string[] = []
    const app = start({
      findByIssuer: (issuer) => {
        issuers.push(issuer)
        return issuer === provider.issuerUrl ? describeTenant('acme') : undefined
      },
    })
    for (const jti of ['1', '2']) {
      const { auth, response } = await ask(app, await sign({ jti }))
      expect([response?.status, [...(auth?.roles ?? [])]]).toEqual([undefined, ['ROLE_USER']])
    }
    expect(issuers).toEqual([provider.issuerUrl])
    expect((await ask(app, await sign({ iss: 'https://evil.example' }))).response?.status).toBe(401)
  })

  it('have a warning, once, where the audience is the clientId of the provider: ID Tokens have it, too', async () => {
    const describe = (id: string) => ({ ...describeTenant(id), accessTokenProfile: 'plain_jwt' })
    const app = start({ find: describe, findByIssuer: () => describe('acme') })
    const warnings = () => app.events.filter(({ code }) => code === 'audience_is_client_id')
    // Another API of the application, whose audience is its own.
    await ask(app, await sign({ jti: '0' }))
    expect(warnings()).toEqual([])
    for (const jti of ['1', '2', '3']) {
      await ask(app, await sign({ jti, aud: 'app' }), 'app')
      // The function is asked again, and gives the same.
      now += 301
    }
    expect(warnings()).toMatchObject([{ level: 'warn', providerId: 'acme' }])
    const other = start({ find: describe, findByIssuer: () => describe('acme') })
    await ask(other, await sign())
    expect(other.events.filter(({ code }) => code === 'audience_is_client_id')).toEqual([])
  })

  it('are refused if the function returns a provider of another issuer', async () => {
    const app = start({ findByIssuer: () => describeTenant('acme') })
    expect((await ask(app, await sign({ iss: 'https://evil.example' }))).response?.status).toBe(401)
    expect(countDiscoveries()).toBe(0)
  })

  it('cost the application at most 200 calls at once if the function answers any issuer with one provider', async () => {
    const issuers: string[] = []
    const app = start({
      find: (id) => describeTenant(id, { thirdPartyLogin: true }),
      findByIssuer: (issuer) => {
        issuers.push(issuer)
        return describeTenant('acme', { thirdPartyLogin: true })
      },
      options: { paths: {} },
    })
    expect((await ask(app, await sign())).response).toBeUndefined()
    issuers.length = 0
    const statuses = new Map<number | undefined, number>()
    for (let at = 0; at < 500; at += 1) {
      const iss = `https://${at}.evil.example`
      const api = await ask(app, await sign({ iss }))
      const login = await app.browser.get(`/login/initiate?iss=${encodeURIComponent(`${iss}/login`)}`)
      for (const status of [api.response?.status, login.status])
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    expect(issuers).toHaveLength(200)
    expect(countDiscoveries()).toBe(1)
    expect([...statuses].sort()).toEqual([
      [400, 100],
      [401, 100],
      [503, 800],
    ])
    // The tenant that was found before is not held up, and an issuer that is not its own has not taken its place.
    expect((await ask(app, await sign({ jti: 'later' }))).response).toBeUndefined()
    const { headers } = await app.browser.get(`/login/initiate?iss=${encodeURIComponent(provider.issuerUrl)}`)
    expect(headers.get('location')).toContain(`${provider.issuerUrl}/authorize`)
    now += 1
    await ask(app, await sign({ iss: 'https://next.evil.example' }))
    expect(issuers).toHaveLength(201)
  })

  it('are answered 503 when the function fails', async () => {
    const app = start({ findByIssuer: () => Promise.reject(new Error('down')) })
    expect((await ask(app, await sign())).response?.status).toBe(503)
  })

  it('are a configuration error without findByIssuer', () => {
    const { engine } = start()
    expect(() => engine.bearer({ audience: 'api' })).toThrow(/Add findByIssuer to providers/u)
  })

  it.each(['javascript:alert(1)', 'x'.repeat(3000), `https://${'x'.repeat(2000)}`, 7, null, {}])(
    'do not ask the function for the issuer %j',
    async (iss) => {
      let calls = 0
      const app = start({
        findByIssuer: () => {
          calls += 1
          return undefined
        },
      })
      expect((await ask(app, await sign({ iss }))).response?.status).toBe(401)
      expect(calls).toBe(0)
    },
  )
})

describe('security beside providers that a function finds', () => {
  it('needs shareSecurity if it maps roles', () => {
    expect(() => start({ options: { shareSecurity: false } })).toThrow(/shareSecurity: true/u)
  })

  it('may be a function of the person, which knows the provider', async () => {
    const { browser } = start({
      options: {
        shareSecurity: false,
        security: ({ providerId }) => ({ roleMapping: { staff: [`ROLE_${providerId}`] }, requiredRoles: [] }),
      },
    })
    await browser.signIn('acme')
    expect([...(await browser.authenticate()).auth.roles]).toEqual(['ROLE_acme'])
  })
})
