import { createEngine, type Engine, type EngineEvent, type EngineOptions } from '@x/oidc-engine'
import { type JsonRecord, type MisbehavingProvider, startMisbehavingProvider } from '@x/oidc-testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { clientSecret, sessionSecret } from './start-app.ts'

const home = 'a1111111-2222-4333-8444-555555555555'
const guest = '66666666-7777-4888-8999-aaaaaaaaaaaa'
const stranger = 'bbbbbbbb-cccc-4ddd-8eee-ffffffffffff'

let now = 1_793_000_000
let provider: MisbehavingProvider
const issuerOf = (tenant: string): string => `${provider.issuerUrl}/${tenant}/v2.0`
const template = (): string => issuerOf('{tenantid}')

beforeAll(async () => {
  provider = await startMisbehavingProvider({
    claims: { sub: 'ada', name: 'Ada', groups: ['staff'] },
    now: () => now,
  })
})
afterEach(() => {
  provider.behave()
  now = 1_793_000_000
})
afterAll(() => provider.close())

/** Behaves as Microsoft's /organizations does, for an account of this tenant. */
function beTenant(tenant: unknown, more: JsonRecord = {}, keyIssuer: unknown = template()): void {
  const asTenant = (claims: JsonRecord) => ({
    ...claims,
    iss: issuerOf(String(tenant)),
    tid: tenant,
    ...more,
  })
  provider.twist({
    metadata: (metadata) => ({
      ...metadata,
      issuer: template(),
      authorization_response_iss_parameter_supported: false,
    }),
    jwks: ({ keys }) => ({ keys: keys.map((key) => ({ ...key, issuer: keyIssuer })) }),
    authorizationResponse: (parameters) => {
      parameters.delete('iss')
    },
    idTokenClaims: asTenant,
    refreshedIdTokenClaims: asTenant,
  })
}

function start(more: JsonRecord = {}, options: Partial<EngineOptions> = {}) {
  const events: EngineEvent[] = []
  const engine: Engine = createEngine(
    {
      baseUrl: 'http://localhost:3000',
      providers: [
        {
          ...{ providerId: 'entra', issuerUrl: provider.issuerUrl, clientId: 'app', clientSecret },
          ...{ rolesClaims: ['groups'], issuerTemplate: template(), tenants: [home, guest] },
          ...more,
        },
      ],
      security: { roleMapping: { staff: ['ROLE_USER'] } },
      session: { secret: sessionSecret, keep: { trace: true } },
      ...options,
    },
    { log: (event: EngineEvent) => events.push(event), now: () => now, startTimer: () => () => undefined },
  )
  return { engine, events, browser: openEngineBrowser(engine) }
}

/** The status of a sign-in, and what failed. */
async function signIn(app: ReturnType<typeof start>) {
  const { status, headers } = await app.browser.signIn('entra')
  const { auth } = await app.browser.authenticate()
  const failure = app.events.find(({ level }) => level !== 'info')
  const rule = (failure?.detail as { readonly rule?: string; readonly reason?: string } | undefined) ?? {}
  return { status, to: headers.get('location'), issuer: auth.user?.issuer, rule: rule.rule ?? rule.reason }
}

