import { describe, expect, it } from 'vitest'
import type { JsonRecord } from '@x/oidc-testing'
import type { ProviderDocumentation } from './documented-provider.ts'
import { openGuide, startGuideApp } from './open-guide.ts'

const guide = openGuide('linkedin')
const { issuerUrl } = guide.provider

/** They name neither a client authentication nor PKCE. */
const metadata: JsonRecord = {
  issuer: issuerUrl,
  authorization_endpoint: 'https://www.linkedin.com/oauth/v2/authorization',
  token_endpoint: 'https://www.linkedin.com/oauth/v2/accessToken',
  userinfo_endpoint: 'https://api.linkedin.com/v2/userinfo',
  jwks_uri: 'https://www.linkedin.com/oauth/openid/jwks',
  response_types_supported: ['code'],
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
  scopes_supported: ['openid', 'profile', 'email'],
  claims_supported: [
    'iss',
    'aud',
    'iat',
    'exp',
    'sub',
    'name',
    'given_name',
    'family_name',
    'picture',
    'email',
  ],
}

const documentation: ProviderDocumentation = {
  metadataUrl: 'https://www.linkedin.com/oauth/.well-known/openid-configuration',
  metadata,
  idToken: guide.claims('idToken'),
  clientAuthentication: ['client_secret_post'],
  scopes: ['openid', 'profile', 'email'],
  knowsNeitherNonceNorPkce: true,
  // Its scopes have commas between them.
  buildTokenResponse: ({ idToken, accessToken }) => ({
    access_token: accessToken,
    expires_in: 5_183_999,
    scope: 'email,openid,profile',
    token_type: 'Bearer',
    id_token: idToken,
  }),
}

it('signs members in with the roles of the guide', async () => {
  const app = await startGuideApp(guide, documentation)
  expect((await app.signIn()).status).toBe(303)
  expect(await app.describeUser()).toEqual({ name: '782bbtaQ', roles: guide.outcome })
})

it('shows the name of a member among the claims', async () => {
  const app = await startGuideApp(guide, documentation)
  await app.signIn()
  expect((await app.browser.authenticate()).auth.user?.claims).toMatchObject({ name: 'Ada Byron' })
})

it('admits other members with the default role', async () => {
  const idToken = { ...documentation.idToken, sub: 'other' }
  const app = await startGuideApp(guide, { ...documentation, idToken })
  await app.signIn()
  expect([...(await app.browser.authenticate()).auth.roles]).toEqual(['ROLE_USER'])
})

it('warns at the start, once', async () => {
  const app = await startGuideApp(guide, documentation)
  await app.signIn()
  expect(app.events.filter(({ code }) => code === 'unsafe')).toHaveLength(1)
})

it('signs members out here only, and says so', async () => {
  const app = await startGuideApp(guide, documentation)
  await app.signIn()
  const location = (await app.browser.post('/logout')).headers.get('location') ?? ''
  expect(location).toBe('https://app.example.com/logout/done')
  expect(await (await app.browser.get(location)).text()).toContain('You may still be signed in')
})

describe('what goes wrong', () => {
  it.each<[string, Parameters<typeof startGuideApp>[2], string]>([
    ['withoutPkce', { unsafe: { withoutNonce: true } }, 'client_rejected'],
    ['tokenEndpointAuthMethod', { tokenEndpointAuthMethod: undefined }, 'client_rejected'],
    ['withoutNonce', { unsafe: { withoutPkce: true } }, 'id_token_invalid'],
    ['the exact issuer', { issuerUrl: `${issuerUrl}/` }, 'issuer_mismatch'],
  ])('without %s the log says %s', async (_, changes, code) => {
    const app = await startGuideApp(guide, documentation, changes)
    const start = await app.browser.get('/oauth2/authorization/linkedin')
    if (start.status === 302) await app.browser.get(app.op.authorize(start.headers.get('location')))
    const event = app.events.at(-1)
    expect(event?.code).toBe(code)
    if (code === 'id_token_invalid') expect(event?.detail).toMatchObject({ rule: 'nonce' })
  })

  it.each(['user_cancelled_login', 'user_cancelled_authorize'])(
    '%s is a page that offers to sign in again, and a line in the log',
    async (error) => {
      const app = await startGuideApp(guide, documentation)
      const answer = await app.signIn({ error, error_description: 'The user cancelled the authorization' })
      expect(answer.status).toBe(400)
      expect(await answer.text()).toContain('/oauth2/authorization/linkedin')
      expect(app.events.at(-1)).toMatchObject({ code: 'authorization_failed', detail: { error } })
    },
  )
})
