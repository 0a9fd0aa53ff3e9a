import { createHash } from 'node:crypto'
import { type BearerOptions, type EngineOptions, type HttpRequest } from '@x/oidc-engine'
import { createFrameworkAuth } from '@x/oidc-engine/adapter'
import { isOidcError } from '@x/oidc-core'
import { createGate, signJws, type JsonRecord, type Twists } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { audience, useBearerFixture, type Api } from './bearer-fixture.ts'
import { createManualTimers } from './manual-timers.ts'

const fixture = useBearerFixture()
const opaque = { accessTokenFormat: 'opaque' } as const

/** What introspection says of a good token. */
function buildAnswer(changes: JsonRecord = {}): JsonRecord {
  const { now } = fixture
  return { sub: 'ada', client_id: 'mobile', aud: audience, exp: now + 300, groups: ['admins'], ...changes }
}

async function judgeAnswer(
  changes: JsonRecord,
  bearer: Partial<BearerOptions> = {},
  api: Api = fixture.createApi(opaque),
): Promise<string> {
  return api.judge(fixture.provider.issueAccessToken(buildAnswer(changes)), bearer)
}

const count = (path: string): number => fixture.provider.requests.count(path)

describe('R-07: a token that is introspected', () => {
  it('passes when it is active and for us, with everything that the answer says', async () => {
    const api = fixture.createApi(opaque)
    const token = fixture.provider.issueAccessToken(buildAnswer({ scope: 'read' }))
    const gate = await api.send(`Bearer ${token}`, { scopes: ['read'] })
    expect(gate.auth).toMatchObject({
      via: 'bearer',
      expiresAt: fixture.now + 300,
      user: { subject: 'ada', claims: { active: true, client_id: 'mobile' } },
    })
    expect(gate.auth?.hasRole('ROLE_ADMIN')).toBe(true)
  })

  it.each<JsonRecord>([
    { aud: [audience, 'other'] },
    { exp: undefined },
    { iss: undefined, iat: undefined },
    { token_type: 'Bearer' },
    { token_type: 'bearer' },
    { token_use: 'access_token' },
    { typ: 'Bearer' },
    // Keycloak until release 24.
    { typ: 'Bearer', nonce: 'n' },
    { token_use: 'access', nonce: 'n' },
    // Hydra, Spring Authorization Server, node-oidc-provider.
    { token_type: 'Bearer', token_use: 'access_token', nbf: 1, username: 'ada' },
    { token_type: 'Bearer', nbf: 1, jti: 'j', scope: 'openid' },
    { aud: [audience, 'mobile'], token_type: 'Bearer' },
    { aud: [audience, 'mobile'], scope: '' },
    { aud: [audience, 'app'], typ: 'Bearer' },
    // ForgeRock, and what RFC 9470 adds to an answer.
    { tokenName: 'access_token', token_type: 'Bearer' },
    { auth_time: 1, acr: 'gold', amr: ['pwd'], sid: 's' },
    { client_id: undefined, scope: 'read', auth_time: 1, amr: ['pwd'] },
    { client_id: undefined, token_type: 'Bearer', auth_time: 1, sid: 's' },
    { client_id: undefined, auth_time: 1, acr: 'gold' },
  ])('passes with %j', async (changes) => {
    expect(await judgeAnswer(changes)).toBe('200')
  })

  it.each<readonly [string, JsonRecord]>([
    ['aud', { aud: undefined }],
    ['aud', { aud: null }],
    ['aud', { aud: [] }],
    ['aud', { aud: `${audience}/` }],
    ['aud', { aud: audience.toUpperCase() }],
    ['aud', { aud: undefined, client_id: audience }],
    ['iss', { iss: 'https://evil.example' }],
    ['iss', { iss: null }],
    ['exp', { exp: null }],
    ['exp', { exp: 0 }],
    ['exp', { exp: '1793000300' }],
    ['exp', { exp: 2 ** 53 }],
    ['exp', { exp: 1_793_000_000 - 30 }],
    ['nbf', { nbf: 1_793_000_000 + 31 }],
    ['nbf', { nbf: null }],
    ['iat', { iat: 1_793_000_000 + 31 }],
    ['sub', { sub: '' }],
    ['sub', { sub: null }],
    ['sub', { sub: ['ada'] }],
    ['sub', { sub: undefined, client_id: undefined }],
    ['client_id', { client_id: 7 }],
    ['scope', { scope: 7 }],
    ['scope', { scope: null }],
    ['cnf', { cnf: { jkt: 'x' } }],
    ['kind', { token_type: 'refresh_token' }],
    ['kind', { token_type: 'DPoP' }],
    ['kind', { token_type: 'N_A' }],
    ['kind', { token_use: 'refresh_token' }],
    ['kind', { typ: 'Refresh' }],
    ['kind', { typ: 'ID' }],
    ['kind', { tokenName: 'refresh_token' }],
    ['kind', { tokenName: 'id_token', token_type: 'Bearer' }],
    // A sign-in, and no client: an ID Token of another client than the one that asks.
    ['kind', { client_id: undefined, auth_time: 1, amr: ['pwd'] }],
    ['kind', { client_id: undefined, auth_time: 1, sid: 's' }],
    ['kind', { events: {} }],
    ['kind', { at_hash: 'x' }],
    ['kind', { c_hash: 'x' }],
    ['kind', { s_hash: 'x' }],
    ['kind', { at_hash: 'x', typ: 'Bearer', token_type: 'Bearer', token_use: 'access' }],
    ['kind', { nonce: 'n' }],
    ['kind', { nonce: 'n', token_type: 'Bearer', scope: 'openid' }],
    ['kind', { nonce: null }],
    ['kind', { token_use: 'id' }],
    ['kind', { token_use: 'id_token' }],
    ['kind', { token_use: 'refresh_token', token_type: 'Bearer' }],
    ['kind', { token_use: null }],
    ['kind', { token_type: 'Refresh' }],
    ['kind', { token_type: 'Offline' }],
    ['kind', { token_type: 'ID' }],
    ['kind', { token_type: 'urn:ietf:params:oauth:token-type:id_token' }],
    ['kind', { token_type: ['Bearer'] }],
    ['kind', { token_type: null }],
    ['kind', { typ: 'Offline' }],
    ['kind', { typ: 'Logout' }],
    ['kind', { typ: 'RegistrationAccessToken' }],
    ['kind', { typ: 'Serialized-ID' }],
    ['kind', { typ: 'bearer' }],
    ['kind', { typ: ['Bearer'] }],
    ['kind', { typ: 'DPoP' }],
    ['kind', { typ: 'Bearer', token_use: 'id' }],
    ['kind', { typ: 'ID', token_use: 'access' }],
    // For its own client, or for us, and nothing says that it is an access token.
    ['kind', { aud: [audience, 'mobile'] }],
    ['kind', { aud: [audience, 'app'] }],
    ['kind', { aud: [audience, 'spa'], azp: 'spa', client_id: undefined }],
  ])('is refused by the rule %s with %j', async (rule, changes) => {
    expect(await judgeAnswer(changes)).toBe(`401 invalid_token ${rule}`)
  })

  it('is refused when it was not issued', async () => {
    expect(await fixture.createApi(opaque).judge('never-issued')).toBe('401 invalid_token inactive')
  })

  it.each(['true', 1, 'yes', null, undefined, {}, ['true']])(
    'is refused with 503 where active is %j: only true is true, and only false is false',
    async (active) => {
      fixture.provider.twist({ introspection: (answer) => ({ ...answer, active }) })
      expect(await judgeAnswer({})).toBe('503 token_unverifiable')
    },
  )

  it.each<readonly [string, Twists['respond']]>([
    ['401 for our credentials', () => ({ status: 401 })],
    ['403', () => ({ status: 403 })],
    ['400', () => ({ status: 400 })],
    ['404', () => ({ status: 404 })],
    [
      '201',
      () => ({ status: 201, headers: { 'content-type': 'application/json' }, body: '{"active":true}' }),
    ],
    ['204', () => ({ status: 204 })],
    ['302', () => ({ status: 302, headers: { location: 'http://localhost:9/' } })],
    ['500', () => ({ status: 500 })],
    ['429', () => ({ status: 429 })],
    ['HTML', () => ({ headers: { 'content-type': 'text/html' }, body: '{"active":true}' })],
    ['no content type', () => ({ body: '{"active":true}' })],
    ['no JSON', () => ({ headers: { 'content-type': 'application/json' }, body: 'active' })],
    ['a list', () => ({ headers: { 'content-type': 'application/json' }, body: '[{"active":true}]' })],
    [
      'active twice',
      () => ({ headers: { 'content-type': 'application/json' }, body: '{"active":false,"active":true}' }),
    ],
    [
      'a megabyte too much',
      () => ({
        headers: { 'content-type': 'application/json' },
        body: ' '.repeat(1_048_577) + '{"active":true}',
      }),
    ],
    ['a reset', () => 'reset'],
  ])('is refused with 503 on %s, and never by 500 or 401', async (_, respond) => {
    const twist: Twists['respond'] = (request) =>
      request.path === '/introspect' ? respond?.(request) : undefined
    fixture.provider.twist({ respond: twist })
    const token = fixture.provider.issueAccessToken(buildAnswer())
    const api = fixture.createApi(opaque)
    const { response } = await api.send(`Bearer ${token}`, { optional: true })
    expect(response?.status).toBe(503)
    expect(response?.headers.get('retry-after')).toBe('10')
    // An outage is nothing that is cached.
    fixture.provider.behave()
    expect(await api.judge(token)).toBe('200')
  })

  it('is refused with 503 where the provider has no introspection', async () => {
    fixture.provider.twist({ metadata: ({ introspection_endpoint: _, ...metadata }) => metadata })
    expect(await judgeAnswer({})).toBe('503 token_unverifiable')
  })

  it('is asked about by POST with our credentials, and never in an address or the log', async () => {
    const seen: string[] = []
    fixture.provider.twist({
      respond: ({ path, method, headers, body, query }) => {
        if (path === '/introspect') seen.push(method, headers.authorization ?? '', body, query.toString())
        return undefined
      },
    })
    const api = fixture.createApi(opaque)
    const token = fixture.provider.issueAccessToken(buildAnswer())
    expect(await api.judge(token)).toBe('200')
    expect(seen).toEqual(['POST', expect.stringMatching(/^Basic /u), expect.stringContaining(token), ''])
    expect(JSON.stringify(api.events)).not.toContain(token)
  })

  it('is a JWT or not: only the issuer that it names is asked', async () => {
    const api = fixture.createApi(opaque)
    const foreign = fixture.buildClaims({ iss: fixture.stranger.issuerUrl })
    expect(await api.judge(await fixture.stranger.signJwt(foreign))).toBe('401 invalid_token iss')
    expect(await api.judge(await fixture.sign(fixture.buildClaims({ exp: fixture.now - 60 })))).toBe(
      '401 invalid_token exp',
    )
    expect(api.asked).toEqual([])
    expect(await api.judge(await fixture.sign())).toBe('401 invalid_token inactive')
    expect(count('/introspect')).toBe(1)
  })

  it.each<readonly [string, JsonRecord]>([
    ['cnf', { cnf: { jkt: 'x'.repeat(43) } }],
    ['cnf', { cnf: { 'x5t#S256': 'x'.repeat(43) } }],
    ['cnf', { cnf: null }],
    ['kind', { at_hash: 'x' }],
    ['kind', { events: {} }],
    ['kind', { nonce: 'n' }],
    ['kind', { c_hash: 'x' }],
    ['kind', { typ: 'ID' }],
    ['kind', { typ: 'Refresh' }],
    ['kind', { typ: 'Offline' }],
    ['kind', { typ: 'Logout' }],
    ['kind', { token_use: 'id' }],
    ['kind', { token_type: 'refresh_token' }],
    ['kind', { token_type: 'Refresh' }],
    ['kind', { token_type: 'id_token' }],
    ['kind', { token_type: 'DPoP' }],
    ['kind', { token_type: null }],
    ['kind', { token_type: ['Bearer'] }],
    ['kind', { tokenName: 'refresh_token' }],
    ['kind', { tokenName: 'id_token' }],
    ['kind', { tokenType: 'refresh-token' }],
    ['kind', { tty: 'id' }],
    ['nbf', { nbf: 1_793_000_000 + 31 }],
  ])(
    'may be a JWT that says against itself what its provider keeps silent about: %s',
    async (rule, changes) => {
      const json = { 'content-type': 'application/json' }
      const said: Readonly<Record<string, JsonRecord>> = {
        '/introspect': { active: true, ...buildAnswer() },
        '/userinfo': { sub: 'ada', groups: ['admins'] },
      }
      const respond: Twists['respond'] = ({ path }) =>
        said[path] && { headers: json, body: JSON.stringify(said[path]) }
      fixture.provider.twist({ respond })
      const plain = await fixture.sign(fixture.buildClaims(), { typ: 'JWT' })
      const telling = await fixture.sign(fixture.buildClaims(changes), { typ: 'JWT' })
      for (const bearer of [{}, { accessTokenLookup: 'userinfo', audience: 'unchecked' }] as const) {
        const api = fixture.createApi(opaque)
        expect(await api.judge(plain, bearer)).toBe('200')
        for (let at = 0; at < 2; at++)
          expect(await api.judge(telling, bearer)).toBe(`401 invalid_token ${rule}`)
      }
    },
  )

  /** A provider that says `active` of whatever it is asked about, and no more than what opens the API. */
  function sayActive(changes: JsonRecord = {}): void {
    const bodies: Readonly<Record<string, JsonRecord>> = {
      '/introspect': { active: true, ...buildAnswer(changes) },
      '/userinfo': { sub: 'ada', groups: ['admins'], nonce: 'n', typ: 'ID' },
    }
    const headers = { 'content-type': 'application/json' }
    fixture.provider.twist({
      respond: ({ path }) => bodies[path] && { headers, body: JSON.stringify(bodies[path]) },
    })
  }
  const lookups = [{}, { accessTokenLookup: 'userinfo', audience: 'unchecked' }] as const

  it.each<readonly [JsonRecord, JsonRecord]>([
    [{ nonce: 'n' }, { typ: 'at+jwt' }],
    [{ nonce: 'n' }, { typ: 'application/AT+JWT' }],
    [{ nonce: 'n', typ: 'Bearer' }, { typ: 'JWT' }],
    [{ nonce: 'n', token_use: 'access' }, { typ: undefined }],
  ])('may be a JWT with a nonce that says that it is an access token: %j %j', async (claims, header) => {
    sayActive()
    const token = await fixture.sign(fixture.buildClaims(claims), header)
    for (const bearer of lookups) expect(await fixture.createApi(opaque).judge(token, bearer)).toBe('200')
  })

  it('may be a JWT with a nonce of which the answer says that it is an access token, and not the other way round', async () => {
    const [plain, withNonce] = await Promise.all(
      [{}, { nonce: 'n' }].map((more) => fixture.sign(fixture.buildClaims(more), { typ: 'JWT' })),
    )
    const idToken = await fixture.sign(fixture.buildClaims({ typ: 'ID' }), { typ: 'JWT' })
    const typed = await fixture.sign()
    const judge = (token = '') => fixture.createApi(opaque).judge(token)
    for (const named of [{ typ: 'Bearer' }, { token_use: 'access_token' }]) {
      sayActive(named)
      expect(await judge(withNonce)).toBe('200')
      expect(await judge(idToken)).toBe('401 invalid_token kind')
    }
    sayActive({ nonce: 'n' })
    expect(await judge(typed)).toBe('200')
    expect(await judge(plain)).toBe('401 invalid_token kind')
    sayActive({ typ: 'ID' })
    expect(await judge(typed)).toBe('401 invalid_token kind')
  })

  it.each(['Bearer', 'dpop', 'access', 'access_token', 'Access Token', 'at+jwt'])(
    'may be a JWT that says that its token_type is %s',
    async (tokenType) => {
      const cnf = tokenType === 'dpop' ? { cnf: { jkt: 'x'.repeat(43) } } : {}
      sayActive(cnf)
      const claims = fixture.buildClaims({ token_type: tokenType, tokenName: 'access_token', ...cnf })
      const token = await fixture.sign(claims, { typ: 'JWT' })
      // The key of the bound token is asked for next.
      expect(await fixture.createApi(opaque).judge(token, { dpop: 'accepted' })).toMatch(/^200$| bound$/u)
    },
  )

  it.each([
    undefined,
    'JWT',
    'jwt',
    'at+jwt',
    'application/at+jwt',
    'application/okta-internal-at+jwt',
    'JWS',
  ])('may be a JWT of the type %s', async (typ) => {
    sayActive()
    const token = await fixture.sign(fixture.buildClaims(), { typ })
    for (const bearer of lookups) expect(await fixture.createApi(opaque).judge(token, bearer)).toBe('200')
  })

  it.each([
    'ID',
    'id_token',
    'IDToken',
    'RT',
    'refresh',
    'Refresh-Token',
    'Offline',
    'logout',
    'application/id',
  ])('may not be a JWT whose type is the name of another kind: %s', async (typ) => {
    sayActive({ scope: 'read', token_type: 'Bearer' })
    const token = await fixture.sign(fixture.buildClaims(), { typ })
    for (const bearer of lookups)
      expect(await fixture.createApi(opaque).judge(token, bearer)).toBe('401 invalid_token kind')
  })

  it.each<JsonRecord>([{ typ: null }, { typ: ['ID'] }, { typ: 7 }])(
    'may not be a JWT whose type is no text: %j',
    async (header) => {
      sayActive({ scope: 'read' })
      const token = await fixture.sign(fixture.buildClaims(), header)
      expect(await fixture.createApi(opaque).judge(token)).toBe('401 invalid_token kind')
    },
  )

  it.each<unknown>(['https://other.example.com', ['https://other.example.com'], [], null, { 0: audience }])(
    'may not be a JWT that is for another API, whatever the answer says: %j',
    async (aud) => {
      const token = await fixture.sign(fixture.buildClaims({ aud }), { typ: 'JWT' })
      const withoutAud = { audience: 'mobile', accessTokenProfile: 'plain_jwt_without_aud' } as const
      sayActive({ token_type: 'Bearer' })
      expect(await fixture.createApi(opaque).judge(token)).toBe('401 invalid_token aud')
      sayActive({ token_type: 'Bearer', aud: undefined })
      expect(await fixture.createApi(opaque).judge(token, withoutAud)).toBe('401 invalid_token aud')
      expect(count('/introspect')).toBe(0)
      // UserInfo proves no audience, so none is compared.
      expect(await fixture.createApi(opaque).judge(token, lookups[1])).toBe('200')
    },
  )

  it('may not be a JWT that names another issuer than the answer', async () => {
    const token = await fixture.sign()
    sayActive({ iss: fixture.stranger.issuerUrl })
    expect(await fixture.createApi(opaque).judge(token)).toBe('401 invalid_token iss')
    sayActive({ iss: fixture.provider.issuerUrl })
    const foreign = await fixture.sign(fixture.buildClaims({ iss: fixture.stranger.issuerUrl }))
    expect(await fixture.createApi(opaque).judge(foreign)).toBe('401 invalid_token iss')
  })

  it('may have no aud in the answer where the exception says so, and the answer says that it is an access token', async () => {
    const bearer = { audience: 'mobile', accessTokenProfile: 'plain_jwt_without_aud' } as const
    const judge = (changes: JsonRecord) => judgeAnswer({ aud: undefined, ...changes }, bearer)
    for (const named of [{ token_type: 'Bearer' }, { token_use: 'access' }, { typ: 'Bearer' }])
      expect(await judge(named)).toBe('200')
    // A refresh token of Spring Authorization Server, and one with its scope.
    for (const unnamed of [{}, { scope: 'openid offline_access', jti: 'j' }])
      expect(await judge(unnamed)).toBe('401 invalid_token aud')
    expect(await judge({ token_type: 'Bearer', client_id: 'other' })).toBe('401 invalid_token aud')
    expect(await judge({ token_type: 'refresh_token' })).toBe('401 invalid_token kind')
  })

  it.each(['logout+jwt', 'id+jwt', 'dpop+jwt', 'secevent+jwt', 'application/token-introspection+jwt'])(
    'may not be a JWT of another explicit type: %s',
    async (typ) => {
      sayActive({ scope: 'read' })
      const token = await fixture.sign(fixture.buildClaims(), { typ })
      const withoutIssuer = await fixture.sign(fixture.buildClaims({ iss: undefined }), { typ })
      const withoutClaims = await fixture.sign('[]', { typ })
      for (const bearer of lookups)
        for (const each of [token, withoutIssuer, withoutClaims])
          expect(await fixture.createApi(opaque).judge(each, bearer)).toBe('401 invalid_token kind')
    },
  )

  it('R-04: is refused as an ID Token that names no issuer', async () => {
    sayActive({ scope: 'read' })
    for (const marks of [{ nonce: 'n' }, { at_hash: 'x' }, { typ: 'ID' }, { token_use: 'id' }]) {
      const token = await fixture.sign(fixture.buildClaims({ iss: undefined, ...marks }), { typ: 'JWT' })
      for (const bearer of lookups)
        expect(await fixture.createApi(opaque).judge(token, bearer)).toBe('401 invalid_token kind')
    }
  })

  it('R-04: is refused as an ID Token in another spelling, and not looked up', async () => {
    sayActive({ scope: 'read' })
    const idToken = await fixture.sign(fixture.buildClaims({ at_hash: 'x', n: '??>>' }), { typ: 'JWT' })
    const [header = '', payload = '', signature = ''] = idToken.split('.')
    const last = signature.at(-1) ?? ''
    const spellings = [
      `${idToken}=`,
      `${idToken}==`,
      `${header}.${payload}.${signature.slice(0, -1)}${String.fromCharCode(last.charCodeAt(0) + 1)}`,
      `${header}.${payload}.${signature}/`,
      `${header}.${payload}.`,
      `${idToken}.`,
      `${idToken}...`,
      `.${idToken}`,
      `..${idToken}`,
      `~.${idToken}`,
      `=.${idToken}`,
      `${header}..${payload}.${signature}`,
      `${idToken}.x`,
      `${idToken}.a.b`,
      `${idToken}.a.b.c`,
      `${header}.${payload}`,
      header,
      `${header}~.${payload}.${signature}`,
      `~${idToken}`,
      `${header.slice(0, 4)}~${header.slice(4)}.${payload}.${signature}`,
      `${header}==.${payload}.${signature}`,
      `${header}=AAAA.${payload}.${signature}`,
      `${header}.${payload}=.${signature}`,
    ]
    for (const bearer of lookups)
      for (const spelling of spellings)
        expect([spelling.slice(-5), await fixture.createApi(opaque).judge(spelling, bearer)]).toEqual([
          spelling.slice(-5),
          expect.stringMatching(/^40[01] /u),
        ])
    expect(count('/introspect') + count('/userinfo')).toBe(0)
    // Opaque tokens with dots, and encrypted ones, are looked up all the same.
    const encode = (value: JsonRecord): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const jwe = `${encode({ alg: 'dir', enc: 'A256GCM' })}..AA.AA.AA`
    for (const token of [
      'a.b.c',
      'e30.e30.AAAA',
      'ory_at_x.y.z',
      'AA.AA.AA==',
      '...',
      'a.',
      '~',
      encode({}),
      jwe,
    ])
      expect(await fixture.createApi(opaque).judge(token)).toBe('200')
  })

  it('R-04: is refused where it is the ID Token of a sign-in, which Spring Authorization Server calls active', async () => {
    const { issuerUrl } = fixture.provider
    const { now } = fixture
    const claims = { iss: issuerUrl, sub: 'ada', aud: 'app', azp: 'app', iat: now, exp: now + 300 }
    const answers: readonly JsonRecord[] = [
      { ...claims, auth_time: now, nonce: 'n', sid: 's', jti: 'j' },
      // Its client sent no nonce.
      { ...claims, auth_time: now, sid: 's', jti: 'j' },
    ]
    for (const idToken of answers) {
      const answer = { ...idToken, active: true, client_id: 'app', groups: ['admins'] }
      const headers = { 'content-type': 'application/json' }
      fixture.provider.twist({
        respond: ({ path }) =>
          path === '/introspect' ? { headers, body: JSON.stringify(answer) } : undefined,
      })
      const token = await fixture.sign({ ...idToken, groups: ['admins'] }, { typ: undefined })
      const bearer = { accessTokenLookup: 'introspection', audience: 'app', roles: ['ROLE_ADMIN'] } as const
      expect(await fixture.createApi().judge(token, bearer)).toBe('401 invalid_token kind')
      // The answer alone is enough, where the token cannot be read.
      expect(await fixture.createApi(opaque).judge('opaque', bearer)).toBe('401 invalid_token kind')
    }
  })

  it('may be a JWT that is looked up by wish, so that a revoked one ends at once', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign()
    expect(await api.judge(token, { accessTokenLookup: 'introspection' })).toBe('401 invalid_token inactive')
    expect(await api.judge(token)).toBe('200')
  })
})

