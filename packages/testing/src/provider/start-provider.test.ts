import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { readJwt, type Tokens } from '../user-agent/code-flow.ts'
import { choosePerson, isSignInPage, signIn } from '../user-agent/sign-in.ts'
import { closeAll, fetchTokens, roles, secret, setUp, stop } from './provider-fixture.ts'

afterEach(closeAll)

describe('startProvider', () => {
  it('signs a person in by the code flow with PKCE, below a path', async () => {
    const up = await setUp({ path: '/realms/main' })
    const end = await signIn(up.agent, up.flow.authorizationUrl(), 'ada', stop)
    const callback = up.flow.resolveCallback(end)
    expect(callback.get('state')).toBe('the-state')
    expect(callback.get('iss')).toBe(up.provider.issuerUrl)
    const tokens = (await (await up.flow.exchange(callback.get('code') ?? '', secret)).json()) as Tokens
    const keys = createRemoteJWKSet(new URL(up.flow.metadata['jwks_uri'] ?? ''))
    const { payload } = await jwtVerify(tokens.id_token, keys, {
      issuer: up.provider.issuerUrl,
      audience: 'app',
    })
    expect(payload).toMatchObject({
      sub: 'ada',
      nonce: 'the-nonce',
      email: 'ada@example.com',
      name: 'Ada <Lovelace>',
    })
  })

  it('lists the people on a page without scripts, with their names escaped', async () => {
    const { agent, flow } = await setUp()
    const page = await agent.get(flow.authorizationUrl())
    expect(page.status).toBe(200)
    expect(page.text).toContain('Ada &lt;Lovelace&gt;')
    expect(page.text).toContain('administrator')
    expect(page.text).toContain('Test provider')
    expect(page.text).not.toContain('<script')
  })

  it('issues JWT access tokens, and ID Tokens with all claims, by default', async () => {
    const up = await setUp()
    const tokens = await fetchTokens(up, up.agent, 'ada')
    expect(readJwt(tokens.id_token).claims).toMatchObject({
      [roles]: ['admins'],
      realm_access: { roles: ['staff'] },
    })
    expect(readJwt(tokens.access_token).header['typ']).toBe('at+jwt')
    expect(readJwt(tokens.access_token).claims).toMatchObject({
      aud: 'https://api.example.com',
      [roles]: ['admins'],
    })
    const userinfo = await up.flow.userinfo(tokens.access_token)
    expect(await userinfo.json()).toMatchObject({ sub: 'ada', email: 'ada@example.com', [roles]: ['admins'] })
  })

  it('refuses a JWT at UserInfo that it did not sign', async () => {
    const up = await setUp()
    const { access_token } = await fetchTokens(up, up.agent, 'ada')
    const [header, , signature] = access_token.split('.')
    const forged = Buffer.from(JSON.stringify({ iss: up.provider.issuerUrl, sub: '0002' })).toString(
      'base64url',
    )
    expect((await up.flow.userinfo(`${header}.${forged}.${signature}`)).status).toBe(401)
  })

  it('issues opaque access tokens, with claims only at UserInfo, if the options say so', async () => {
    const up = await setUp({ accessTokenFormat: 'opaque' })
    const tokens = await fetchTokens(up, up.agent, 'ada')
    expect(tokens.access_token).not.toContain('.')
    expect(readJwt(tokens.id_token).claims).not.toHaveProperty(roles)
    expect(readJwt(tokens.id_token).claims).not.toHaveProperty('email')
    const userinfo = await up.flow.userinfo(tokens.access_token)
    expect(await userinfo.json()).toMatchObject({ sub: 'ada', email: 'ada@example.com', [roles]: ['admins'] })
  })

  it.each([
    ['requires PKCE', undefined, 'invalid_request'],
    ['shows the sign-in page without PKCE with allowWithoutPkce', true, null],
  ])('%s', async (_, allowWithoutPkce, error) => {
    const { agent, flow } = await setUp(allowWithoutPkce ? { allowWithoutPkce } : {})
    const url = new URL(flow.authorizationUrl())
    url.searchParams.delete('code_challenge')
    url.searchParams.delete('code_challenge_method')
    const page = await agent.get(url.href, stop)
    expect(isSignInPage(page)).toBe(error === null)
    if (error !== null) expect(flow.resolveCallback(page).get('error')).toBe(error)
  })

  it('signs in again without a page while the session lasts', async () => {
    const up = await setUp()
    await fetchTokens(up, up.agent, 'ada')
    const end = await up.agent.get(up.flow.authorizationUrl(), stop)
    expect(up.flow.resolveCallback(end).has('code')).toBe(true)
  })

  it('answers prompt=none without a session with login_required', async () => {
    const { agent, flow } = await setUp()
    const end = await agent.get(flow.authorizationUrl({ prompt: 'none' }), stop)
    expect(flow.resolveCallback(end).get('error')).toBe('login_required')
  })

  it('lets people pick another account with prompt=select_account', async () => {
    const up = await setUp()
    await fetchTokens(up, up.agent, 'ada')
    const tokens = await fetchTokens(up, up.agent, 'bob', { prompt: 'select_account' })
    expect(readJwt(tokens.id_token).claims).toMatchObject({ sub: '0002' })
    const again = await fetchTokens(up, up.agent, 'no one is asked', { prompt: 'none' })
    expect(readJwt(again.id_token).claims).toMatchObject({ sub: '0002' })
  })

  it('shows the sign-in page again with prompt=login', async () => {
    const up = await setUp()
    await fetchTokens(up, up.agent, 'ada')
    const page = await up.agent.get(up.flow.authorizationUrl({ prompt: 'login' }), stop)
    expect(isSignInPage(page)).toBe(true)
    expect(page.text).toContain('Signed in now.')
  })

  it('reports access_denied when the person cancels', async () => {
    const { agent, flow } = await setUp()
    const page = await agent.get(flow.authorizationUrl())
    const end = await agent.submitForm(page, { press: 'Cancel' }, stop)
    expect(flow.resolveCallback(end).get('error')).toBe('access_denied')
  })

  it('finishes sign-ins of one browser in any order', async () => {
    const { agent, flow } = await setUp()
    const tabs = Array.from({ length: 4 }, () => agent.openTab())
    const pages = await Promise.all(tabs.map((tab) => tab.get(flow.authorizationUrl(), stop)))
    for (const at of [2, 0, 3, 1]) {
      const [tab, page] = [tabs[at], pages[at]]
      if (!tab || !page) throw new Error('unreachable')
      const end = await choosePerson(tab, page, 'ada', stop)
      expect(flow.resolveCallback(end).has('code')).toBe(true)
    }
  })

  it('renews tokens with offline_access and consent, and accepts each refresh token once', async () => {
    const up = await setUp()
    const asked = { scope: 'openid offline_access', prompt: 'consent' }
    const { refresh_token = '' } = await fetchTokens(up, up.agent, 'ada', asked)
    const form = { ...secret.form, grant_type: 'refresh_token', refresh_token }
    const renewed = (await (await up.flow.exchange('', { form })).json()) as Tokens
    expect(readJwt(renewed.id_token).claims).toMatchObject({ sub: 'ada', [roles]: ['admins'] })
    expect(renewed.refresh_token).not.toBe(refresh_token)
    expect((await up.flow.exchange('', { form })).status).toBe(400)
  })

  it('signs out at once with an id_token_hint, and redirects to the app with the state', async () => {
    const up = await setUp()
    const { id_token } = await fetchTokens(up, up.agent, 'ada')
    const url = new URL(up.flow.metadata['end_session_endpoint'] ?? '')
    const back = 'http://localhost:9/logout/done'
    url.search = new URLSearchParams({
      id_token_hint: id_token,
      post_logout_redirect_uri: back,
      state: 'x',
    }).toString()
    const end = await up.agent.get(url.href, { stopBefore: back })
    expect(end.chain.at(-1)?.location).toBe(`${back}?state=x`)
    const next = await up.agent.get(up.flow.authorizationUrl({ prompt: 'none' }), stop)
    expect(up.flow.resolveCallback(next).get('error')).toBe('login_required')
  })

  it('shows a question before a sign-out without an id_token_hint', async () => {
    const up = await setUp()
    await fetchTokens(up, up.agent, 'ada')
    const page = await up.agent.get(`${up.flow.metadata['end_session_endpoint']}?client_id=app`)
    expect(page.text).toContain('Sign out?')
    const end = await up.agent.submitForm(page, { press: 'Sign out' })
    expect(end.text).toContain('Signed out')
  })

  it('shows errors on its own page', async () => {
    const { agent, flow } = await setUp()
    const page = await agent.get(flow.authorizationUrl({ client_id: '<unknown>' }))
    expect(page.status).toBe(400)
    expect(page.text).toContain('That did not work')
    expect(page.text).toContain('invalid_client')
  })
})
