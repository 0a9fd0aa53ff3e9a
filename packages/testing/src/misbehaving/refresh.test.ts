import { afterEach, describe, expect, it } from 'vitest'
import { readJwt, redirectUri, startCodeFlow, type Tokens } from '../user-agent/code-flow.ts'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import type { MisbehavingOptions } from './misbehaving-provider.ts'
import { startMisbehavingProvider } from './start-misbehaving-provider.ts'

const running: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of running.splice(0)) await each.close()
})

async function signInForRefresh(options: MisbehavingOptions = {}) {
  const provider = await startMisbehavingProvider(options)
  running.push(provider)
  const flow = await startCodeFlow(provider.issuerUrl, 'app')
  const end = await createUserAgent().get(flow.authorizationUrl(), { stopBefore: redirectUri })
  const answer = await flow.exchange(flow.resolveCallback(end).get('code') ?? '')
  const tokens = (await answer.json()) as Tokens
  const refresh = async (token = tokens.refresh_token ?? '') => {
    const refreshed = await flow.exchange('', { form: { grant_type: 'refresh_token', refresh_token: token } })
    return { status: refreshed.status, ...((await refreshed.json()) as Tokens) }
  }
  return { provider, flow, tokens, refresh }
}

const honestAtSignIn = { idTokenClaims: () => 'not for a refresh', tokenResponse: () => 'not for a refresh' }

describe('a refreshed ID Token', () => {
  it('repeats the sign-in, without its nonce', async () => {
    const { refresh, tokens } = await signInForRefresh()
    const [before, after] = [tokens, await refresh()].map(({ id_token }) => readJwt(id_token).claims)
    const { nonce, at_hash: _, iat: _iat, exp: _exp, ...signIn } = before ?? {}
    expect(nonce).toBe('the-nonce')
    expect(after).toMatchObject(signIn)
    expect(after).not.toHaveProperty('nonce')
  })

  it.each<[string, unknown]>([
    ['iss', 'https://evil.example'],
    ['sub', 'mallory'],
    ['aud', 'evil'],
    ['azp', 'evil'],
    ['auth_time', 7],
    ['nonce', 'another'],
  ])('has another %s where a test says so, and the ID Token of a sign-in has not', async (claim, value) => {
    const { provider, refresh } = await signInForRefresh()
    provider.twist({
      ...honestAtSignIn,
      refreshedIdTokenClaims: (claims) => ({ ...claims, [claim]: value }),
      refreshResponse: (response) => response,
    })
    const { id_token } = await refresh()
    expect(readJwt(id_token).claims).toMatchObject({ [claim]: value })
    provider.twist({ idTokenClaims: (claims) => claims, tokenResponse: (response) => response })
    const flow = await startCodeFlow(provider.issuerUrl, 'app')
    const end = await createUserAgent().get(flow.authorizationUrl(), { stopBefore: redirectUri })
    const next = (await (await flow.exchange(flow.resolveCallback(end).get('code') ?? '')).json()) as Tokens
    expect(readJwt(next.id_token).claims).not.toMatchObject({ [claim]: value })
  })

  it('can have the nonce of the sign-in', async () => {
    const { provider, refresh } = await signInForRefresh()
    provider.twist({ refreshedIdTokenClaims: (claims, nonce) => ({ ...claims, nonce }) })
    expect(readJwt((await refresh()).id_token).claims).toMatchObject({ nonce: 'the-nonce' })
  })

  it('gets the twists of every ID Token if there is none for refreshes', async () => {
    const { provider, refresh } = await signInForRefresh()
    provider.twist({ idTokenClaims: (claims) => ({ ...claims, sub: 'twisted' }) })
    expect(readJwt((await refresh()).id_token).claims).toMatchObject({ sub: 'twisted' })
  })
})

describe('the response to a refresh', () => {
  it('has no ID Token where a test says so', async () => {
    const { provider, refresh } = await signInForRefresh()
    provider.twist({ refreshResponse: ({ id_token: _, ...response }) => response })
    expect(await refresh()).not.toHaveProperty('id_token')
  })

  it('has no new refresh token where a test says so, and the old one stays valid', async () => {
    const { provider, refresh } = await signInForRefresh()
    provider.twist({ keepsRefreshToken: true })
    for (let count = 0; count < 3; count += 1) {
      const refreshed = await refresh()
      expect(refreshed.status).toBe(200)
      expect(refreshed).not.toHaveProperty('refresh_token')
    }
    provider.behave()
    expect((await refresh()).refresh_token).toBeDefined()
    expect((await refresh()).status).toBe(400)
  })

  it('has an access token whose UserInfo can be about another subject', async () => {
    const { provider, flow, refresh } = await signInForRefresh()
    const { access_token } = await refresh()
    expect(await (await flow.userinfo(access_token)).json()).toMatchObject({ sub: 'ada' })
    provider.twist({ userinfo: (claims) => ({ ...claims, sub: 'mallory' }) })
    expect(await (await flow.userinfo(access_token)).json()).toMatchObject({ sub: 'mallory' })
  })
})

describe('the person at a refresh', () => {
  const staff = { realm_access: { roles: ['staff'] } }
  const claims = { sub: 'ada', realm_access: { roles: ['admins'] } }

  it('has other claims everywhere where a test says so', async () => {
    const { provider, flow, refresh } = await signInForRefresh({ claims })
    provider.twist({ refreshedPerson: (person) => ({ ...person, ...staff }) })
    const { access_token, id_token } = await refresh()
    expect(readJwt(id_token).claims).toMatchObject({ sub: 'ada', ...staff })
    expect(await (await flow.userinfo(access_token)).json()).toEqual({ sub: 'ada', ...staff })
  })

  it('has some of them in access tokens alone, which are JWTs', async () => {
    const { provider, flow, refresh, tokens } = await signInForRefresh({
      claims,
      accessTokenClaims: ['realm_access'],
    })
    provider.twist({ refreshedPerson: (person) => ({ ...person, ...staff }) })
    const answers = [tokens, await refresh()]
    const found = answers.map(({ access_token }) => readJwt(access_token).claims)
    expect(found).toMatchObject([claims, { ...claims, ...staff }])
    expect(found[0]).toMatchObject({ iss: provider.issuerUrl, aud: 'account', azp: 'app' })
    for (const { access_token, id_token } of answers) {
      expect(readJwt(id_token).claims).not.toHaveProperty('realm_access')
      expect(await (await flow.userinfo(access_token)).json()).toEqual({ sub: 'ada' })
    }
  })
})

it('revokes tokens of clients that authenticate', async () => {
  const client = { clientId: 'app', clientSecret: 'secret', redirectUris: [redirectUri] }
  const { provider, flow, refresh, tokens } = await signInForRefresh()
  const revoke = (token: string) =>
    fetch(flow.metadata['revocation_endpoint'] ?? '', {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'app', token }),
    })
  expect((await revoke(tokens.refresh_token ?? '')).status).toBe(200)
  expect((await revoke(tokens.access_token)).status).toBe(200)
  expect((await refresh()).status).toBe(400)
  expect((await flow.userinfo(tokens.access_token)).status).toBe(401)
  expect(provider.requests.count('/revoke', 'POST')).toBe(2)

  const strict = await startMisbehavingProvider({ clients: [client] })
  running.push(strict)
  const body = new URLSearchParams({ client_id: 'app', token: 'any' })
  expect((await fetch(`${strict.issuerUrl}/revoke`, { method: 'POST', body })).status).toBe(401)
})
