import { microsoftGraphGroups, type BearerOptions } from '@x/oidc-engine'
import { createUserAgent, obtainTokens, signIn, type People } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { type GuideApp, type GuideSettings, startFromGuide } from './guide-app.ts'

const audience = 'https://api.example.com'
const other = {
  clientId: 'https://caller.example.com',
  clientSecret: 'the secret of the caller',
  redirectUris: ['http://localhost:9/callback'],
}

/** Asks the engine for a page behind an access token, and gives the status and, if it is good, the roles. */
async function call(app: GuideApp, token: string, bearer: Partial<BearerOptions> = {}): Promise<string> {
  const request = {
    method: 'GET',
    url: `${app.origin}/api`,
    header: (name: string) => (name === 'authorization' ? `Bearer ${token}` : undefined),
  }
  const gate = await app.engine.gate(request, { bearer: { audience, ...bearer } })
  return gate.response ? `${gate.response.status}` : `200 ${[...gate.auth.roles].join(' ')}`
}

/** Signs out of a session and gives where that ends. */
async function signOut({ origin }: GuideApp, person: string): Promise<string> {
  const agent = createUserAgent()
  await signIn(agent, `${origin}/me`, person)
  return (await agent.submitForm(await agent.get(`${origin}/logout`))).url.split('?', 1)[0] ?? ''
}

const codesOf = ({ events }: GuideApp): readonly string[] => events.map(({ code }) => code)

describe('the guide of Keycloak', () => {
  const people: People = {
    ada: { name: 'Ada', groups: ['/staff'], clientRoles: { app: ['editor'] } },
    bob: { name: 'Bob', groups: ['/staff'], roles: ['editor'] },
    cleo: { name: 'Cleo', clientRoles: { other: ['editor'] } },
  }
  const start = (more: Partial<GuideSettings> = {}) =>
    startFromGuide('keycloak', { preset: 'keycloak', people, ...more })

  it('gives the roles of the client and of groups, and signs out', async () => {
    const app = await start()
    expect(await app.visit('ada')).toBe('/me of ada: ROLE_EDITOR ROLE_USER')
    expect(await signOut(app, 'ada')).toBe(`${app.origin}/logout/done`)
  })

  it('takes roles of the realm, and none of another client', async () => {
    const app = await start()
    expect(await app.visit('bob')).toBe('/me of bob: ROLE_EDITOR ROLE_USER')
    expect(await app.visit('cleo')).toBe('403 role_missing')
  })

  it('finds roles of the realm in the access token alone, and the explanation says so where a rule reads elsewhere', async () => {
    const path = ['realm_access', 'roles'] as const
    const security = { roleMapping: { editor: ['ROLE_USER'] } }
    const mapped = await start({
      change: { rolesClaims: [{ path, from: 'accessToken' }] },
      options: { security },
    })
    expect(await mapped.visit('bob')).toBe('/me of bob: ROLE_USER')
    const wrongly = await start({ change: { rolesClaims: [path] }, options: { security } })
    expect(await wrongly.visit('bob')).toBe('403 role_missing')
    const { explanation } = wrongly.events.find(({ code }) => code === 'access_denied') ?? {}
    expect(explanation).toContain("the access token has role keys there; see from: 'accessToken'")
  })

  it('R-04: protects an API from tokens for another audience, and from other kinds of tokens', async () => {
    const app = await start({ change: { accessTokenProfile: 'plain_jwt' } })
    await app.provider.registerClient(other)
    const wish = { client: other, person: 'ada' }
    const { access_token: elsewhere } = await obtainTokens(app.provider.issuerUrl, wish)
    const tokens = await obtainTokens(app.provider.issuerUrl, { ...wish, resource: audience })
    expect(await call(app, tokens.access_token)).toBe('200 ROLE_EDITOR ROLE_USER')
    expect(await call(app, tokens.access_token, { accessTokenProfile: 'rfc9068' })).toBe('401')
    for (const token of [elsewhere, tokens.id_token, tokens.refresh_token ?? ''])
      expect(await call(app, token)).toBe('401')
    // The ID Token is for its client; `typ` and `at_hash` keep it out where that is the audience of an API.
    expect(await call(app, tokens.id_token, { audience: other.clientId })).toBe('401')
  })

  it('has tokens looked up by a client that is an audience of them, and by no other', async () => {
    const app = await start({ change: { accessTokenLookup: 'introspection' } })
    await app.provider.registerClient(other)
    const obtain = async (person: string): Promise<string> =>
      (await obtainTokens(app.provider.issuerUrl, { client: other, person, resource: audience })).access_token
    // Only the token of a person with roles of this client is for it, too.
    expect(await call(app, await obtain('bob'))).toBe('401')
    expect(await call(app, await obtain('ada'))).toBe('200 ROLE_EDITOR ROLE_USER')
  })
})

