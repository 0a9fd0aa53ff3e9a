import { createHmac } from 'node:crypto'
import { signJws } from '@x/oidc-testing'
import { describe, expect, it, vi } from 'vitest'
import { audience, baseUrl, useBearerFixture } from './bearer-fixture.ts'
import { openEngineBrowser } from './engine-browser.ts'
import { runtimeCrypto } from '../src/crypto/select-crypto.ts'

const fixture = useBearerFixture()

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('advisories of other libraries', () => {
  it.each(['', 'secret', 'PEM', 'JWK', 'n', ' PEM'])(
    'CVE-2015-9235, CVE-2023-48223, CVE-2026-34950, CVE-2026-114616, CVE-2026-44699: HS256 with %j for a secret is refused',
    async (which) => {
      const { kid, publicJwk } = await fixture.provider.signingKey()
      const pem = `-----BEGIN PUBLIC KEY-----\n${publicJwk.n}\n-----END PUBLIC KEY-----\n`
      const secrets: Readonly<Record<string, string>> = {
        PEM: pem,
        ' PEM': `\n ${pem}`,
        JWK: JSON.stringify(publicJwk),
        n: publicJwk.n ?? '',
      }
      const input = `${encode({ alg: 'HS256', kid, typ: 'at+jwt' })}.${encode(fixture.buildClaims())}`
      const signature = createHmac('sha256', secrets[which] ?? which)
        .update(input)
        .digest('base64url')
      expect(await fixture.createApi().judge(`${input}.${signature}`)).toBe('401 invalid_token alg')
    },
  )

  it.each(['none', 'None', 'NONE'])(
    'CVE-2021-44878: %s is refused, even if the provider lists it',
    async (alg) => {
      fixture.provider.twist({
        metadata: (metadata) => ({ ...metadata, id_token_signing_alg_values_supported: [alg, 'RS256'] }),
      })
      const api = fixture.createApi()
      const input = `${encode({ alg, typ: 'at+jwt' })}.${encode(fixture.buildClaims())}`
      for (const signature of ['', '.', '.AAAA'])
        expect(await api.judge(input + signature)).toMatch(/^40[01]/u)
    },
  )

  it.each([[['exp']], [['b64']], [['x']], [[]]])(
    'CVE-2025-59420, CVE-2026-35042: an extension that must be understood is refused: %j',
    async (crit) => {
      const token = await fixture.sign(undefined, { crit, b64: false, x: 1 })
      expect(await fixture.createApi().judge(token)).toBe('401 invalid_token crit')
    },
  )

  it('CVE-2024-32879: a subject of other case is another person', async () => {
    const security = { requiredRoles: [], individualRoles: { ada: ['ROLE_ADMIN'] } }
    const api = fixture.createApi({}, { security })
    const seen: unknown[] = []
    for (const sub of ['ada', 'Ada', 'ADA', 'ada ', 'ada\u200b']) {
      const { auth } = await api.send(`Bearer ${await fixture.sign(fixture.buildClaims({ sub }))}`)
      seen.push([auth?.user.subject, auth?.hasRole('ROLE_ADMIN')])
    }
    const others = ['Ada', 'ADA', 'ada '].map((sub) => [sub, false])
    expect(seen).toEqual([['ada', true], ...others, [undefined, undefined]])
  })

  it('CVE-2025-61920: a token of megabytes is refused before it is looked at', async () => {
    const api = fixture.createApi()
    const looks = [
      vi.spyOn(JSON, 'parse'),
      vi.spyOn(crypto.subtle, 'importKey'),
      ...(['digest', 'verify'] as const).map((method) => vi.spyOn(runtimeCrypto, method)),
    ]
    for (const size of [1, 16, 64]) {
      const long = 'A'.repeat(size * 1_000_000)
      for (const token of [`${long}.e30.AA`, `e30.${long}.AA`, `e30.e30.${long}`])
        expect(await api.judge(token)).toBe('400 invalid_request length')
    }
    expect(api.asked).toEqual([])
    expect(looks.map((look) => look.mock.calls.length)).toEqual([0, 0, 0, 0])
    vi.restoreAllMocks()
    const seen = vi.spyOn(runtimeCrypto, 'verify')
    expect(await api.judge(await fixture.sign())).toBe('200')
    expect(seen).toHaveBeenCalled()
    vi.restoreAllMocks()
  })

  it.each(['[]', '"text"', '7', 'null', '[{}]'])(
    'CVE-2026-107723: a payload of %s is refused, and no check is skipped',
    async (payload) => {
      for (const accessTokenProfile of ['rfc9068', 'plain_jwt'] as const)
        expect(await fixture.createApi().judge(await fixture.sign(payload), { accessTokenProfile })).toBe(
          '401 invalid_token payload',
        )
    },
  )

  it('CVE-2025-30144: a list of issuers is refused', async () => {
    const { issuerUrl } = fixture.provider
    for (const iss of [[issuerUrl], ['https://evil.example', issuerUrl], { 0: issuerUrl }])
      expect(await fixture.createApi().judge(await fixture.sign(fixture.buildClaims({ iss })))).toBe(
        '401 invalid_token iss',
      )
  })

  it.each([undefined, '', ' ', [], [''], null, 7, {}, 'unchecked'])(
    'CVE-2025-62610, CVE-2023-22482, CVE-2024-47806: bearer options without an audience are refused: %j',
    async (value) => {
      const api = fixture.createApi()
      const bearer = { audience: value as string }
      expect(() => api.engine.bearer(bearer)).toThrow(/audience/u)
      expect((await api.send(`Bearer ${await fixture.sign()}`, bearer)).response?.status).toBe(500)
    },
  )

  it('CVE-2026-29000: an encrypted token around an unsigned one is refused', async () => {
    const inner = `${encode({ alg: 'none' })}.${encode(fixture.buildClaims())}.`
    const wrapped = [encode({ alg: 'RSA-OAEP', enc: 'A256GCM', cty: 'JWT' }), 'AA', 'AA', encode(inner), 'AA']
    expect(await fixture.createApi().judge(wrapped.join('.'))).toBe('401 invalid_token grammar')
  })

  it('CVE-2026-82461: roles of a token that was changed after signing open nothing', async () => {
    const [header, , signature] = (await fixture.sign(fixture.buildClaims({ groups: [] }))).split('.')
    const forged = [header, encode(fixture.buildClaims()), signature].join('.')
    expect(await fixture.createApi().judge(forged)).toBe('401 invalid_token signature')
  })

  it.each(['at+jwt', 'JWT', 'logout+jwt', undefined])(
    'L-12, GHSA-7fpj-9hr8-28vh: a logout token typed %s opens nothing',
    async (typ) => {
      const { now } = fixture
      const key = await fixture.provider.signingKey()
      const payload = {
        ...{ iss: fixture.provider.issuerUrl, aud: audience, sub: 'ada', iat: now, exp: now + 120, jti: 'x' },
        events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      }
      const token = await signJws({
        header: { alg: key.alg, kid: key.kid, ...(typ && { typ }) },
        payload,
        key,
      })
      for (const accessTokenProfile of ['rfc9068', 'plain_jwt', 'plain_jwt_without_aud'] as const)
        expect(await fixture.createApi().judge(token, { accessTokenProfile })).toMatch(/^401 invalid_token/u)
    },
  )

  it('CVE-2022-29165: where a token is optional, a bad one is refused and its claims are not used', async () => {
    const api = fixture.createApi()
    const bad = [
      await fixture.sign(fixture.buildClaims({ exp: fixture.now - 60 })),
      await fixture.sign(fixture.buildClaims({ aud: 'other' })),
      'e30.e30.AAAA',
      'opaque',
    ]
    for (const token of bad) {
      const { auth, response } = await api.send(`Bearer ${token}`, { optional: true })
      expect(auth).toBeUndefined()
      expect(response?.status).toBe(401)
    }
  })

  it('CVE-2022-31690: a token without scopes has none, whatever was asked for', async () => {
    for (const scope of [undefined, '', ' '])
      expect(
        await fixture
          .createApi()
          .judge(await fixture.sign(fixture.buildClaims({ scope })), { scopes: ['read'] }),
      ).toBe('403 insufficient_scope read')
  })

  it('CVE-2026-82463: every combination of token, scopes, roles and role lets in whom it should', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign(fixture.buildClaims({ scope: 'read' }))
    for (const presented of [token, undefined])
      for (const optional of [true, false])
        for (const scopes of [['read'], ['write'], undefined])
          for (const roles of [
            ['ROLE_ADMIN'],
            ['ROLE_UNGRANTED'],
            { all: ['ROLE_ADMIN', 'ROLE_UNGRANTED'] },
            undefined,
          ])
            for (const role of ['ROLE_ADMIN', 'ROLE_UNGRANTED', undefined]) {
              const bearer = { audience, optional, ...(scopes && { scopes }), ...(roles && { roles }) }
              const authorization = presented === undefined ? undefined : `Bearer ${presented}`
              const facts = {
                method: 'POST',
                url: '/',
                header: (name: string) => (name === 'authorization' ? authorization : undefined),
              }
              const gate = await api.engine.gate(facts, { bearer, ...(role && { role }) })
              const isConflict = optional && roles !== undefined
              const mayEnter =
                !isConflict &&
                (presented === undefined
                  ? optional && role === undefined
                  : scopes?.[0] !== 'write' &&
                    (roles === undefined || (Array.isArray(roles) && roles[0] === 'ROLE_ADMIN')) &&
                    role !== 'ROLE_UNGRANTED')
              if (isConflict) expect(gate.response?.status).toBe(500)
              expect([
                JSON.stringify([bearer, role, presented?.length]),
                gate.response === undefined,
              ]).toEqual([JSON.stringify([bearer, role, presented?.length]), mayEnter])
            }
  })

  it('CVE-2025-48947, CVE-2025-64762: no cache may store a response behind bearer authentication', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign()
    const answers = [
      (await api.send(`Bearer ${token}`)).finish?.(
        new Response('ada', { headers: { 'cache-control': 'public' } }),
      ),
      (await api.send({})).response,
      (await api.send('Bearer x y')).response,
      (await api.send('Bearer x')).response,
      (await api.send(`Bearer ${token}`, { scopes: ['none'] })).response,
      (await api.send(`Bearer ${token}`, { roles: 'ROLE_UNGRANTED' })).response,
    ]
    for (const answer of answers) {
      expect(answer?.headers.get('cache-control')).toBe('private, no-store')
      expect(answer?.headers.get('vary')).toBe('Cookie, Authorization')
    }
  })
})

