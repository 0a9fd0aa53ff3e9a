import { describe, expect, it } from 'vitest'
import type { JsonRecord } from '@x/oidc-testing'
import type { ProviderDocumentation } from './documented-provider.ts'
import { openGuide, startGuideApp } from './open-guide.ts'

const guide = openGuide('azure-ad-b2c')
const { issuerUrl = '', metadataUrl = '' } = guide.provider
const tenant = 'https://exampleb2c.b2clogin.com/exampleb2c.onmicrosoft.com'
const flow = 'B2C_1_signupsignin1'
const userFlow = `${tenant}/${flow}`

/** The metadata of one user flow. There is no UserInfo, and nothing is said of PKCE and of prompts. */
const metadata: JsonRecord = {
  issuer: issuerUrl,
  authorization_endpoint: `${userFlow}/oauth2/v2.0/authorize`,
  token_endpoint: `${userFlow}/oauth2/v2.0/token`,
  end_session_endpoint: `${userFlow}/oauth2/v2.0/logout`,
  jwks_uri: `${userFlow}/discovery/v2.0/keys`,
  response_modes_supported: ['query', 'fragment', 'form_post'],
  response_types_supported: [
    'code',
    'code id_token',
    'code token',
    'code id_token token',
    'id_token',
    'token',
  ],
  scopes_supported: ['openid'],
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
  token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
  claims_supported: ['name', 'emails', 'sub', 'tfp', 'iss', 'iat', 'exp', 'aud', 'acr', 'nonce', 'auth_time'],
}

const documentation: ProviderDocumentation = {
  metadataUrl,
  metadata,
  header: { typ: 'JWT' },
  idToken: guide.claims('idToken'),
  clientAuthentication: ['client_secret_post', 'client_secret_basic'],
  scopes: ['openid', 'offline_access'],
  // Only an ID Token was asked for, so there is no access token. Numbers are texts.
  buildTokenResponse: ({ idToken }) => ({
    id_token: idToken,
    token_type: 'Bearer',
    not_before: '1793000000',
    id_token_expires_in: '3600',
    profile_info: 'eyJ2ZXIiOiIxLjAiLCJ0aWQiOiIxMTExMTExMSJ9',
    scope: 'openid',
  }),
}

/** What B2C says in `error_description`, over several lines. */
const describeRefusal = (text: string): Readonly<Record<string, string>> => ({
  error: 'access_denied',
  error_description: `${text}\r\nCorrelation ID: 7e8c3cf9-2fa7-47c7-8924-a1ea91137ba9\r\nTimestamp: 2026-11-13 11:37:56Z\r\n`,
})

it('signs people in with the roles of the guide, without an access token', async () => {
  const app = await startGuideApp(guide, documentation)
  expect((await app.signIn()).status).toBe(303)
  expect(await app.describeUser()).toEqual({ name: 'ada@example.com', roles: guide.outcome })
})

it.each([
  ['Ada Byron', { emails: undefined }],
  [guide.claims('idToken')['sub'], { emails: [], name: undefined }],
])('a person without an address is called %s', async (name, changes) => {
  const app = await startGuideApp(guide, {
    ...documentation,
    idToken: { ...documentation.idToken, ...changes },
  })
  expect((await app.signIn()).status).toBe(303)
  expect(await app.describeUser()).toEqual({ name, roles: guide.outcome })
})

it('keeps the user flow that stands in the query of its endpoints', async () => {
  const inQuery = Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [
      name,
      typeof value === 'string' && value.startsWith(userFlow)
        ? `${value.replace(userFlow, tenant)}?p=${flow.toLowerCase()}`
        : value,
    ]),
  )
  const app = await startGuideApp(guide, { ...documentation, metadata: inQuery })
  expect((await app.signIn()).status).toBe(303)
})

it('needs no metadataUrl where the issuer names the user flow', async () => {
  const tfp = `https://exampleb2c.b2clogin.com/tfp/11111111-2222-4333-8444-555555555555/${flow}/v2.0/`
  const app = await startGuideApp(
    guide,
    {
      ...documentation,
      metadataUrl: `${tfp}.well-known/openid-configuration`,
      metadata: { ...metadata, issuer: tfp },
      idToken: { ...documentation.idToken, iss: tfp },
    },
    { issuerUrl: tfp, metadataUrl: undefined },
  )
  expect((await app.signIn()).status).toBe(303)
})

it('signs people out at the user flow', async () => {
  const app = await startGuideApp(guide, documentation)
  await app.signIn()
  const target = new URL((await app.browser.post('/logout')).headers.get('location') ?? '')
  expect(target.origin + target.pathname).toBe(metadata['end_session_endpoint'])
  expect(target.searchParams.get('id_token_hint')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/u)
  expect(guide.addresses).toContain(target.searchParams.get('post_logout_redirect_uri'))
})

describe('what goes wrong', () => {
  it.each([
    ['a forgotten password', 'AADB2C90118: The user has forgotten their password.'],
    ['a cancelled sign-in', 'AADB2C90091: The user has cancelled entering self-asserted information.'],
  ])('%s is a page that offers to sign in again, and a line in the log', async (_, text) => {
    const app = await startGuideApp(guide, documentation)
    const answer = await app.signIn(describeRefusal(text))
    const page = await answer.text()
    expect(answer.status).toBe(400)
    expect(page).toContain('The sign-in was not completed')
    expect(page).toContain('/oauth2/authorization/b2c')
    expect(page).not.toContain('AADB2C')
    expect(app.events.at(-1)).toMatchObject({
      code: 'authorization_failed',
      message: expect.stringContaining(
        `Provider b2c refused the sign-in: access_denied, through the browser, so not trusted: "${text}`,
      ) as string,
    })
  })

  it('a rule without from asks UserInfo for a person without the attribute', async () => {
    const { extension_roles: _, ...idToken } = documentation.idToken
    const rolesClaims = [{ path: 'extension_roles', split: ',' }]
    const app = await startGuideApp(guide, { ...documentation, idToken }, { rolesClaims })
    expect((await app.signIn()).status).toBe(502)
    expect(app.events.at(-1)?.code).toBe('provider_response_invalid')
    expect(app.events.at(-1)?.message).toContain('it contains no access token')

    const fromIdToken = await startGuideApp(guide, { ...documentation, idToken })
    await fromIdToken.signIn()
    expect(fromIdToken.events.at(-1)).toMatchObject({
      code: 'access_denied',
      detail: { reason: 'role_missing' },
    })
  })

  it.each([issuerUrl.replace(/\/$/u, ''), 'https://exampleb2c.b2clogin.com/tfp/1111/B2C_1_x/v2.0/'])(
    'the issuer %s is not the one of the metadata',
    async (other) => {
      const app = await startGuideApp(guide, documentation, { issuerUrl: other })
      const answer = await app.browser.get('/oauth2/authorization/b2c')
      expect([answer.status, app.events.at(-1)?.code]).toEqual([502, 'issuer_mismatch'])
    },
  )
})
