import type { EngineProviderOptions } from '@x/oidc-engine'
import type { JsonRecord, ProviderRequest, Twists } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { audience, useBearerFixture, type Api } from './bearer-fixture.ts'
import { openEngineBrowser } from './engine-browser.ts'
import { clientSecret } from './start-app.ts'

const fixture = useBearerFixture()
const api = { clientId: 'api', clientSecret: 'secret of the api' } as const
const json = { 'content-type': 'application/json' }

function buildAnswer(changes: JsonRecord = {}): JsonRecord {
  const { now } = fixture
  return {
    ...{ active: true, sub: 'ada', client_id: 'mobile', aud: audience, exp: now + 300 },
    ...{ scope: 'read', groups: ['admins'], ...changes },
  }
}

/** Answers introspection with this, and records who asked. */
function answerIntrospection(answer: JsonRecord): { readonly asked: ProviderRequest[] } {
  const asked: ProviderRequest[] = []
  const respond: Twists['respond'] = (request) => {
    if (request.path !== '/introspect') return undefined
    asked.push(request)
    return { headers: json, body: JSON.stringify(answer) }
  }
  fixture.provider.twist({ respond })
  return { asked }
}

/** RFC 6749, section 2.3.1: both halves are form-encoded before base64. */
function readBasic({ headers }: ProviderRequest): string {
  const [, encoded = ''] = headers.authorization?.split(' ') ?? []
  return Buffer.from(encoded, 'base64').toString().replaceAll('+', ' ')
}

describe('a client of its own for introspection', () => {
  it.each([
    ['beside a client with a secret', { clientSecret }],
    ['beside a public client', {}],
  ])('asks, %s', async (_, client) => {
    const { asked } = answerIntrospection(buildAnswer())
    const provider = { providerId: 'main', issuerUrl: fixture.provider.issuerUrl, clientId: 'app', ...client }
    const { judge } = fixture.createApi(
      {},
      {
        providers: [
          { ...provider, accessTokenFormat: 'opaque', introspection: api, rolesClaims: ['groups'] },
        ],
      },
    )
    expect(await judge('a-token')).toBe('200')
    expect(asked.map(readBasic)).toEqual(['api:secret of the api'])
  })

  it('sends its credentials as authMethod says', async () => {
    const { asked } = answerIntrospection(buildAnswer())
    const introspection = { ...api, authMethod: 'client_secret_post' } as const
    await fixture.createApi({ accessTokenFormat: 'opaque', introspection }).judge('a-token')
    const form = new URLSearchParams(asked[0]?.body)
    expect([asked[0]?.headers.authorization, form.get('client_id'), form.get('client_secret')]).toEqual([
      undefined,
      'api',
      api.clientSecret,
    ])
  })

  it('is used for introspection alone: sign-ins have their own', async () => {
    const { engine } = fixture.createApi({ introspection: api })
    const seen: ProviderRequest[] = []
    fixture.provider.twist({ respond: (request) => void seen.push(request) })
    const browser = openEngineBrowser(engine)
    expect((await browser.signIn()).status).toBe(303)
    const [start] = seen.filter(({ path }) => path === '/authorize')
    const [token] = seen.filter(({ path }) => path === '/token')
    expect(start?.query.get('client_id')).toBe('app')
    expect(token && decodeURIComponent(readBasic(token))).toBe(`app:${clientSecret}`)
    expect(JSON.stringify(seen)).not.toContain('secret of the api')
  })

  it('is enough for a provider without sign-ins', async () => {
    const { asked } = answerIntrospection(buildAnswer())
    const { judge } = fixture.createApi(
      {},
      {
        providers: [
          {
            providerId: 'main',
            issuerUrl: fixture.provider.issuerUrl,
            signIn: false,
            accessTokenFormat: 'opaque',
            introspection: api,
            rolesClaims: ['groups'],
          },
        ],
      },
    )
    expect(await judge('a-token')).toBe('200')
    expect(asked.map(readBasic)).toEqual(['api:secret of the api'])
  })

  it('R-08: is the audience of a signed answer', async () => {
    const sign = (aud: string) =>
      fixture.provider.signJwt(
        {
          ...{ iss: fixture.provider.issuerUrl, aud, iat: fixture.now },
          token_introspection: buildAnswer(),
        },
        { typ: 'token-introspection+jwt' },
      )
    const judge = async (aud: string) => {
      const body = await sign(aud)
      const headers = { 'content-type': 'application/token-introspection+jwt' }
      fixture.provider.twist({
        respond: ({ path }) => (path === '/introspect' ? { headers, body } : undefined),
      })
      const provider = { accessTokenLookup: 'signed_introspection', introspection: api } as const
      return fixture.createApi(provider).judge('a-token')
    }
    expect(await judge('api')).toBe('200')
    expect(await judge('app')).toBe('503 token_unverifiable')
  })

  it('R-07: with wrong credentials gives 503, and the log has neither the credentials nor the token', async () => {
    const introspection = { ...api, clientSecret: 'another secret of the api' }
    const wrong = fixture.createApi({ accessTokenFormat: 'opaque', introspection })
    const token = fixture.provider.issueAccessToken(buildAnswer())
    expect(await wrong.judge(token)).toBe('503 token_unverifiable')
    const log = JSON.stringify(wrong.events)
    expect(log).not.toContain('another secret')
    expect(log).not.toContain(token)
  })

  it('R-04: an ID Token of the client of sign-ins is refused, also where another client introspects it', async () => {
    answerIntrospection(buildAnswer({ aud: [audience, 'app'], scope: undefined }))
    const { judge } = fixture.createApi({ accessTokenFormat: 'opaque', introspection: api })
    expect(await judge('a-token')).toBe('401 invalid_token kind')
  })

  it('R-05: may be the audience itself', async () => {
    answerIntrospection(buildAnswer({ aud: 'api' }))
    const { judge } = fixture.createApi({ accessTokenFormat: 'opaque', introspection: api })
    expect(await judge('a-token', { audience: 'api' })).toBe('200')
    expect(await judge('a-token', { audience: 'other' })).toBe('401 invalid_token aud')
  })
})