describe('R-14, CVE-2026-73421: bearer options with errors', () => {
  it.each<Readonly<Record<string, unknown>>>([
    { audience: undefined },
    { scopes: undefined },
    { scopes: [] },
    { scopes: 'read write' },
    { scopes: ['read write'] },
    { scopes: ['rea"d'] },
    { roles: undefined },
    { roles: [] },
    { roles: {} },
    { roles: { all: [] } },
    { roles: { all: ['ROLE_ADMIN'], any: ['ROLE_UNGRANTED'] } },
    { roles: '' },
    { roles: ['ROLE_ADMIN'], optional: true },
    { roles: { all: ['ROLE_ADMIN'] }, optional: true },
    { providers: undefined },
    { providers: [] },
    { providers: ['unknown'] },
    { accessTokenLookup: undefined },
    { accessTokenLookup: 'Introspection' },
    { accessTokenLookup: { main: 'Introspection' } },
    { accessTokenLookup: { unknown: 'introspection' } },
    { accessTokenLookup: { main: undefined } },
    { accessTokenProfile: 'any' },
    { accessTokenProfile: undefined },
    { accessTokenProfile: { unknown: 'plain_jwt' } },
    { accessTokenProfile: { main: 'any' } },
    { signingAlgs: ['none'] },
    { signingAlgs: ['HS256'] },
    { signingAlgs: [] },
    { cacheSeconds: 61 },
    { cacheSeconds: -1 },
    { cacheSeconds: Number.NaN },
    { cacheSeconds: '60' },
    { acrValues: [] },
    { acrValues: ['a"b'] },
    { acrValues: ['gold silver'] },
    { signingAlgs: ['RS256'], accessTokenLookup: 'introspection' },
    { certificateHeader: { name: 'client-cert', trustedProxies: ['10.0.0.1'] } },
    { mtls: 'accepted', certificateHeader: { name: 'client cert', trustedProxies: ['10.0.0.1'] } },
    { mtls: 'accepted', certificateHeader: { name: 'client-cert', trustedProxies: [] } },
    { accessTokenLookup: Object.create({ main: 'introspection' }) as object },
    { roles: Object.create({ all: ['ROLE_ADMIN'] }) as object },
    Object.create({ scopes: ['delete'] }) as Readonly<Record<string, unknown>>,
    Object.create({
      get roles() {
        return 'ROLE_UNGRANTED'
      },
    }) as Readonly<Record<string, unknown>>,
  ])('refuse every caller, and throw when they are resolved: %j', async (broken) => {
    const api = fixture.createApi()
    // What it inherits, it inherits here, too.
    const bearer = Object.create(
      Object.getPrototypeOf(broken) as object,
      Object.getOwnPropertyDescriptors({ audience, ...broken }),
    ) as { audience: string }
    const request = new Request(`${baseUrl}/api`, {
      headers: { authorization: `Bearer ${await fixture.sign()}` },
    })
    expect(() => api.engine.bearer(bearer)).toThrow(/The bearer authentication of an API has /u)
    for (const optional of [{}, { optional: false }]) {
      const { response, auth } = await api.engine.gate(request, { bearer, ...optional })
      expect(auth).toBeUndefined()
      expect(response?.status).toBe(500)
      // Also after options with the same JSON were cached.
      expect((await api.engine.gate(request, { bearer: { audience }, ...optional })).response).toBeUndefined()
      expect((await api.engine.gate(request, { bearer, ...optional })).response?.status).toBe(500)
    }
  })

  it.each([
    ['rememberSeconds', 60, 'cacheSeconds'],
    ['tokenProfile', 'plain_jwt', 'accessTokenProfile'],
    ['tokenLookup', 'introspection', 'accessTokenLookup'],
  ])('says what %s is called today', (former, value, today) => {
    const { engine } = fixture.createApi()
    const bearer = { audience, [former]: value }
    expect(() => engine.bearer(bearer)).toThrow(
      `- bearer.${former} is an old name. The new name is ${today}.`,
    )
  })

  it.each<object>([
    { roles: ['ROLE_ADMIN'] },
    { scopes: ['read'] },
    { audience },
    { dpop: 'required' },
    { Role: 'ROLE_ADMIN' },
  ])('denies everybody where an option stands beside the others: %j', async (misplaced) => {
    const { engine } = fixture.createApi()
    const headers = { authorization: `Bearer ${await fixture.sign()}` }
    const bearer = { audience }
    const request = new Request(`${baseUrl}/api`, { headers })
    expect((await engine.gate(request, { bearer })).response).toBeUndefined()
    expect((await engine.gate(request, { bearer, ...misplaced })).response?.status).toBe(500)
  })

  it('asks for what was asked of it first, whatever becomes of the options', async () => {
    const { engine } = fixture.createApi()
    const request = new Request(`${baseUrl}/api`, {
      headers: { authorization: `Bearer ${await fixture.sign()}` },
    })
    const options = {
      audience: ['https://other.example.com'],
      scopes: ['delete'],
      roles: { all: ['ROLE_X'] },
    }
    const guard = engine.bearer(options)
    options.audience.push(audience)
    options.scopes.length = 0
    options.roles.all.length = 0
    expect((await guard.authenticate(request)).response?.status).toBe(401)
    const scoped = { audience, scopes: ['delete'] }
    const other = engine.bearer(scoped)
    scoped.scopes.length = 0
    expect((await other.authenticate(request)).response?.status).toBe(403)
  })

  it('is not opened by what some code put on every object', async () => {
    const { engine } = fixture.createApi()
    const pollution: Readonly<Record<string, unknown>> = { optional: true, providers: ['main'], scopes: [] }
    for (const [name, value] of Object.entries(pollution)) {
      Object.defineProperty(Object.prototype, name, { value, configurable: true })
      try {
        expect(() => engine.bearer({ audience })).toThrow(/plain data/u)
      } finally {
        Reflect.deleteProperty(Object.prototype, name)
      }
    }
  })

  it.each([undefined, null, true, 'https://api.example.com', []])(
    'denies everybody as %j',
    async (bearer) => {
      const { engine } = fixture.createApi()
      const facts = { method: 'GET', url: '/', header: () => undefined }
      const gate = await engine.gate(facts, { bearer: bearer as never, optional: true })
      expect(gate.response?.status).toBe(500)
    },
  )

  it('denies everybody where a caller is asked for a token by mistake', async () => {
    const { engine } = fixture.createApi()
    const caller = await engine.authenticate({ method: 'GET', url: '/', header: () => undefined })
    expect((await caller.authorize({ bearer: { audience } } as object))?.status).toBe(500)
    const headers = { authorization: `Bearer ${await fixture.sign()}` }
    const judged = await engine.bearer({ audience }).authenticate(new Request(`${baseUrl}/api`, { headers }))
    const another = { bearer: { audience: 'https://other.example.com' } } as object
    expect((await judged.requestAuth?.authorize(another))?.status).toBe(403)
  })

  it('cannot tell two providers of one issuer apart, nor whose an opaque token is', () => {
    const { issuerUrl } = fixture.provider
    const twin = { providerId: 'twin', issuerUrl, clientId: 'other' }
    const { engine } = fixture.createApi({}, { shareSecurity: true }, [twin])
    expect(() => engine.bearer({ audience })).toThrow(/only one provider of each issuer/u)
    expect(() => engine.bearer({ audience, providers: ['main'] })).not.toThrow()
    const stranger = { ...twin, issuerUrl: fixture.stranger.issuerUrl, clientSecret: 'secret' }
    const several = fixture.createApi({}, { shareSecurity: true }, [stranger])
    expect(() => several.engine.bearer({ audience, accessTokenLookup: 'introspection' })).toThrow(
      /can be looked up at only one/u,
    )
  })

  it('cannot introspect as a public client', () => {
    const publicClient = { providerId: 'public', issuerUrl: fixture.stranger.issuerUrl, clientId: 'app' }
    const { engine } = fixture.createApi({}, { shareSecurity: true }, [publicClient])
    expect(() =>
      engine.bearer({ audience, providers: ['public'], accessTokenLookup: 'introspection' }),
    ).toThrow(/introspection needs a clientSecret/u)
  })
})

