import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { readJwt, redirectUri } from '../../user-agent/code-flow.ts'
import { signIn } from '../../user-agent/sign-in.ts'
import { obtainTokens } from '../obtain-tokens.ts'
import { closeAll, fetchTokens, secret, setUp, stop } from '../provider-fixture.ts'

afterEach(closeAll)

const tenant = '11111111-2222-4333-8444-555555555555'
const groupIds = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`)

const people = {
  ada: {
    name: 'Ada',
    roles: ['App.Admin'],
    groups: groupIds(200),
    claims: { email: 'ada@example.com', preferred_username: 'ada@example.com' },
  },
  bob: { name: 'Bob', groups: groupIds(201) },
  cleo: { name: 'Cleo', roles: [] },
}

const start = () => setUp({ preset: 'entra', people })

describe('the preset entra_organizations', () => {
  const guest = '66666666-7777-4888-8999-aaaaaaaaaaaa'
  const ofTenants = { ada: { name: 'Ada' }, eve: { name: 'Eve', tenant: guest } }

  it('names a template in its metadata and keys, and the tenant of the person in tokens', async () => {
    const { provider, flow } = await setUp({ preset: 'entra_organizations', people: ofTenants })
    const { origin } = new URL(provider.issuerUrl)
    expect(provider.issuerUrl).toBe(`${origin}/organizations/v2.0`)
    const template = `${origin}/{tenantid}/v2.0`
    expect(flow.metadata).toMatchObject({
      issuer: template,
      token_endpoint: `${origin}/organizations/oauth2/v2.0/token`,
    })
    const { keys } = (await (await fetch(flow.metadata['jwks_uri'] ?? '')).json()) as { keys: object[] }
    expect(keys).toMatchObject([{ issuer: template }])
    for (const [person, tid] of [
      ['ada', tenant],
      ['eve', guest],
    ] as const) {
      const up = await setUp({ preset: 'entra_organizations', people: ofTenants })
      const { id_token: idToken } = await fetchTokens(up, up.agent, person)
      const { iss, tid: named } = readJwt(idToken).claims
      expect([named, new URL(String(iss)).pathname]).toEqual([tid, `/${tid}/v2.0`])
    }
  })

  it('is the only one whose people have tenants', async () => {
    await expect(setUp({ preset: 'entra', people: ofTenants })).rejects.toThrow(/^people\.eve\.tenant: only/u)
    await expect(setUp({ people: ofTenants })).rejects.toThrow(/^people\.eve\.tenant: only/u)
  })
})

describe('the preset entra', () => {
  it('has different addresses for its issuer, its endpoints and UserInfo', async () => {
    const { provider, flow } = await start()
    const { origin } = new URL(provider.issuerUrl)
    expect(provider.issuerUrl).toBe(`${origin}/${tenant}/v2.0`)
    expect(flow.metadata).toMatchObject({
      issuer: provider.issuerUrl,
      authorization_endpoint: `${origin}/${tenant}/oauth2/v2.0/authorize`,
      token_endpoint: `${origin}/${tenant}/oauth2/v2.0/token`,
      jwks_uri: `${origin}/${tenant}/discovery/v2.0/keys`,
      end_session_endpoint: `${origin}/${tenant}/oauth2/v2.0/logout`,
      userinfo_endpoint: `${origin.replace('localhost', '127.0.0.1')}/oidc/userinfo`,
    })
    for (const name of [
      ...['introspection_endpoint', 'revocation_endpoint', 'pushed_authorization_request_endpoint'],
      ...['authorization_response_iss_parameter_supported', 'code_challenge_methods_supported'],
      'prompt_values_supported',
    ])
      expect(flow.metadata).not.toHaveProperty(name)
  })

  it('publishes keys without alg', async () => {
    const { flow, provider } = await start()
    const { keys } = (await (await fetch(flow.metadata['jwks_uri'] ?? '')).json()) as { keys: object[] }
    expect(keys).toHaveLength(1)
    expect(keys[0]).toMatchObject({ kty: 'RSA', use: 'sig', issuer: provider.issuerUrl })
    expect(keys[0]).not.toHaveProperty('alg')
  })

  it('sends no iss in its authorization response, also not in an error', async () => {
    const up = await start()
    const end = await signIn(up.agent, up.flow.authorizationUrl(), 'ada', stop)
    const callback = up.flow.resolveCallback(end)
    expect([callback.has('code'), callback.has('session_state'), callback.has('iss')]).toEqual([
      true,
      true,
      false,
    ])
    const page = await up.agent.get(up.flow.authorizationUrl({ prompt: 'login' }), stop)
    const cancelled = up.flow.resolveCallback(await up.agent.submitForm(page, { press: 'Cancel' }, stop))
    expect([cancelled.get('error'), cancelled.has('iss')]).toEqual(['access_denied', false])
  })

  it('has app roles and groups in the ID Token', async () => {
    const up = await start()
    const { id_token: idToken } = await fetchTokens(up, up.agent, 'ada')
    const keys = createRemoteJWKSet(new URL(up.flow.metadata['jwks_uri'] ?? ''))
    const { payload } = await jwtVerify(idToken, keys, { issuer: up.provider.issuerUrl, audience: 'app' })
    expect(payload).toMatchObject({
      ...{ ver: '2.0', tid: tenant, nonce: 'the-nonce', name: 'Ada', preferred_username: 'ada@example.com' },
      ...{ roles: ['App.Admin'], groups: groupIds(200) },
    })
    expect(payload).not.toHaveProperty('at_hash')
    expect(payload).not.toHaveProperty('_claim_names')
  })

  it('omits groups above 200, and sends the URL of the groups', async () => {
    const up = await start()
    const { claims } = readJwt((await fetchTokens(up, up.agent, 'bob')).id_token)
    expect(claims).not.toHaveProperty('groups')
    const endpoint = `https://graph.windows.net/${tenant}/users/${String(claims['oid'])}/getMemberObjects`
    expect(claims).toMatchObject({
      _claim_names: { groups: 'src1' },
      _claim_sources: { src1: { endpoint } },
    })
  })

  it('has no roles claim for people without an app role', async () => {
    const up = await start()
    expect(readJwt((await fetchTokens(up, up.agent, 'cleo')).id_token).claims).not.toHaveProperty('roles')
  })

  it('has a different sub for each application, and the same oid', async () => {
    const up = await start()
    const client = { clientId: 'other', clientSecret: 'x', redirectUris: [redirectUri] }
    await up.provider.registerClient(client)
    const [mine, theirs] = [
      readJwt((await fetchTokens(up, up.agent, 'ada')).id_token).claims,
      readJwt((await obtainTokens(up.provider.issuerUrl, { client, person: 'ada' })).id_token).claims,
    ]
    expect(mine['oid']).toBe(theirs['oid'])
    expect(mine['sub']).not.toBe(theirs['sub'])
    expect(mine['sub']).not.toBe(mine['oid'])
  })

  it('issues access tokens for Microsoft Graph that a client cannot verify', async () => {
    const up = await start()
    const { access_token: token } = await fetchTokens(up, up.agent, 'ada')
    const { header, claims } = readJwt(token)
    expect(header).toMatchObject({ typ: 'JWT', alg: 'RS256', nonce: expect.any(String) as string })
    expect(claims).toMatchObject({
      ...{
        aud: '00000003-0000-0000-c000-000000000000',
        iss: `https://sts.windows.net/${tenant}/`,
        ver: '1.0',
      },
      ...{ appid: 'app', scp: 'openid email profile' },
    })
    expect(claims).not.toHaveProperty('roles')
    const keys = createRemoteJWKSet(new URL(up.flow.metadata['jwks_uri'] ?? ''))
    await expect(jwtVerify(token, keys)).rejects.toThrow('signature verification failed')
  })

  it('has few claims at UserInfo, and all groups of a person at Microsoft Graph', async () => {
    const up = await start()
    const { access_token: token, id_token: idToken } = await fetchTokens(up, up.agent, 'ada')
    expect(await (await up.flow.userinfo(token)).json()).toEqual({
      sub: readJwt(idToken).claims['sub'],
      ...{ name: 'Ada', email: 'ada@example.com' },
    })
    expect((await up.flow.userinfo(idToken)).status).toBe(401)
    const memberships = await fetch(new URL('/v1.0/me/getMemberObjects', up.provider.issuerUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: '{}',
    })
    expect(await memberships.json()).toEqual({ value: groupIds(200) })
  })

  it('issues verifiable access tokens for an API of the tenant, with roles and scp', async () => {
    const up = await start()
    const audience = 'https://api.example.com'
    const { access_token: token } = await fetchTokens(up, up.agent, 'ada', { resource: audience })
    const keys = createRemoteJWKSet(new URL(up.flow.metadata['jwks_uri'] ?? ''))
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer: up.provider.issuerUrl,
      audience,
    })
    expect(protectedHeader.typ).toBe('JWT')
    expect(payload).toMatchObject({
      azp: 'app',
      ver: '2.0',
      scp: 'openid email profile',
      roles: ['App.Admin'],
    })
    expect((await up.flow.userinfo(token)).status).toBe(401)
  })

  it('issues refresh tokens only with offline_access', async () => {
    const up = await start()
    expect(await fetchTokens(up, up.agent, 'ada')).not.toHaveProperty('refresh_token')
    const asked = { scope: 'openid offline_access', prompt: 'consent' }
    const { refresh_token: refreshToken = '' } = await fetchTokens(up, up.agent, 'ada', asked)
    const form = { ...secret.form, grant_type: 'refresh_token', refresh_token: refreshToken }
    const renewed = (await (await up.flow.exchange('', { form })).json()) as Record<string, string>
    expect(readJwt(renewed['id_token'] ?? '').claims).toMatchObject({ ver: '2.0', roles: ['App.Admin'] })
  })

  it('signs out at once with an id_token_hint, which has the sub for the application', async () => {
    const up = await start()
    const { id_token: hint } = await fetchTokens(up, up.agent, 'ada')
    const url = new URL(up.flow.metadata['end_session_endpoint'] ?? '')
    const back = 'http://localhost:9/logout/done'
    url.search = new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: back }).toString()
    expect((await up.agent.get(url.href, { stopBefore: back })).chain.at(-1)?.location).toBe(back)
    const alone = await up.agent.get(url.origin + url.pathname)
    expect(new URL(alone.url).pathname).toContain(`/${tenant}/oauth2/v2.0/logout`)
  })
})