describe('R-07: answers of introspection', () => {
  it('are cached for the time that is configured, and no longer than the token lives', async () => {
    for (const [life, remember, served] of [
      [300, 60, 60],
      [300, 20, 20],
      [10, 60, 40],
    ] as const) {
      const api = fixture.createApi(opaque)
      const token = fixture.provider.issueAccessToken(buildAnswer({ exp: fixture.now + life }))
      const bearer = { cacheSeconds: remember }
      fixture.provider.requests.clear()
      const began = fixture.now
      expect(await api.judge(token, bearer)).toBe('200')
      fixture.now = began + served - 1
      expect(await api.judge(token, bearer)).toBe('200')
      expect(count('/introspect')).toBe(1)
      fixture.now = began + served
      await api.judge(token, bearer)
      expect(count('/introspect')).toBe(2)
      fixture.now = began
    }
  })

  it('are cached no longer than a JWT itself says, whatever longer life they tell of', async () => {
    const json = { 'content-type': 'application/json' }
    const answer = JSON.stringify({ active: true, ...buildAnswer({ exp: fixture.now + 3000 }) })
    const respond: Twists['respond'] = ({ path }) =>
      path === '/introspect' ? { headers: json, body: answer } : undefined
    fixture.provider.twist({ respond })
    const api = fixture.createApi(opaque)
    const token = await fixture.sign(fixture.buildClaims({ exp: fixture.now + 5 }))
    expect((await api.send(`Bearer ${token}`)).auth).toMatchObject({ expiresAt: fixture.now + 5 })
    fixture.now += 34
    expect(await api.judge(token)).toBe('200')
    fixture.now += 1
    expect(await api.judge(token)).toBe('401 invalid_token exp')
  })

  it('serve while the provider is down until they are forgotten, then it is 503', async () => {
    const api = fixture.createApi(opaque)
    const token = fixture.provider.issueAccessToken(buildAnswer())
    expect(await api.judge(token)).toBe('200')
    expect(await api.judge('inactive')).toBe('401 invalid_token inactive')
    fixture.provider.twist({ respond: ({ path }) => (path === '/introspect' ? { status: 500 } : undefined) })
    fixture.now += 59
    expect(await api.judge(token)).toBe('200')
    expect(await api.judge('inactive')).toBe('401 invalid_token inactive')
    fixture.now += 1
    for (const asked of [token, 'inactive', token])
      expect(await api.judge(asked)).toBe('503 provider_unavailable')
    fixture.provider.behave()
    expect(await api.judge(token)).toBe('200')
    expect(await api.judge('inactive')).toBe('401 invalid_token inactive')
  })

  it('that a thousand requests wait for keep no cached token out, and leave no room for more', async () => {
    const [introspection, timers] = [createGate(), createManualTimers()]
    let isHeld = false
    const slowly: EngineOptions['fetch'] = async (url, init) => {
      if (!isHeld || !url.endsWith('/introspect')) return fetch(url, init)
      await introspection.opened
      // A thousand connections at once time out on a busy machine.
      return Response.json({ active: false })
    }
    const api = fixture.createApi(opaque, { fetch: slowly }, [], {}, timers)
    const token = fixture.provider.issueAccessToken(buildAnswer())
    expect(await api.judge(token)).toBe('200')
    isHeld = true
    const waiting = Array.from({ length: 1000 }, (_, at) => api.send(`Bearer inactive-${at}`))
    // Every one of them hashes its token first.
    await timers.untilRunning(Array.from({ length: 1000 }, () => 10))
    expect(await api.judge('one-more')).toBe('503 token_unverifiable')
    expect(await api.judge(token)).toBe('200')
    introspection.open()
    const statuses = (await Promise.all(waiting)).map(({ response }) => response?.status)
    expect(new Set(statuses)).toEqual(new Set([401]))
    expect(await api.judge('one-more')).toBe('401 invalid_token inactive')
  })

  it('are not cached where that is switched off', async () => {
    const api = fixture.createApi(opaque)
    const token = fixture.provider.issueAccessToken(buildAnswer())
    for (const asked of [token, token, 'inactive', 'inactive']) await api.judge(asked, { cacheSeconds: 0 })
    expect(count('/introspect')).toBe(4)
  })

  it('are cached when they are negative, for as long', async () => {
    const api = fixture.createApi(opaque)
    for (let at = 0; at < 20; at++) expect(await api.judge('inactive')).toBe('401 invalid_token inactive')
    expect(count('/introspect')).toBe(1)
    fixture.now += 60
    await api.judge('inactive')
    expect(count('/introspect')).toBe(2)
  })

  it('GHSA-wcgj-f865-c7j7: are shared by requests of one token that come at once, and by no other', async () => {
    const api = fixture.createApi(opaque)
    const tokens = Array.from({ length: 50 }, (_, at) =>
      fixture.provider.issueAccessToken(buildAnswer({ sub: `person ${at}` })),
    )
    const gates = await Promise.all(
      tokens.flatMap((token, at) =>
        Array.from({ length: 4 }, async () => {
          const { auth } = await api.send(`Bearer ${token}`)
          return [auth?.user.subject, `person ${at}`]
        }),
      ),
    )
    expect(gates.filter(([seen, own]) => seen !== own)).toEqual([])
    expect(count('/introspect')).toBe(50)
  })

  it('CVE-2026-35039: are never those of a token that looks alike', async () => {
    const api = fixture.createApi(opaque)
    const token = fixture.provider.issueAccessToken(buildAnswer())
    expect(await api.judge(token)).toBe('200')
    const near = [
      token.slice(0, -1),
      `${token}A`,
      token.toLowerCase(),
      `${token.slice(0, -1)}~`,
      `A${token}`,
      `${token}=`,
    ]
    for (const other of near.filter((text) => text !== token))
      expect([other, await api.judge(other)]).toEqual([other, '401 invalid_token inactive'])
  })

  it('CVE-2026-35039: are found by the token alone, never by the hash that it is cached by', async () => {
    const api = fixture.createApi(opaque)
    const token = fixture.provider.issueAccessToken(buildAnswer())
    expect(await api.judge(token)).toBe('200')
    const digest = createHash('sha256').update(token)
    expect(await api.judge(digest.copy().digest('base64url'))).toBe('401 invalid_token inactive')
    expect(await api.judge(digest.copy().digest('hex'))).toBe('401 invalid_token inactive')
    expect(await api.judge(`sha256:${digest.digest('base64url')}`)).toMatch(/^400/u)
  })

  it('CVE-2026-35039: are not found by that name in an adapter either, which looks tokens up before it parses them', async () => {
    const api = fixture.createApi(opaque)
    const token = fixture.provider.issueAccessToken(buildAnswer())
    const hash = createHash('sha256').update(token).digest('base64url')
    const readRequest = ({ authorization }: { readonly authorization: string }): HttpRequest => ({
      method: 'GET',
      url: '/api',
      header: (name) => (name === 'authorization' ? authorization : undefined),
    })
    const { authorize } = createFrameworkAuth(api.engine, { readRequest, attach: () => undefined })
    const byUserinfo = api.engine.bearer({ accessTokenLookup: 'userinfo', audience: 'unchecked' })
    for (const guard of [api.engine.bearer({ audience }), byUserinfo]) {
      const ask = async (authorization: string) =>
        (await authorize({ authorization }, { add: () => undefined }, guard))?.status
      for (let at = 0; at < 2; at++) expect(await ask(`Bearer ${token}`)).toBeUndefined()
      for (const name of [`sha256:${hash}`, hash, `sha256:${token}`, `${token} `, `${token},`, `${token}, x`])
        expect([name, await ask(`Bearer ${name}`)]).toEqual([name, expect.toBeOneOf([400, 401])])
    }
  })

  it('of a megabyte each take no more room than there is', async () => {
    // Half of it holds one of them.
    const api = fixture.createApi(opaque, { accessTokenCacheMebibytes: 4 })
    const long = 'x'.repeat(900_000)
    const tokens = Array.from({ length: 4 }, (_, at) =>
      fixture.provider.issueAccessToken(buildAnswer({ sub: `person ${at}`, long })),
    )
    for (const token of tokens) expect(await api.judge(token)).toBe('200')
    fixture.provider.requests.clear()
    for (const token of [...tokens].reverse()) expect(await api.judge(token)).toBe('200')
    expect(count('/introspect')).toBe(2)
  })

  it('of a thousand inactive tokens drive out no good one', async () => {
    const api = fixture.createApi(opaque)
    const token = fixture.provider.issueAccessToken(buildAnswer())
    expect(await api.judge(token)).toBe('200')
    for (let at = 0; at < 1500; at += 100)
      await Promise.all(Array.from({ length: 100 }, (_, more) => api.judge(`inactive-${at + more}`)))
    fixture.provider.requests.clear()
    expect(await api.judge(token)).toBe('200')
    expect(count('/introspect')).toBe(0)
  })
})

