import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { readJwt, redirectUri } from '../../user-agent/code-flow.ts'
import { createUserAgent } from '../../user-agent/create-user-agent.ts'
import { isSignInPage, signIn } from '../../user-agent/sign-in.ts'
import { obtainTokens } from '../obtain-tokens.ts'
import { closeAll, fetchTokens, secret, setUp, stop } from '../provider-fixture.ts'
import type { ClientOptions } from '../provider-options.ts'

afterEach(closeAll)

const people = {
  ada: {
    name: 'Ada Lovelace',
    password: 'demo',
    roles: ['admins'],
    clientRoles: { app: ['editor'], orders: ['reader'] },
    groups: ['/staff/research'],
    claims: { email: 'ada@example.com', department: 'research' },
  },
  bob: { name: 'Bob' },
}

const start = () => setUp({ preset: 'keycloak', people })

/** An API that is registered as a client, as in Keycloak. */
const api: ClientOptions = {
  clientId: 'https://api.example.com',
  clientSecret: 'the secret of the API',
  redirectUris: [redirectUri],
}

const introspect = (up: Awaited<ReturnType<typeof start>>, token: string, asking: ClientOptions) =>
  fetch(up.flow.metadata['introspection_endpoint'] ?? '', {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa([asking.clientId, asking.clientSecret ?? ''].map(encodeURIComponent).join(':'))}`,
    },
    body: new URLSearchParams({ token }),
  })

describe('the preset keycloak', () => {
  it('has its endpoints below the path of the realm', async () => {
    const { provider, flow } = await start()
    expect(provider.issuerUrl).toMatch(/^http:\/\/localhost:\d+\/realms\/main$/u)
    for (const [name, path] of [
      ['authorization_endpoint', 'auth'],
      ['token_endpoint', 'token'],
      ['userinfo_endpoint', 'userinfo'],
      ['jwks_uri', 'certs'],
      ['end_session_endpoint', 'logout'],
      ['introspection_endpoint', 'token/introspect'],
    ] as const)
      expect(flow.metadata[name]).toBe(`${provider.issuerUrl}/protocol/openid-connect/${path}`)
    expect(flow.metadata['prompt_values_supported']).toEqual(['none', 'login', 'consent'])
  })

  it('has roles only in the access token', async () => {
    const up = await start()
    const tokens = await fetchTokens(up, up.agent, 'ada')
    const access = readJwt(tokens.access_token)
    expect(access.header).toMatchObject({ alg: 'RS256', typ: 'JWT' })
    expect(access.claims).toMatchObject({
      ...{ typ: 'Bearer', azp: 'app', aud: ['orders', 'account'], scope: 'openid email profile', acr: '1' },
      realm_access: { roles: ['default-roles-main', 'offline_access', 'uma_authorization', 'admins'] },
      resource_access: { app: { roles: ['editor'] }, orders: { roles: ['reader'] } },
    })
    const idToken = readJwt(tokens.id_token)
    expect(idToken.header).toMatchObject({ alg: 'RS256', typ: 'JWT' })
    expect(idToken.claims).toMatchObject({ typ: 'ID', aud: 'app', azp: 'app', nonce: 'the-nonce' })
    const userinfo = (await (await up.flow.userinfo(tokens.access_token)).json()) as object
    for (const claims of [idToken.claims, userinfo]) {
      for (const name of ['realm_access', 'resource_access', 'roles']) expect(claims).not.toHaveProperty(name)
      expect(claims).toMatchObject({
        sub: access.claims['sub'],
        ...{ name: 'Ada Lovelace', given_name: 'Ada', family_name: 'Lovelace', preferred_username: 'ada' },
        ...{ email: 'ada@example.com', email_verified: false },
        ...{ groups: ['/staff/research'], department: 'research' },
      })
    }
  })

  it('issues tokens only for the account console to a person without client roles', async () => {
    const up = await start()
    const { claims } = readJwt((await fetchTokens(up, up.agent, 'bob')).access_token)
    expect(claims['aud']).toBe('account')
    expect(claims['sub']).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u)
  })

  it('adds the requested audience, as an audience mapper does', async () => {
    const up = await start()
    const tokens = await fetchTokens(up, up.agent, 'bob', { resource: 'https://api.example.com' })
    expect(readJwt(tokens.access_token).claims['aud']).toEqual(['https://api.example.com', 'account'])
  })

  it('grants the scopes profile and email by default, and refuses an unknown scope', async () => {
    const up = await start()
    const { claims } = readJwt((await fetchTokens(up, up.agent, 'ada', { scope: 'openid' })).id_token)
    expect(claims).toMatchObject({ name: 'Ada Lovelace', email: 'ada@example.com' })
    const end = await signIn(
      createUserAgent(),
      up.flow.authorizationUrl({ scope: 'openid groups' }),
      'ada',
      stop,
    )
    expect(up.flow.resolveCallback(end).get('error')).toBe('invalid_scope')
  })

  it('sends iss and session_state in the authorization response, and the session id in tokens', async () => {
    const up = await start()
    const end = await signIn(up.agent, up.flow.authorizationUrl(), 'ada', stop)
    const callback = up.flow.resolveCallback(end)
    expect(callback.get('iss')).toBe(up.provider.issuerUrl)
    const answer = await up.flow.exchange(callback.get('code') ?? '', secret)
    const body = (await answer.json()) as Record<string, string>
    const sid = callback.get('session_state')
    expect(sid).not.toBeNull()
    expect(body).toMatchObject({ session_state: sid, 'not-before-policy': 0, token_type: 'Bearer' })
    expect(readJwt(body['id_token'] ?? '').claims['sid']).toBe(sid)
    expect(readJwt(body['access_token'] ?? '').claims['sid']).toBe(sid)
  })

  it('publishes a key for encryption and the key that verifies its tokens', async () => {
    const up = await start()
    const { id_token: idToken, access_token: accessToken } = await fetchTokens(up, up.agent, 'ada')
    const jwks = (await (await fetch(up.flow.metadata['jwks_uri'] ?? '')).json()) as JSONWebKeySet
    expect(jwks.keys.map(({ use, alg }) => [use, alg])).toEqual([
      ['sig', 'RS256'],
      ['enc', 'RSA-OAEP'],
    ])
    const expected = { issuer: up.provider.issuerUrl }
    await expect(
      jwtVerify(idToken, createLocalJWKSet(jwks), { ...expected, audience: 'app' }),
    ).resolves.toBeDefined()
    await expect(jwtVerify(accessToken, createLocalJWKSet(jwks), expected)).resolves.toBeDefined()
  })

  it('always issues refresh tokens: JWTs that clients cannot verify, and that work once', async () => {
    const up = await start()
    const { refresh_token: refreshToken = '' } = await fetchTokens(up, up.agent, 'ada')
    expect(readJwt(refreshToken)).toMatchObject({
      header: { alg: 'HS512', typ: 'JWT' },
      claims: { typ: 'Refresh', azp: 'app', aud: up.provider.issuerUrl },
    })
    const form = { ...secret.form, grant_type: 'refresh_token', refresh_token: refreshToken }
    const renewed = (await (await up.flow.exchange('', { form })).json()) as Record<string, string>
    expect(readJwt(renewed['access_token'] ?? '').claims).toMatchObject({ typ: 'Bearer' })
    expect((await up.flow.exchange('', { form })).status).toBe(400)
  })

  it('revokes a refresh token', async () => {
    const up = await start()
    const { refresh_token: refreshToken = '' } = await fetchTokens(up, up.agent, 'ada')
    const revoked = await fetch(up.flow.metadata['revocation_endpoint'] ?? '', {
      method: 'POST',
      body: new URLSearchParams({ ...secret.form, client_id: 'app', token: refreshToken }),
    })
    expect(revoked.status).toBe(200)
    const form = { ...secret.form, grant_type: 'refresh_token', refresh_token: refreshToken }
    expect((await up.flow.exchange('', { form })).status).toBe(400)
  })

  it('introspects a token as inactive for a client that is not in its audience', async () => {
    const up = await start()
    await up.provider.registerClient(api)
    const other = { ...api, clientId: 'other' }
    await up.provider.registerClient(other)
    const wish = { client: other, person: 'ada', resource: api.clientId }
    const { access_token: token } = await obtainTokens(up.provider.issuerUrl, wish)
    expect(await (await introspect(up, token, other)).json()).toEqual({ active: false })
    expect(await (await introspect(up, token, api)).json()).toMatchObject({
      ...{ active: true, client_id: 'other', username: 'ada', token_type: 'Bearer' },
      realm_access: { roles: expect.arrayContaining(['admins']) as string[] },
    })
    expect((await introspect(up, token, { ...api, clientSecret: 'wrong' })).status).toBe(401)
    expect(await (await introspect(up, `${token}x`, api)).json()).toEqual({ active: false })
  })

  it('refuses an ID Token and a refresh token at UserInfo', async () => {
    const up = await start()
    const { id_token: idToken, refresh_token: refreshToken = '' } = await fetchTokens(up, up.agent, 'ada')
    for (const token of [idToken, refreshToken]) expect((await up.flow.userinfo(token)).status).toBe(401)
  })

  it('ignores prompt=select_account', async () => {
    const up = await start()
    await fetchTokens(up, up.agent, 'ada')
    const again = await up.agent.get(up.flow.authorizationUrl({ prompt: 'select_account' }), stop)
    expect(up.flow.resolveCallback(again).has('code')).toBe(true)
    expect(isSignInPage(await up.agent.get(up.flow.authorizationUrl({ prompt: 'login' }), stop))).toBe(true)
  })

  it('signs out at once with an id_token_hint', async () => {
    const up = await start()
    const { id_token: hint } = await fetchTokens(up, up.agent, 'ada')
    const url = new URL(up.flow.metadata['end_session_endpoint'] ?? '')
    const back = 'http://localhost:9/logout/done'
    url.search = new URLSearchParams({
      id_token_hint: hint,
      post_logout_redirect_uri: back,
      state: 'x',
    }).toString()
    const end = await up.agent.get(url.href, { stopBefore: back })
    expect(end.chain.at(-1)?.location).toBe(`${back}?state=x`)
    expect(isSignInPage(await up.agent.get(up.flow.authorizationUrl(), stop))).toBe(true)
  })

  it('signs with new keys after a rotation, also with another realm as path', async () => {
    const up = await setUp({ preset: 'keycloak', people, path: '/realms/other' })
    await up.provider.rotateKeys()
    const { access_token: token } = await fetchTokens(up, up.agent, 'bob')
    expect(readJwt(token).claims).toMatchObject({
      iss: up.provider.issuerUrl,
      realm_access: { roles: ['default-roles-other', 'offline_access', 'uma_authorization'] },
    })
    expect((await up.flow.userinfo(token)).status).toBe(200)
  })

  it('gives a person new roles with the next sign-in', async () => {
    const up = await start()
    up.provider.setPerson('bob', { name: 'Bob', roles: ['staff'] })
    const { claims } = readJwt((await fetchTokens(up, up.agent, 'bob')).access_token)
    expect(claims['realm_access']).toMatchObject({ roles: expect.arrayContaining(['staff']) as string[] })
  })
})
