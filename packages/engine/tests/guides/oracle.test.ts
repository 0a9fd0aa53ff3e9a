import { describe, expect, it } from 'vitest'
import type { JsonRecord } from '@x/oidc-testing'
import type { ProviderDocumentation } from './documented-provider.ts'
import { openGuide, startGuideApp } from './open-guide.ts'

const guide = openGuide('oracle')
const { issuerUrl, metadataUrl = '' } = guide.provider
// Their addresses name the port of https.
const domain = 'https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com:443'

const metadata: JsonRecord = {
  issuer: issuerUrl,
  authorization_endpoint: `${domain}/oauth2/v1/authorize`,
  token_endpoint: `${domain}/oauth2/v1/token`,
  userinfo_endpoint: `${domain}/oauth2/v1/userinfo`,
  revocation_endpoint: `${domain}/oauth2/v1/revoke`,
  introspection_endpoint: `${domain}/oauth2/v1/introspect`,
  end_session_endpoint: `${domain}/oauth2/v1/userlogout`,
  jwks_uri: `${domain}/admin/v1/SigningCert/jwk`,
  scopes_supported: [
    'openid',
    'profile',
    'offline_access',
    'email',
    'address',
    'phone',
    'groups',
    'approles',
  ],
  response_types_supported: [
    'code',
    'token',
    'id_token',
    'code token',
    'code id_token',
    'code token id_token',
  ],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  claims_supported: ['aud', 'exp', 'iat', 'iss', 'jti', 'sub'],
  grant_types_supported: ['client_credentials', 'password', 'refresh_token', 'authorization_code'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'private_key_jwt', 'client_secret_post'],
  token_endpoint_auth_signing_alg_values_supported: ['RS256'],
  userinfo_signing_alg_values_supported: ['none'],
  claims_parameter_supported: false,
  http_logout_supported: true,
}

const documentation: ProviderDocumentation = {
  metadataUrl,
  metadata,
  header: { typ: 'JWT', 'x5t#S256': 'iPgrYf3aX0ZsqTg3nDmwkh6DVQJbZOHmvmUlhEOZtBo' },
  idToken: guide.claims('idToken'),
  clientAuthentication: ['client_secret_basic', 'client_secret_post'],
  scopes: ['openid', 'profile', 'offline_access', 'email', 'address', 'phone', 'groups', 'approles'],
  hashesAccessTokens: true,
  buildTokenResponse: ({ idToken, accessToken }) => ({
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: 27_261,
    id_token: idToken,
  }),
}

it('signs people in with the roles of the guide', async () => {
  const app = await startGuideApp(guide, documentation)
  expect((await app.signIn()).status).toBe(303)
  expect(await app.describeUser()).toEqual({ name: 'Ada Byron', roles: guide.outcome })
})

it.each<[string, string, unknown]>([
  ['JSON', 'groupsAsJson', '["staff","admins"]'],
  ['JSON in a list', 'groupsAsJson', ['["staff","admins"]']],
  ['brackets', 'groupsInBrackets', '[staff, admins]'],
  ['brackets in a list', 'groupsInBrackets', ['[staff, admins]']],
])('groups as text, in %s, give the same roles', async (_, rule, groups) => {
  const idToken = { ...documentation.idToken, groups }
  const rolesClaims = [guide.exports[rule]] as typeof guide.provider.rolesClaims
  const app = await startGuideApp(guide, { ...documentation, idToken }, { rolesClaims })
  await app.signIn()
  expect(await app.describeUser()).toEqual({ name: 'Ada Byron', roles: guide.outcome })
})

it('signs people out at the domain', async () => {
  const app = await startGuideApp(guide, documentation)
  await app.signIn()
  const target = new URL((await app.browser.post('/logout')).headers.get('location') ?? '')
  expect(target.origin + target.pathname).toBe(`${new URL(domain).origin}/oauth2/v1/userlogout`)
  expect(target.searchParams.get('id_token_hint')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/u)
  expect(target.searchParams.get('state')).toMatch(/./u)
  expect(guide.addresses).toContain(target.searchParams.get('post_logout_redirect_uri'))
})

describe('what goes wrong', () => {
  it('keys that are not public end the sign-in, and the log says so', async () => {
    const app = await startGuideApp(guide, { ...documentation, keysStatus: 401 })
    expect((await app.signIn()).status).toBe(502)
    expect(app.events.at(-1)).toMatchObject({
      code: 'provider_response_invalid',
      message: 'The key set of provider oracle is not usable: the request was answered 401.',
    })
  })

  it('without trustedAudiences the ID Token is for another, too', async () => {
    const app = await startGuideApp(guide, documentation, { trustedAudiences: [] })
    await app.signIn()
    expect(app.events.at(-1)).toMatchObject({ code: 'id_token_invalid', detail: { rule: 'aud' } })
  })

  it('a list as text grants nothing by itself, and the explanation says so', async () => {
    const idToken = { ...documentation.idToken, groups: '[staff, admins]' }
    const app = await startGuideApp(guide, { ...documentation, idToken })
    await app.signIn()
    const event = app.events.at(-1)
    expect(event).toMatchObject({ code: 'access_denied', detail: { reason: 'role_missing' } })
    expect(event?.explanation).toContain('"[staff, admins]" grants nothing')
  })

  it('a person in no group is not admitted', async () => {
    const { groups: _, ...idToken } = documentation.idToken
    const app = await startGuideApp(guide, { ...documentation, idToken })
    await app.signIn()
    expect(app.events.at(-1)?.explanation).toContain('"groups" in the ID Token: missing')
  })
})