describe('an introspection answer without aud (zitadel/oidc)', () => {
  const unsafe = { withoutIntrospectionAudience: true }
  /** What the example server of zitadel/oidc answers. */
  const answer = () => ({
    active: true,
    scope: 'openid profile',
    client_id: 'mobile',
    sub: 'ada',
    groups: ['admins'],
  })
  const create = (provider: Partial<EngineProviderOptions> = {}): Api =>
    fixture.createApi({ accessTokenFormat: 'opaque', ...provider })

  it('R-05: is refused without the exception', async () => {
    answerIntrospection(answer())
    expect(await create().judge('a-token')).toBe('401 invalid_token aud')
  })

  it('passes with it, and the log warns at the start', async () => {
    answerIntrospection(answer())
    const opened = create({ unsafe })
    expect(opened.events.map(({ code, level }) => [level, code])).toEqual([['warn', 'unsafe']])
    expect(opened.events[0]?.message).toContain('providers[0].unsafe.withoutIntrospectionAudience')
    expect(await opened.judge('a-token')).toBe('200')
  })

  it.each<readonly [string, JsonRecord]>([
    ['aud', { aud: 'https://other.example.com' }],
    ['aud', { aud: null }],
    ['aud', { aud: [] }],
    ['inactive', { active: false }],
    ['kind', { token_type: 'refresh_token' }],
    ['kind', { at_hash: 'x' }],
    ['exp', { exp: 0 }],
    ['iss', { iss: 'https://evil.example' }],
  ])('R-07: is still refused by the rule %s with %j', async (rule, changes) => {
    answerIntrospection({ ...answer(), ...changes })
    expect(await create({ unsafe }).judge('a-token')).toBe(`401 invalid_token ${rule}`)
  })

  it('R-07: an opaque refresh token that the answer does not name as one passes, as the warning says', async () => {
    answerIntrospection({ active: true, client_id: 'mobile', sub: 'ada', groups: ['admins'] })
    const opened = create({ unsafe })
    expect(await opened.judge('a-refresh-token')).toBe('200')
    expect(opened.events[0]?.message).toContain('Refresh tokens pass')
    expect(await create().judge('a-refresh-token')).toBe('401 invalid_token aud')
  })

  it('R-05: a JWT that names another audience is refused, whatever the answer lacks', async () => {
    answerIntrospection(answer())
    const token = await fixture.sign(fixture.buildClaims({ aud: 'https://other.example.com' }))
    expect(await create({ unsafe }).judge(token)).toBe('401 invalid_token aud')
  })

  it('is no exception for tokens that are verified here', async () => {
    const token = await fixture.sign(fixture.buildClaims({ aud: undefined }))
    expect(await fixture.createApi({ unsafe }).judge(token)).toBe('401 invalid_token aud')
  })
})