describe('R-08: an introspection answer that is signed', () => {
  const signed: Partial<BearerOptions> = { accessTokenLookup: 'signed_introspection' }
  const type = 'application/token-introspection+jwt'

  async function judgeSigned(
    changes: JsonRecord = {},
    header: JsonRecord = {},
    { bearer = signed, contentType = type, stranger = false } = {},
  ): Promise<string> {
    const key = await (stranger ? fixture.stranger : fixture.provider).signingKey()
    const { kid } = await fixture.provider.signingKey()
    const body = await signJws({
      header: { alg: key.alg, kid, typ: 'token-introspection+jwt', ...header },
      payload: {
        ...{ iss: fixture.provider.issuerUrl, aud: 'app', iat: fixture.now },
        token_introspection: { active: true, ...buildAnswer() },
        ...changes,
      },
      key,
    })
    const respond: Twists['respond'] = ({ path }) =>
      path === '/introspect' ? { headers: { 'content-type': contentType }, body } : undefined
    fixture.provider.twist({ respond })
    return fixture.createApi(opaque).judge('any', bearer)
  }

  it('is asked for, and passes', async () => {
    const accepts: unknown[] = []
    const answer = await judgeSigned()
    expect(answer).toBe('200')
    fixture.provider.twist({
      respond: ({ path, headers }) => {
        if (path === '/introspect') accepts.push(headers.accept)
        return undefined
      },
    })
    expect(await fixture.createApi(opaque).judge('any', signed)).toBe('503 token_unverifiable')
    expect(accepts).toEqual([type])
  })

  it('passes where it was not requested, and says that a token is not active', async () => {
    expect(await judgeSigned({}, {}, { bearer: {} })).toBe('200')
    expect(await judgeSigned({ token_introspection: { active: false } })).toBe('401 invalid_token inactive')
    expect(await judgeSigned({ aud: ['app', 'other'] })).toBe('200')
  })

  it.each<readonly [JsonRecord, JsonRecord?]>([
    [{ iss: 'https://evil.example' }],
    [{ iss: undefined }],
    [{ aud: 'other' }],
    [{ aud: [] }],
    [{ aud: undefined }],
    [{ aud: { 0: 'app' } }],
    [{ iat: undefined }],
    [{ iat: 'now' }],
    [{ iat: 1_793_000_000 + 31 }],
    [{ iat: 1_793_000_000 - 91 }],
    [{ token_introspection: undefined }],
    [{ token_introspection: [] }],
    [{ token_introspection: { active: 'true' } }],
    [{ token_introspection: undefined, active: true }],
    [{}, { typ: 'JWT' }],
    [{}, { typ: 'at+jwt' }],
    [{}, { typ: undefined }],
    [{}, { alg: 'none' }],
    [{}, { crit: ['x'] }],
  ])('is refused with 503 as %j %j', async (changes, header) => {
    expect(await judgeSigned(changes, header)).toBe('503 token_unverifiable')
  })

  it('is refused when another party signed it, or without a signature', async () => {
    expect(await judgeSigned({}, {}, { stranger: true })).toBe('503 token_unverifiable')
    expect(await judgeSigned({}, {}, { contentType: 'application/json' })).toBe('503 token_unverifiable')
    expect(await judgeSigned({}, {}, { contentType: 'application/jwt' })).toBe('503 token_unverifiable')
  })

  it('is no access token', async () => {
    const claims = fixture.buildClaims({ token_introspection: { active: true } })
    const token = await fixture.sign(claims, { typ: 'token-introspection+jwt' })
    for (const accessTokenProfile of ['rfc9068', 'plain_jwt'] as const)
      expect(await fixture.createApi().judge(token, { accessTokenProfile })).toBe('401 invalid_token typ')
  })
})