describe('R-12, R-13: bearer authentication', () => {
  it('asks for a token whatever the address looks like and whatever a header says', async () => {
    const api = fixture.createApi()
    const paths = [
      '/api',
      '//api',
      '/%2e/api',
      '/api;x',
      '/API',
      '/api/',
      '/api.rsc',
      '/api.json',
      '/api?nxtPx=1',
    ]
    const headers = [
      ...[
        'x-middleware-subrequest',
        'x-forwarded-uri',
        'x-original-url',
        'x-forwarded-user',
        'x-user',
        'x_user',
      ],
      ...[
        'x-forwarded-authorization',
        'proxy-authorization',
        'x-authorization',
        'authorization_',
        'x-auth-request-user',
      ],
      ...[
        'user-agent',
        'x-forwarded-host',
        'x-forwarded-for',
        'x-http-method-override',
        'x-original-authorization',
      ],
    ]
    const token = `Bearer ${await fixture.sign()}`
    for (const path of paths)
      for (const name of headers) {
        const gate = await api.send({ [name]: token }, {}, `${baseUrl}${path}`)
        expect([path, name, gate.response?.status]).toEqual([path, name, 401])
      }
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST', 'TRACE', 'get', '']) {
      const facts = { method, url: `${baseUrl}/api`, header: () => undefined }
      expect((await api.engine.gate(facts, { bearer: { audience } })).response?.status).toBe(401)
    }
  })
})