describe('the guide of Entra ID', () => {
  const groups = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`)
  const [staff = ''] = groups(1)
  const mail = (key: string) => ({ preferred_username: `${key}@example.com` })
  const people: People = {
    ada: { name: 'Ada', roles: ['App.Admin'], groups: groups(201), claims: mail('ada') },
    bob: { name: 'Bob', groups: groups(200), claims: mail('bob') },
    cleo: { name: 'Cleo', groups: groups(201), claims: mail('cleo') },
  }
  const start = (more: Partial<GuideSettings> = {}) =>
    startFromGuide('entra-id', { preset: 'entra', people, ...more })

  it('gives app roles without a request to UserInfo, with too many groups as well, and signs out', async () => {
    const app = await start()
    expect(await app.visit('ada')).toBe('/me of ada@example.com: ROLE_ADMIN ROLE_USER')
    expect(await app.visit('bob')).toBe('403 role_missing')
    expect(app.provider.requests.count('/oidc/userinfo')).toBe(0)
    expect(await signOut(app, 'ada')).toBe(`${app.origin}/logout/done`)
  })

  const byGroups: Partial<GuideSettings> = {
    change: { rolesClaims: ['groups'] },
    options: { security: { roleMapping: { [staff]: ['ROLE_USER'] }, defaultRoles: ['ROLE_USER'] } },
  }

  it('gives roles by 200 groups, and denies a person who has more, whatever the default roles are', async () => {
    const app = await start(byGroups)
    expect(await app.visit('bob')).toBe('/me of bob@example.com: ROLE_USER')
    expect(await app.visit('cleo')).toBe('403 claims_incomplete')
  })

  it('completes groups above the limit at Microsoft Graph', async () => {
    const asked: string[] = []
    const graph = 'https://graph.microsoft.com'
    const app: GuideApp = await start({
      ...byGroups,
      options: {
        security: { roleMapping: { [staff]: ['ROLE_USER'] } },
        completeClaims: microsoftGraphGroups(),
        fetch: (url, init) => {
          if (!url.startsWith(graph)) return fetch(url, init)
          asked.push(url)
          return fetch(new URL(app.provider.issuerUrl).origin + url.slice(graph.length), init)
        },
      },
    })
    expect(await app.visit('cleo')).toBe('/me of cleo@example.com: ROLE_USER')
    expect(asked).toEqual([`${graph}/v1.0/me/getMemberObjects`])
  })

  it('takes no claim of an access token for Microsoft Graph, and gives no default roles in its place', async () => {
    const rule = { path: 'roles', from: 'accessToken' } as const
    const options = { security: { roleMapping: {}, defaultRoles: ['ROLE_USER'] } }
    const app = await start({ change: { rolesClaims: [rule] }, options })
    expect(await app.visit('ada')).toBe('403 role_missing')
    expect(app.events.find(({ code }) => code === 'access_token_unverifiable')?.message).toContain(
      'its iss is "https://sts.windows.net/',
    )
    // With that issuer in the configuration it is the signature, which only Microsoft Graph can verify.
    const accessTokenIssuer = 'https://sts.windows.net/11111111-2222-4333-8444-555555555555/'
    const named = await start({ change: { rolesClaims: [rule], accessTokenIssuer }, options })
    expect(await named.visit('ada')).toBe('403 role_missing')
    expect(named.events.find(({ code }) => code === 'access_token_unverifiable')?.message).toContain(
      'verifies its signature',
    )
  })

  it('R-04: protects an API by tokens for it, and from those for Microsoft Graph', async () => {
    const app = await start({ change: { accessTokenProfile: 'plain_jwt', rolesClaims: ['roles'] } })
    await app.provider.registerClient(other)
    const wish = { client: other, person: 'ada' }
    const { access_token: forGraph, id_token: idToken } = await obtainTokens(app.provider.issuerUrl, wish)
    const { access_token: token } = await obtainTokens(app.provider.issuerUrl, {
      ...wish,
      resource: audience,
    })
    expect(await call(app, token)).toBe('200 ROLE_ADMIN ROLE_USER')
    expect(await call(app, token, { accessTokenProfile: 'rfc9068' })).toBe('401')
    expect(await call(app, forGraph)).toBe('401')
    expect(await call(app, forGraph, { audience: '00000003-0000-0000-c000-000000000000' })).toBe('401')
    expect(await call(app, idToken, { audience: other.clientId })).toBe('401')
  })
})

describe('the guide of Entra ID, for several tenants', () => {
  const [home, guest] = ['11111111-2222-4333-8444-555555555555', '66666666-7777-4888-8999-aaaaaaaaaaaa']
  const mail = (key: string) => ({ preferred_username: `${key}@example.com` })
  const roles = ['App.Admin']
  const people: People = {
    ada: { name: 'Ada', roles, claims: mail('ada') },
    bob: { name: 'Bob', roles, tenant: guest, claims: mail('bob') },
    eve: { name: 'Eve', roles, tenant: 'bbbbbbbb-cccc-4ddd-8eee-ffffffffffff', claims: mail('eve') },
  }

  it('lets people of the allowed tenants in, each with the issuer of their tenant, and signs out', async () => {
    const app = await startFromGuide('entra-id', {
      ...{ preset: 'entra_organizations', people },
      change: (issuerUrl) => ({
        issuerTemplate: issuerUrl.replace('/organizations/', '/{tenantid}/'),
        tenants: [home, guest],
      }),
    })
    const granted = 'ROLE_ADMIN ROLE_USER'
    expect(await app.visit('ada')).toBe(`/me of ada@example.com: ${granted}`)
    expect(await app.visit('bob')).toBe(`/me of bob@example.com: ${granted}`)
    expect(await app.visit('eve')).toBe('403 tenant_not_allowed')
    const { origin } = new URL(app.provider.issuerUrl)
    const signedIn = app.events.filter(({ code }) => code === 'signed_in').map(({ issuer }) => issuer)
    expect(signedIn).toEqual([home, guest].map((tenant) => `${origin}/${tenant}/v2.0`))
    expect(await signOut(app, 'bob')).toBe(`${app.origin}/logout/done`)
  })
})

describe('the guide of Auth0', () => {
  const people: People = {
    ada: {
      name: 'Ada',
      roles: ['admin', 'newsletter'],
      claims: { email: 'ada@example.com', email_verified: true },
    },
    bob: { name: 'Bob', roles: ['staff'], claims: { email: 'bob@example.com' } },
    cleo: { name: 'Cleo', claims: { email: 'cleo@example.com', email_verified: true } },
  }
  const start = (more: Partial<GuideSettings> = {}) =>
    startFromGuide('auth0', { preset: 'auth0', people, ...more })

  it('gives roles under the name of the Action, denies an unverified address, and signs out', async () => {
    const app = await start()
    expect(await app.visit('ada')).toBe('/me of ada@example.com: ROLE_ADMIN ROLE_USER')
    expect(await app.visit('bob')).toBe('403 email_unverified')
    expect(await app.visit('cleo')).toBe('403 role_missing')
    expect(await signOut(app, 'ada')).toBe(`${app.origin}/logout/done`)
  })

  it('needs the slash at the end of the issuer', async () => {
    const app = await start()
    const issuerUrl = app.provider.issuerUrl.slice(0, -1)
    const without = await start({ change: { issuerUrl } })
    expect((await createUserAgent().get(`${without.origin}/me`)).status).toBe(502)
    expect(codesOf(without)).toContain('issuer_mismatch')
  })

  it('finds no roles in access tokens, be they opaque or for an API', async () => {
    const change = { rolesClaims: [{ path: 'https://example.com/roles', from: 'accessToken' }] } as const
    const opaque = await start({ change })
    expect(await opaque.visit('ada')).toBe('403 role_missing')
    expect(opaque.events.find(({ code }) => code === 'access_token_unverifiable')?.detail).toMatchObject({
      problem: 'not_a_jwt',
    })
    const jwt = await start({ change: { ...change, authorizationParams: { audience } } })
    expect(await jwt.visit('ada')).toBe('403 role_missing')
    expect(codesOf(jwt)).not.toContain('access_token_unverifiable')
    expect(jwt.events.find(({ code }) => code === 'access_denied')?.explanation).toContain(
      "see from: 'idToken'",
    )
  })

  it.each([
    ['auth0', 'plain_jwt', 'rfc9068'],
    ['auth0_rfc9068', 'rfc9068', undefined],
  ] as const)('R-01: protects an API of the token profile %s with %s', async (preset, good, bad) => {
    const app = await start({
      preset,
      change: { accessTokenProfile: good },
      options: { security: { requiredRoles: [] } },
    })
    await app.provider.registerClient(other)
    const wish = { client: other, person: 'ada', resource: audience }
    const { access_token: token, id_token: idToken } = await obtainTokens(app.provider.issuerUrl, wish)
    expect(await call(app, token)).toBe('200 ')
    if (bad !== undefined) expect(await call(app, token, { accessTokenProfile: bad })).toBe('401')
    expect(await call(app, idToken, { audience: other.clientId })).toBe('401')
  })
})