describe('UserInfo', () => {
  const byUserinfo = { accessTokenLookup: 'userinfo', audience: 'unchecked' } as const

  it('proves no audience: a token that another client got for another API passes, so the audience must say so', async () => {
    const api = fixture.createApi(opaque)
    const others = buildAnswer({ aud: 'https://bank.example.com', client_id: 'a game', scope: 'openid' })
    const token = fixture.provider.issueAccessToken(others)
    expect(await api.judge(token, byUserinfo)).toBe('200')
    // By introspection the same token is refused.
    expect(await api.judge(token)).toBe('401 invalid_token aud')
  })

  it.each<Partial<BearerOptions>>([
    { accessTokenLookup: 'userinfo' },
    { accessTokenLookup: 'userinfo', audience: ['unchecked'] },
    { accessTokenLookup: 'userinfo', audience: ['unchecked', audience] },
    { ...byUserinfo, scopes: ['read'] },
    { accessTokenLookup: 'userinfo', scopes: ['read'] },
  ])('cannot be asked for what it does not prove: %j', (bearer) => {
    const { engine } = fixture.createApi(opaque)
    const create = (): unknown => engine.bearer({ audience, ...bearer })
    expect(create).toThrow(/any other client’s token for the same person would pass/u)
    try {
      create()
    } catch (error) {
      const issues = isOidcError(error, 'config_invalid') ? error.detail.issues : []
      expect(issues.map(({ code }) => code)).toContain('audience_unverifiable')
    }
  })

  it('R-04: opens nothing to a JWT that has the shape of an ID Token', async () => {
    const headers = { 'content-type': 'application/json' }
    fixture.provider.twist({
      respond: ({ path }) =>
        path === '/userinfo'
          ? { headers, body: JSON.stringify({ sub: 'ada', groups: ['admins'] }) }
          : undefined,
    })
    const judge = async (changes: JsonRecord) => {
      const claims = fixture.buildClaims({ client_id: undefined, scope: undefined, ...changes })
      return fixture.createApi(opaque).judge(await fixture.sign(claims, { typ: 'JWT' }), byUserinfo)
    }
    for (const shape of [
      { aud: 'app', azp: 'app' },
      { aud: 'app' },
      { aud: ['spa', 'app'], azp: 'spa' },
      { aud: 'mobile', auth_time: 1, amr: ['pwd'] },
      { aud: 'mobile', auth_time: 1, sid: 's' },
    ])
      expect(await judge(shape)).toBe('401 invalid_token kind')
    for (const granted of [
      { aud: 'app', azp: 'app', scope: 'openid' },
      { aud: 'app', typ: 'Bearer' },
      { aud: 'account', azp: 'app', sid: 's' },
      { aud: 'mobile', auth_time: 1, sid: 's', cid: 'mobile' },
      { aud: undefined },
    ])
      expect(await judge(granted)).toBe('200')
  })

  it('gives name and roles, and is asked once in a while', async () => {
    const api = fixture.createApi({ ...opaque, nameClaim: 'email' })
    const claims = { sub: 'ada', email: 'ada@example.com', groups: ['admins'] }
    const token = fixture.provider.issueAccessToken(claims)
    for (let at = 0; at < 5; at++) {
      const { auth } = await api.send(`Bearer ${token}`, byUserinfo)
      expect(auth).toMatchObject({ user: { name: 'ada@example.com' }, expiresAt: fixture.now + 60 })
    }
    expect(count('/userinfo')).toBe(1)
    fixture.now += 60
    await api.judge(token, byUserinfo)
    expect(count('/userinfo')).toBe(2)
  })

  it('is cached no longer than a JWT says that it lives', async () => {
    const api = fixture.createApi(opaque)
    const json = { 'content-type': 'application/json' }
    const respond: Twists['respond'] = ({ path }) =>
      path === '/userinfo'
        ? { headers: json, body: JSON.stringify({ sub: 'ada', groups: ['staff'] }) }
        : undefined
    fixture.provider.twist({ respond })
    const token = await fixture.sign(fixture.buildClaims({ exp: fixture.now + 5 }))
    expect(await api.judge(token, byUserinfo)).toBe('200')
    fixture.now += 35
    expect(await api.judge(token, byUserinfo)).toBe('401 invalid_token exp')
    expect(count('/userinfo')).toBe(1)
  })

  it.each([400, 401, 403])('that answers %i says that the token is worth nothing', async (status) => {
    const api = fixture.createApi(opaque)
    fixture.provider.twist({ respond: ({ path }) => (path === '/userinfo' ? { status } : undefined) })
    expect(await api.judge('any', byUserinfo)).toBe('401 invalid_token inactive')
    expect(await api.judge('any', byUserinfo)).toBe('401 invalid_token inactive')
    expect(count('/userinfo')).toBe(1)
  })

  it.each([404, 500, 429, 302])('that answers %i is an outage', async (status) => {
    fixture.provider.twist({ respond: ({ path }) => (path === '/userinfo' ? { status } : undefined) })
    const result = await fixture.createApi(opaque).judge('any', byUserinfo)
    expect(result).toMatch(/^503 (?:token_unverifiable|provider_unavailable)$/u)
  })

  it.each<JsonRecord>([{ sub: undefined }, { sub: '' }, { sub: 7 }, { sub: null }, { sub: ['ada'] }])(
    'without a subject is refused: %j',
    async (changes) => {
      const token = fixture.provider.issueAccessToken({ groups: ['admins'], ...changes })
      expect(await fixture.createApi(opaque).judge(token, byUserinfo)).toBe('401 invalid_token sub')
    },
  )
})