describe('the log, where a provider calls inactive what is not for the client that asks (Keycloak 26.7)', () => {
  const hint =
    'its aud lacks the client that introspects, "api". Keycloak 26.7 and later call it inactive then: add an audience mapper'
  const keycloak = { accessTokenLookup: 'introspection', introspection: api } as const

  async function refuse(
    claims: JsonRecord,
    provider: Partial<EngineProviderOptions> = keycloak,
  ): Promise<{
    readonly message: string
    readonly answer: string
    readonly token: string
    readonly log: string
  }> {
    answerIntrospection({ active: false })
    const opened = fixture.createApi(provider)
    const token = await fixture.sign(fixture.buildClaims(claims), { typ: 'JWT' })
    const { response } = await opened.send(`Bearer ${token}`)
    expect(response?.status).toBe(401)
    const { message = '' } = opened.events.at(-1) ?? {}
    const answer = JSON.stringify([await response?.text(), ...(response?.headers ?? [])])
    return { message, answer, token, log: JSON.stringify(opened.events) }
  }

  it.each<JsonRecord>([{}, { aud: [audience, 'account'] }, { aud: undefined, azp: 'mobile' }])(
    'says so: %j',
    async (claims) => {
      const { message, answer, token, log } = await refuse(claims)
      expect(message).toContain(
        'A request was refused with invalid_token: inactive. Provider main says that the token is inactive.',
      )
      expect(message).toContain(hint)
      // The caller is told nothing of it.
      expect(answer).not.toContain('mapper')
      expect(answer).not.toContain('"api"')
      expect(log).not.toContain(token)
      expect(log).not.toContain(api.clientSecret)
    },
  )

  it('names the client of sign-ins where that asks', async () => {
    const { message } = await refuse({}, { accessTokenLookup: 'introspection' })
    expect(message).toContain('introspects, "app".')
  })

  it.each<readonly [string, JsonRecord]>([
    ['has the client in aud', { aud: [audience, 'api'] }],
    ['names no expiry', { exp: undefined }],
    ['names no issuer', { iss: undefined }],
  ])('says nothing of it where the token %s', async (_, claims) => {
    const { message } = await refuse(claims)
    expect(message).toBe('A request was refused with invalid_token: inactive.')
  })

  it('says nothing of it of an opaque token, and of UserInfo', async () => {
    answerIntrospection({ active: false })
    const opened = fixture.createApi(keycloak)
    expect(await opened.judge('a-token')).toBe('401 invalid_token inactive')
    const lookedUp = fixture.createApi({ accessTokenLookup: 'userinfo' })
    expect(await lookedUp.judge(await fixture.sign(), { audience: 'unchecked' })).toBe(
      '401 invalid_token inactive',
    )
    for (const { events } of [opened, lookedUp])
      expect(events.at(-1)?.message).toBe('A request was refused with invalid_token: inactive.')
  })

  it('says so again where the answer is cached', async () => {
    answerIntrospection({ active: false })
    const opened = fixture.createApi(keycloak)
    const [first, second] = [await fixture.sign(), await fixture.sign(fixture.buildClaims({ jti: 'c3d4' }))]
    expect(await opened.judge(first)).toBe('401 invalid_token inactive')
    fixture.now += 50
    expect(await opened.judge(second)).toBe('401 invalid_token inactive')
    // A minute after the first, the same refusal is an event again, and the answer about the second is cached.
    fixture.now += 10
    expect(await opened.judge(second)).toBe('401 invalid_token inactive')
    expect(opened.events.filter(({ message }) => message.includes(hint))).toHaveLength(2)
    expect(fixture.provider.requests.count('/introspect')).toBe(2)
  })
})