describe('a provider with many tenants (issuerTemplate)', () => {
  it.each([home, guest])(
    'signs in a person of the allowed tenant %s, with the issuer of the tenant',
    async (tenant) => {
      beTenant(tenant)
      expect(await signIn(start())).toMatchObject({ status: 303, issuer: issuerOf(tenant), rule: undefined })
    },
  )

  it('denies a person of another tenant, with a page and the reason', async () => {
    beTenant(stranger)
    const app = start()
    expect(await signIn(app)).toMatchObject({
      ...{ status: 303, to: 'http://localhost:3000/login/denied', issuer: undefined },
      rule: 'tenant_not_allowed',
    })
    const page = await app.browser.get('/login/denied')
    expect(await page.text()).toContain('People of your organization cannot sign in here.')
    expect((await app.browser.authenticate()).explain()).toMatchObject({
      ...{ admitted: false, reason: 'tenant_not_allowed', issuer: issuerOf(stranger) },
    })
  })

  it('keeps people of two tenants with one subject apart', async () => {
    const app = start()
    const issuers: unknown[] = []
    for (const tenant of [home, guest]) {
      beTenant(tenant)
      const browser = openEngineBrowser(app.engine)
      await browser.signIn('entra')
      const { user } = (await browser.authenticate()).auth
      issuers.push([user?.issuer, user?.subject])
    }
    expect(issuers).toEqual([
      [issuerOf(home), 'ada'],
      [issuerOf(guest), 'ada'],
    ])
  })

  it.each<[string, unknown, JsonRecord, string]>([
    ['no tid', home, { tid: undefined }, 'tid'],
    ['a path as tid', '../../evil', {}, 'tid'],
    ['a placeholder as tid', '{tenantid}', {}, 'tid'],
    ['a tid in upper case', home.toUpperCase(), {}, 'tid'],
    ['a tid with a newline', `${home}\n`, {}, 'tid'],
    ['a replacement pattern as tid', '$&', {}, 'tid'],
    ['a number as tid', 7, {}, 'tid'],
    ['a list as tid', home, { tid: [home] }, 'tid'],
    [
      'the issuer of another tenant',
      home,
      {
        get iss() {
          return issuerOf(stranger)
        },
      },
      'iss',
    ],
    [
      'the issuer of an allowed tenant and another tid',
      stranger,
      {
        get iss() {
          return issuerOf(home)
        },
      },
      'iss',
    ],
    [
      'the template itself as the issuer',
      home,
      {
        get iss() {
          return template()
        },
      },
      'iss',
    ],
    [
      'the configured issuer',
      home,
      {
        get iss() {
          return provider.issuerUrl
        },
      },
      'iss',
    ],
    [
      'a longer issuer',
      home,
      {
        get iss() {
          return `${issuerOf(home)}/`
        },
      },
      'iss',
    ],
  ])('refuses an ID Token with %s', async (_, tenant, more, rule) => {
    beTenant(tenant, more)
    expect(await signIn(start())).toMatchObject({ status: 502, issuer: undefined, rule })
  })

  it.each<[string, () => unknown]>([
    ['another tenant', () => issuerOf(stranger)],
    ['another allowed tenant', () => issuerOf(guest)],
    ['another host', () => 'https://evil.example/{tenantid}/v2.0'],
    ['no text', () => 7],
    ['an empty template', () => '{tenantid}'],
  ])('refuses a key whose own issuer is %s', async (_, build) => {
    beTenant(home, {}, build())
    expect(await signIn(start())).toMatchObject({ status: 502, issuer: undefined, rule: 'key_issuer' })
  })

  it.each<[string, () => unknown]>([
    ['the tenant', () => issuerOf(home)],
    ['absent', () => undefined],
  ])('accepts a key whose own issuer is %s', async (_, build) => {
    beTenant(home, {}, build())
    expect(await signIn(start())).toMatchObject({ status: 303, issuer: issuerOf(home) })
  })

  it('refuses metadata with another issuer than the template', async () => {
    beTenant(home)
    provider.twist({ metadata: (metadata) => ({ ...metadata, issuer: provider.issuerUrl }) })
    const { browser, events } = start()
    expect((await browser.get('/oauth2/authorization/entra')).status).toBe(502)
    expect(events.map(({ code }) => code)).toContain('issuer_mismatch')
  })

  it('asks a function for each tenant once a minute, and denies what is not true', async () => {
    const asked: string[] = []
    const app = start({
      tenants: (tenant: string) => {
        asked.push(tenant)
        return Promise.resolve(tenant === home ? true : ('yes' as unknown as boolean))
      },
    })
    beTenant(home)
    await app.browser.signIn('entra')
    await app.browser.signIn('entra')
    expect((await app.browser.authenticate()).auth.status).toBe('authenticated')
    beTenant(stranger)
    expect((await app.browser.signIn('entra')).headers.get('location')).toContain('/login/denied')
    now += 60
    beTenant(home)
    await openEngineBrowser(app.engine).signIn('entra')
    expect(asked).toEqual([home, stranger, home])
  })

  it('answers 503 when that function fails', async () => {
    beTenant(home)
    const app = start({ tenants: () => Promise.reject(new Error('down')) })
    const { status, headers } = await app.browser.signIn('entra')
    expect([status, headers.get('retry-after')]).toEqual([503, '10'])
  })

  it('ends the session at a refresh whose ID Token is of another tenant, or of one that is no longer allowed', async () => {
    const session = {
      secret: sessionSecret,
      keep: { tokens: true },
      singleProcess: true,
      roleMaxAgeSeconds: 30,
    }
    for (const [next, why] of [
      [guest, 'id_token_invalid: iss'],
      [home, 'tenant_not_allowed'],
    ] as const) {
      let isAllowed = true
      const app = start({ scopes: ['offline_access'], tenants: () => isAllowed }, { session })
      beTenant(home)
      await app.browser.signIn('entra')
      isAllowed = next !== home
      beTenant(next)
      now += 100
      expect((await app.browser.authenticate()).auth.status).toBe('anonymous')
      expect(app.events).toContainEqual(
        expect.objectContaining({
          code: 'session_ended',
          detail: expect.objectContaining({ why }) as unknown,
        }),
      )
    }
  })

  it('goes on after a refresh of the same tenant', async () => {
    const session = {
      secret: sessionSecret,
      keep: { tokens: true },
      singleProcess: true,
      roleMaxAgeSeconds: 30,
    }
    const app = start({ scopes: ['offline_access'] }, { session })
    beTenant(home)
    await app.browser.signIn('entra')
    now += 100
    expect((await app.browser.authenticate()).auth.user?.issuer).toBe(issuerOf(home))
    expect(app.events.map(({ code }) => code)).toContain('session_refreshed')
  })

  it('ends sessions at once when a tenant leaves the list', async () => {
    beTenant(home)
    const app = start()
    await app.browser.signIn('entra')
    const other = openEngineBrowser(start({ tenants: [guest] }).engine, app.browser.cookies)
    expect((await other.authenticate()).auth.status).toBe('anonymous')
  })

  it('may be found by a function', async () => {
    beTenant(guest)
    const app = start(
      {},
      {
        providers: (providerId) => ({
          ...{
            providerId,
            issuerUrl: provider.issuerUrl,
            clientId: 'app',
            clientSecret,
            rolesClaims: ['groups'],
          },
          ...{ issuerTemplate: template(), tenants: (tenant: string) => tenant === guest },
        }),
        shareSecurity: true,
      },
    )
    expect(await signIn(app)).toMatchObject({ status: 303, issuer: issuerOf(guest) })
  })
})