describe('bearer authentication and the session', () => {
  async function signIn() {
    fixture.provider.setClaims({ sub: 'ada', groups: ['staff'] })
    const api = fixture.createApi()
    const browser = openEngineBrowser(api.engine)
    await browser.signIn()
    return { api, cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; ') }
  }

  it('admits no session where a token is required', async () => {
    const { api, cookie } = await signIn()
    expect((await api.send({ cookie })).response?.status).toBe(401)
    expect((await api.send({ cookie, authorization: 'Bearer x' })).response?.status).toBe(401)
    expect((await api.send({ cookie, authorization: 'Basic x' })).response?.status).toBe(401)
  })

  it('takes the session where a token is optional and there is none, and the token alone where there is one', async () => {
    const { api, cookie } = await signIn()
    const optional = { optional: true }
    expect((await api.send({ cookie }, optional)).auth).toMatchObject({
      via: 'session',
      user: { name: 'ada' },
    })
    expect((await api.send({}, optional)).auth).toMatchObject({ status: 'anonymous' })
    expect((await api.send({ cookie, authorization: 'Bearer x' }, optional)).response?.status).toBe(401)
    expect((await api.send({ cookie, authorization: '' }, optional)).response?.status).toBe(400)
    const authorization = `Bearer ${await fixture.sign(fixture.buildClaims({ sub: 'bob' }))}`
    expect((await api.send({ cookie, authorization }, optional)).auth).toMatchObject({
      via: 'bearer',
      user: { name: 'bob' },
    })
  })

  it('R-14: cannot require roles: a request without anything would pass, and a session without the role would not', async () => {
    const { api, cookie } = await signIn()
    const roles = ['ROLE_ADMIN'] as const
    for (const required of [roles, 'ROLE_ADMIN', { all: roles }])
      expect(() => api.engine.bearer({ audience, optional: true, roles: required })).toThrow(
        /bearer\.roles cannot be required where the token is optional/u,
      )
    for (const headers of [{}, { cookie }]) {
      expect((await api.send(headers, { optional: true, roles })).response?.status).toBe(500)
      // The same with `optional` beside `bearer`.
      const facts = { method: 'GET', url: '/api', header: (name: string) => ({ ...headers })[name as never] }
      // The types forbid it, and JavaScript does not.
      const untyped: object = { bearer: { audience, roles }, optional: true }
      const gate = await api.engine.gate(facts, untyped)
      expect(gate.response?.status).toBe(500)
    }
    expect(() => api.engine.bearer({ audience, optional: false, roles })).not.toThrow()
  })

  it('challenges a caller with neither to both', async () => {
    const { engine } = fixture.createApi()
    const facts = { method: 'POST', url: `${baseUrl}/api`, header: () => undefined }
    const { response } = await engine.gate(facts, { bearer: { audience }, optional: true, role: 'ROLE_USER' })
    expect(response?.status).toBe(401)
    expect(response?.headers.get('www-authenticate')).toMatch(/^Cookie .*, Bearer$/u)
  })

  it('elsewhere an Authorization header is ignored', async () => {
    const { api, cookie } = await signIn()
    const sent: Readonly<Record<string, string>> = { cookie, authorization: `Bearer ${await fixture.sign()}` }
    const session = { method: 'GET', url: '/', header: (name: string) => sent[name] }
    expect((await api.engine.gate(session)).auth).toMatchObject({ via: 'session' })
    const bearer = { ...session, header: (name: string) => (name === 'cookie' ? undefined : sent[name]) }
    expect((await api.engine.gate(bearer)).response?.status).toBe(401)
  })
})

describe('R-06: the claims of a token', () => {
  const rolesClaims = [
    ['realm_access', 'roles'],
    ['resource_access', 'api', 'roles'],
    'https://example.com/roles',
  ]

  it.each<Readonly<Record<string, unknown>>>([
    {},
    { realm_access: 'admins' },
    { realm_access: ['admins'] },
    { realm_access: { roles: { admins: true } } },
    { realm_access: { roles: null } },
    { realm_access: { roles: 7 } },
    { realm_access: { roles: [7, null, {}] } },
    { 'realm_access.roles': ['admins'] },
    { 'https://example': { 'com/roles': ['admins'] } },
    JSON.parse('{"__proto__":{"realm_access":{"roles":["admins"]}}}') as Record<string, unknown>,
    JSON.parse('{"realm_access":{"__proto__":{"roles":["admins"]}}}') as Record<string, unknown>,
    { realm_access: { roles: ['ADMINS', ' admins', 'admins '] } },
  ])('open nothing as %j', async (claims) => {
    const api = fixture.createApi({ rolesClaims })
    const { groups: _, ...others } = fixture.buildClaims()
    const token = await fixture.sign(
      `${JSON.stringify(others).slice(0, -1)},${JSON.stringify(claims).slice(1)}`.replace(',}', '}'),
    )
    expect(await api.judge(token)).toBe('403 role_missing role_missing')
  })

  it('of ten thousand roles are too many', async () => {
    const roles = Array.from({ length: 6000 }, (_, at) => at.toString(36))
    const api = fixture.createApi({ accessTokenFormat: 'opaque' })
    const token = fixture.provider.issueAccessToken({
      ...fixture.buildClaims(),
      groups: [...roles, 'admins'],
    })
    expect(await api.judge(token)).toBe('403 access_denied too_large')
  })

  it('open what they should, nested or under a name with dots', async () => {
    const api = fixture.createApi({ rolesClaims })
    for (const claims of [
      { realm_access: { roles: ['admins', 'admins'] } },
      { resource_access: { api: { roles: ['admins'] } } },
      { 'https://example.com/roles': 'admins' },
    ]) {
      const token = await fixture.sign(fixture.buildClaims({ groups: [], ...claims }))
      expect((await api.send(`Bearer ${token}`)).auth?.hasRole('ROLE_ADMIN')).toBe(true)
    }
  })

  it('of a client alone name the client', async () => {
    const security = { requiredRoles: [], individualRoles: { mobile: ['ROLE_ADMIN'] } }
    const api = fixture.createApi({}, { security })
    const token = await fixture.sign(fixture.buildClaims({ sub: undefined }), { typ: 'JWT' })
    const { auth } = await api.send(`Bearer ${token}`, { accessTokenProfile: 'plain_jwt' })
    expect(auth?.user).toMatchObject({ subject: 'client:mobile', name: 'mobile' })
    // A client that calls itself like a person is not that person.
    expect([...(auth?.roles ?? [])]).toEqual([])
  })
})

describe('R-04: a provider whose access tokens are plain JWTs', () => {
  const claims: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    Keycloak: { typ: 'Bearer', azp: 'mobile', scope: 'openid', sid: 's', auth_time: 1, nonce: 'n' },
    'Entra ID v2': { azp: 'mobile', azpacr: '1', scp: 'read', ver: '2.0', oid: 'o', tid: 't' },
    'Entra ID v1': { appid: 'mobile', appidacr: '1', roles: ['x'], ver: '1.0' },
    Okta: { cid: 'mobile', uid: 'u', scp: ['read'], ver: 1 },
    Auth0: { azp: 'mobile', scope: 'read', gty: 'client-credentials' },
  }

  it.each(Object.keys(claims))('is accepted by the name of the exception alone: %s', async (name) => {
    const { client_id: _, jti: __, scope: ___, ...base } = fixture.buildClaims()
    const api = fixture.createApi()
    for (const header of [{ typ: 'JWT' }, { typ: undefined }]) {
      const token = await fixture.sign({ ...base, ...claims[name] }, header)
      expect(await api.judge(token)).toBe('401 invalid_token typ')
      expect(await api.judge(token, { accessTokenProfile: 'plain_jwt' })).toBe('200')
      expect(await api.judge(token, { accessTokenProfile: { main: 'plain_jwt' } })).toBe('200')
      expect(await api.judge(token, { accessTokenProfile: {} })).toBe('401 invalid_token typ')
    }
  })

  it('has a warning at the start where the audience is a clientId, which ID Tokens have, too', async () => {
    const { engine, events } = fixture.createApi()
    const plain = { audience: ['https://api.example.com', 'app'], accessTokenProfile: 'plain_jwt' } as const
    for (const bearer of [
      { audience: 'app' },
      { audience: 'https://api.example.com', accessTokenProfile: 'plain_jwt' },
      { audience: 'app', accessTokenProfile: 'plain_jwt_without_aud' },
      { ...plain, accessTokenLookup: 'introspection' },
    ] as const)
      engine.bearer(bearer)
    expect(events).toEqual([])
    // Once for a guard, however often it is made.
    for (let times = 0; times < 3; times += 1) engine.bearer({ ...plain })
    expect(events).toMatchObject([{ level: 'warn', code: 'audience_is_client_id', providerId: 'main' }])
    expect(events[0]?.message).toMatch(
      /^bearer\.audience is "app", which is also a clientId of sign-ins at provider main\./u,
    )
    const issuer = { accessTokenIssuer: 'https://sts.example.com' }
    const other = fixture.createApi(issuer)
    other.engine.bearer(plain)
    expect(other.events).toEqual([])
  })

  it.each([{ scope: 'openid' }, { client_id: 'app' }, { appid: 'app' }])(
    'cannot be told from an ID Token without nonce and at_hash that has %j, so that passes',
    async (claims) => {
      const { client_id: _, scope: __, ...base } = fixture.buildClaims({ aud: 'app' })
      const bearer = { audience: 'app', accessTokenProfile: 'plain_jwt' } as const
      const judge = async (more: Readonly<Record<string, unknown>>) =>
        fixture.createApi().judge(await fixture.sign({ ...base, ...more }, { typ: 'JWT' }), bearer)
      expect(await judge(claims)).toBe('200')
      expect(await judge({})).toBe('401 invalid_token kind')
      for (const mark of [{ nonce: 'n' }, { at_hash: 'x' }, { c_hash: 'x' }, { s_hash: 'x' }, { typ: 'ID' }])
        expect(await judge({ ...claims, ...mark })).toBe('401 invalid_token kind')
    },
  )

  it('may be of Keycloak and bound to a key, which it calls DPoP', async () => {
    const cnf = { jkt: 'x'.repeat(43) }
    const judge = async (claims: Readonly<Record<string, unknown>>) =>
      fixture.createApi().judge(await fixture.sign(fixture.buildClaims(claims), { typ: 'JWT' }), {
        ...{ accessTokenProfile: 'plain_jwt', dpop: 'accepted' },
      })
    // The key of the token is asked for next.
    expect(await judge({ typ: 'DPoP', cnf })).toBe('401 invalid_token bound')
    expect(await judge({ typ: 'DPoP' })).toBe('401 invalid_token kind')
  })

  it('may be Cognito, which sends no aud: then client_id is the audience, of access tokens alone', async () => {
    const { aud: _, ...base } = fixture.buildClaims({ client_id: 'mobile', token_use: 'access' })
    const api = fixture.createApi()
    const bearer = { audience: 'mobile', accessTokenProfile: 'plain_jwt_without_aud' } as const
    const typ = 'JWT'
    expect(await api.judge(await fixture.sign(base, { typ }), bearer)).toBe('200')
    expect(
      await api.judge(await fixture.sign(base, { typ }), { ...bearer, accessTokenProfile: 'plain_jwt' }),
    ).toBe('401 invalid_token aud')
    for (const changes of [
      { client_id: 'other' },
      { client_id: ['mobile'] },
      { client_id: undefined, scope: 'x' },
      { token_use: undefined },
      { token_use: 'id' },
      { aud: 'other' },
      { aud: null },
    ]) {
      const result = await api.judge(await fixture.sign({ ...base, ...changes }, { typ }), bearer)
      expect(result).toMatch(/^401 invalid_token (?:aud|kind)$/u)
    }
  })

  it('may be one of those that send aud, and must name its kind where its audience is the id of a client', async () => {
    const bearer = { audience: 'app', accessTokenProfile: 'plain_jwt_without_aud' } as const
    const judge = async (changes: Readonly<Record<string, unknown>>, typ = 'JWT') => {
      const claims = fixture.buildClaims({ aud: 'app', client_id: 'app', ...changes })
      return fixture.createApi().judge(await fixture.sign(claims, { typ }), bearer)
    }
    // An ID Token may have client_id and scope, too.
    for (const changes of [{}, { scope: undefined }, { auth_time: 1, scope: 'openid' }])
      expect(await judge(changes)).toBe('401 invalid_token kind')
    for (const changes of [{ token_use: 'access' }, { typ: 'Bearer' }])
      expect(await judge(changes)).toBe('200')
    expect(await judge({}, 'at+jwt')).toBe('200')
  })

  it.each(['rfc9068', 'plain_jwt', 'plain_jwt_without_aud'] as const)(
    'may not be a refresh token by any of its names: %s',
    async (accessTokenProfile) => {
      const typ = accessTokenProfile === 'rfc9068' ? 'at+jwt' : 'JWT'
      for (const mark of [
        { token_type: 'refresh_token' },
        { token_type: 'Refresh' },
        { tokenName: 'refresh_token' },
        { tokenType: 'refresh-token' },
      ]) {
        const token = await fixture.sign(fixture.buildClaims({ token_use: 'access', ...mark }), { typ })
        expect(await fixture.createApi().judge(token, { accessTokenProfile })).toBe('401 invalid_token kind')
      }
      const claims = { token_use: 'access', token_type: 'Bearer', tokenName: 'access_token' }
      const token = await fixture.sign(fixture.buildClaims(claims), { typ })
      expect(await fixture.createApi().judge(token, { accessTokenProfile })).toBe('200')
    },
  )

  it('may name another issuer in its access tokens, which then is the only one', async () => {
    const accessTokenIssuer = 'https://sts.example.com/tenant/'
    const api = fixture.createApi({ accessTokenIssuer })
    expect(await api.judge(await fixture.sign(fixture.buildClaims({ iss: accessTokenIssuer })))).toBe('200')
    expect(await api.judge(await fixture.sign())).toBe('401 invalid_token iss')
  })
})
