import { describe, expect, it } from 'vitest'
import type { JsonRecord } from '@x/oidc-testing'
import type { ProviderDocumentation } from './documented-provider.ts'
import { openGuide, startGuideApp, type GuideApp } from './open-guide.ts'

const guide = openGuide('cognito')
const pool = guide.provider.issuerUrl
const domain = 'https://example.auth.eu-west-1.amazoncognito.com'

/** The metadata of a user pool of today. Older ones have no addresses for a sign-out and for a revocation. */
const metadata: JsonRecord = {
  authorization_endpoint: `${domain}/oauth2/authorize`,
  end_session_endpoint: `${domain}/logout`,
  id_token_signing_alg_values_supported: ['RS256'],
  issuer: pool,
  jwks_uri: `${pool}/.well-known/jwks.json`,
  response_types_supported: ['code', 'token'],
  revocation_endpoint: `${domain}/oauth2/revoke`,
  scopes_supported: ['openid', 'email', 'phone', 'profile'],
  subject_types_supported: ['public'],
  token_endpoint: `${domain}/oauth2/token`,
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  userinfo_endpoint: `${domain}/oauth2/userInfo`,
}
const { end_session_endpoint: _, revocation_endpoint: _revocation, ...olderMetadata } = metadata

const documentation: ProviderDocumentation = {
  metadataUrl: `${pool}/.well-known/openid-configuration`,
  metadata,
  idToken: guide.claims('idToken'),
  // Its `email_verified` is a text, other than in the ID Token.
  userinfo: {
    sub: guide.claims('idToken')['sub'],
    username: 'ada',
    email: 'ada@example.com',
    email_verified: 'true',
  },
  clientAuthentication: ['client_secret_basic', 'client_secret_post'],
  scopes: ['openid', 'email', 'phone', 'profile'],
  hashesAccessTokens: true,
  buildTokenResponse: ({ idToken, accessToken }) => ({
    id_token: idToken,
    access_token: accessToken,
    refresh_token: 'eyJjdHkiOiJKV1Qi',
    expires_in: 3600,
    token_type: 'Bearer',
  }),
}

/** As AWS documents it: no `aud`, and no `typ` in the header. */
const accessToken: JsonRecord = {
  sub: guide.claims('idToken')['sub'],
  'cognito:groups': ['admins'],
  iss: pool,
  version: 2,
  client_id: guide.provider.clientId,
  origin_jti: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
  event_id: '64f513be-32db-42b0-b78e-b02127b4f463',
  token_use: 'access',
  scope: 'openid email',
  auth_time: 1_793_000_000,
  exp: 1_793_003_600,
  iat: 1_793_000_000,
  jti: 'bbbbbbbb-cccc-4ddd-8eee-ffffffffffff',
  username: 'ada',
}

describe.each([
  ['that names its sign-out', metadata],
  ['that does not name its sign-out', olderMetadata],
])('a user pool %s', (__, published) => {
  it('signs people in with the roles of the guide', async () => {
    const app = await startGuideApp(guide, { ...documentation, metadata: published })
    expect((await app.signIn()).status).toBe(303)
    expect(await app.describeUser()).toEqual({ name: 'ada', roles: guide.outcome })
  })

  it('signs people out at the address and with the parameters that Cognito wants', async () => {
    const app = await startGuideApp(guide, { ...documentation, metadata: published })
    await app.signIn()
    const target = new URL((await app.browser.post('/logout')).headers.get('location') ?? '')
    expect(target.origin + target.pathname).toBe(`${domain}/logout`)
    expect(target.searchParams.get('client_id')).toBe(guide.provider.clientId)
    expect(guide.addresses).toContain(target.searchParams.get('logout_uri'))
  })
})

it('a person in no group is told so, without a request to UserInfo', async () => {
  const { 'cognito:groups': __, ...idToken } = documentation.idToken
  const { userinfo_endpoint: ___, ...withoutUserinfo } = metadata
  const app = await startGuideApp(guide, { ...documentation, idToken, metadata: withoutUserinfo })
  const answer = await app.signIn()
  expect(answer.headers.get('location')).toMatch(/\/login\/denied$/u)
  expect(app.events.at(-1)).toMatchObject({ code: 'access_denied', detail: { reason: 'role_missing' } })
})

describe('an API', () => {
  async function call(app: GuideApp, claims: Readonly<JsonRecord>) {
    const { auth, response } = await app.callApi(claims)
    return response?.status ?? [auth?.user.name, [...(auth?.roles ?? [])]]
  }

  it('takes access tokens of the client, with the roles of their groups', async () => {
    const app = await startGuideApp(guide, documentation, { rolesClaims: ['cognito:groups'] })
    expect(await call(app, accessToken)).toEqual(['ada', ['ROLE_ADMIN', 'ROLE_USER']])
  })

  it.each<[string, JsonRecord]>([
    ['an ID Token', guide.claims('idToken')],
    ['an access token of another client', { ...accessToken, client_id: 'other' }],
  ])('refuses %s', async (__, claims) => {
    const app = await startGuideApp(guide, documentation, { rolesClaims: ['cognito:groups'] })
    expect(await call(app, claims)).toBe(401)
  })

  it('that keeps the rule of the ID Token admits no person', async () => {
    const app = await startGuideApp(guide, documentation)
    expect(await call(app, accessToken)).toBe(403)
  })
})