describe('access tokens of a provider with many tenants', () => {
  const ask = async (
    tenant: string,
    more: JsonRecord = {},
    options: JsonRecord = {},
    keyIssuer?: unknown,
  ) => {
    beTenant(tenant, {}, keyIssuer)
    const { engine, events } = start(options)
    const claims = {
      ...{ iss: issuerOf(tenant), tid: tenant, aud: 'api', sub: 'ada', client_id: 'app', jti: '1' },
      ...{ groups: ['staff'], iat: now, exp: now + 300, ...more },
    }
    const token = await provider.signJwt(claims, { typ: 'at+jwt' })
    const header = (name: string) => (name === 'authorization' ? `Bearer ${token}` : undefined)
    const { auth, response } = await engine.gate(
      { method: 'GET', url: '/', header },
      { bearer: { audience: 'api' } },
    )
    const refused = events.find(({ code }) => code === 'bearer_refused')?.detail as
      { readonly rule: string } | undefined
    return { status: response?.status, issuer: auth?.user.issuer, rule: refused?.rule }
  }

  it('have a warning at the start where the audience is the clientId, as ID Tokens of every tenant have it', () => {
    const { engine, events } = start({ accessTokenProfile: 'plain_jwt' })
    engine.bearer({ audience: 'api' })
    expect(events).toEqual([])
    engine.bearer({ audience: 'app' })
    expect(events).toMatchObject([{ code: 'audience_is_client_id', providerId: 'entra' }])
  })

  it('are accepted with the issuer of the tenant', async () => {
    expect(await ask(home)).toEqual({ status: undefined, issuer: issuerOf(home), rule: undefined })
    expect(await ask(home, {}, { tenants: (tenant: string) => tenant === home })).toMatchObject({
      status: undefined,
    })
  })

  it.each<[string, string, () => JsonRecord, string]>([
    ['another tenant', stranger, () => ({}), 'tenant'],
    ['no tid', home, () => ({ tid: undefined }), 'tid'],
    ['another tid', home, () => ({ tid: guest }), 'iss'],
    ['another issuer', home, () => ({ iss: issuerOf(guest) }), 'iss'],
    ['the template', home, () => ({ iss: template() }), 'iss'],
    ['the configured issuer', home, () => ({ iss: provider.issuerUrl }), 'iss'],
    ['a path', '../x', () => ({}), 'iss'],
  ])('of %s are refused', async (_, tenant, more, rule) => {
    // Without an issuer of its own, the key does not help.
    for (const keyIssuer of [template(), undefined])
      expect(await ask(tenant, more(), {}, keyIssuer)).toEqual({ status: 401, issuer: undefined, rule })
  })

  it('that the key of another tenant signed are refused', async () => {
    expect(await ask(home, {}, {}, issuerOf(guest))).toMatchObject({ status: 401, rule: 'key_issuer' })
  })
})

describe('the configuration of many tenants', () => {
  it.each<[JsonRecord, RegExp]>([
    [{ tenants: undefined }, /without it, every account of every tenant could sign in/u],
    [{ tenants: [] }, /UUIDs in lower case/u],
    [{ tenants: [home.toUpperCase()] }, /UUIDs in lower case/u],
    [{ tenants: ['common'] }, /UUIDs in lower case/u],
    [{ tenants: 7 }, /tenants/u],
    [{ issuerTemplate: undefined }, /only with issuerTemplate/u],
    [{ issuerTemplate: 'https://login.example/v2.0' }, /path segment \{tenantid\} once/u],
    [{ issuerTemplate: 'https://{tenantid}/v2.0' }, /path segment/u],
    [{ issuerTemplate: 'https://login.example/{tenantid}/{tenantid}' }, /path segment/u],
    [{ issuerTemplate: 'https://login.example/x{tenantid}' }, /path segment/u],
    [{ issuerTemplate: 'http://login.example/{tenantid}' }, /must use https/u],
    [{ accessTokenLookup: 'userinfo' }, /issuerTemplate allows several/u],
  ])('%j is refused', (more, message) => {
    expect(() => start(more)).toThrow(message)
  })
})
