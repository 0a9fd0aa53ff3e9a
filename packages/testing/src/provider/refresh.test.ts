import { afterEach, describe, expect, it } from 'vitest'
import { createGate } from '../server/gate.ts'
import { readJwt, type Tokens } from '../user-agent/code-flow.ts'
import { isSignInPage } from '../user-agent/sign-in.ts'
import { closeAll, fetchTokens, secret, setUp, stop } from './provider-fixture.ts'
import type { ProviderOptions } from './provider-options.ts'

afterEach(closeAll)

type RefreshAnswer = Tokens & { readonly error?: string; readonly expires_in?: number }

/** Signs `ada` in at a provider that always issues refresh tokens. */
async function signInForRefresh(
  options: ProviderOptions = {},
  params: Readonly<Record<string, string>> = {},
) {
  const up = await setUp({ refreshTokens: 'always', ...options })
  const tokens = await fetchTokens(up, up.agent, 'ada', params)
  const refresh = async (token = tokens.refresh_token ?? '') => {
    const form = { ...secret.form, grant_type: 'refresh_token', refresh_token: token }
    const answer = await up.flow.exchange('', { form })
    return { status: answer.status, ...((await answer.json()) as RefreshAnswer) }
  }
  const authorizeSilently = async () =>
    up.flow.resolveCallback(await up.agent.get(up.flow.authorizationUrl({ prompt: 'none' }), stop))
  return { ...up, tokens, refresh, authorizeSilently }
}

const refused = { status: 400, error: 'invalid_grant' }

describe('refreshTokens', () => {
  const offline = { scope: 'openid offline_access', prompt: 'consent' }

  it.each([
    ['with_offline_access', offline, true],
    ['with_offline_access', {}, false],
    ['always', offline, true],
    ['always', {}, true],
    ['never', offline, false],
    ['never', {}, false],
    [undefined, offline, true],
    [undefined, {}, false],
  ] as const)('%s, for a sign-in with %j: %s', async (refreshTokens, params, expected) => {
    const up = await setUp(refreshTokens && { refreshTokens })
    const { refresh_token } = await fetchTokens(up, up.agent, 'ada', params)
    expect(refresh_token !== undefined).toBe(expected)
  })
})

describe('rotation', () => {
  it('accepts each refresh token once, and a second use ends the whole family', async () => {
    const { provider, tokens, refresh } = await signInForRefresh()
    const first = await refresh()
    expect(first).toMatchObject({ status: 200 })
    expect(first.refresh_token).not.toBe(tokens.refresh_token)
    expect(await refresh()).toMatchObject(refused)
    expect(await refresh(first.refresh_token)).toMatchObject(refused)
    expect(provider.refreshes).toEqual({ succeeded: 1, reused: 1 })
  })

  it('accepts one of many requests at the same time with one refresh token', async () => {
    const { provider, refresh } = await signInForRefresh()
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh()))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ error }) => error === 'invalid_grant')).toHaveLength(19)
    expect(provider.refreshes).toEqual({ succeeded: 1, reused: 19 })
    const successor = answers.find(({ status }) => status === 200)?.refresh_token
    expect(await refresh(successor)).toMatchObject(refused)
  })

  it('is the same after the claims of a person changed', async () => {
    const { provider, refresh } = await signInForRefresh()
    expect(await refresh()).toMatchObject({ status: 200 })
    provider.setPerson('bob', { name: 'Bob' })
    expect(await refresh()).toMatchObject(refused)
    expect(provider.refreshes).toEqual({ succeeded: 1, reused: 1 })
  })

  it('can be switched off', async () => {
    const { provider, tokens, refresh } = await signInForRefresh({ rotation: 'none' })
    for (let count = 0; count < 3; count += 1)
      expect(await refresh()).toMatchObject({ status: 200, refresh_token: tokens.refresh_token })
    expect(provider.refreshes).toEqual({ succeeded: 3, reused: 0 })
  })

  it('does not count an invented refresh token as used before', async () => {
    const { provider, refresh } = await signInForRefresh()
    expect(await refresh('invented')).toMatchObject(refused)
    expect(provider.refreshes).toEqual({ succeeded: 0, reused: 0 })
  })
})

describe('a refresh', () => {
  it('returns the claims that the person has now, and the nonce and auth_time of the sign-in', async () => {
    const { provider, refresh, tokens } = await signInForRefresh({}, { max_age: '3600' })
    provider.setPerson('ada', { name: 'Ada', claims: { groups: ['fresh'] } })
    const refreshed = await refresh()
    const before = readJwt(tokens.id_token).claims
    const { claims } = readJwt(refreshed.id_token)
    expect(claims).toMatchObject({ sub: 'ada', groups: ['fresh'], nonce: before['nonce'] })
    expect(claims['auth_time']).toBe(before['auth_time'])
    expect(claims['auth_time']).toBeTypeOf('number')
    expect(readJwt(refreshed.access_token).claims).toMatchObject({ groups: ['fresh'] })
  })

  it('works at a preset, whose refresh tokens are JWTs', async () => {
    const { provider, refresh } = await signInForRefresh(
      { preset: 'keycloak', people: { ada: { name: 'Ada', claims: { email: 'ada@example.com' } } } },
      { scope: 'openid' },
    )
    expect(await refresh()).toMatchObject({ status: 200 })
    expect(await refresh()).toMatchObject(refused)
    expect(provider.refreshes).toEqual({ succeeded: 1, reused: 1 })
  })
})

it.each([1, 2])('issues access tokens that live %i s', async (seconds) => {
  const { refresh, tokens } = await signInForRefresh({ accessTokenSeconds: seconds })
  for (const token of [tokens.access_token, (await refresh()).access_token]) {
    const { exp, iat } = readJwt(token).claims
    expect(Number(exp) - Number(iat)).toBe(seconds)
  }
})

it.each(['jwt', 'opaque'] as const)('refuses an expired access token at UserInfo (%s)', async (format) => {
  const up = await signInForRefresh({ accessTokenSeconds: 1, accessTokenFormat: format })
  await expect.poll(async () => (await up.flow.userinfo(up.tokens.access_token)).status).toBe(401)
  expect(await up.refresh()).toMatchObject({ status: 200, expires_in: 1 })
})

describe('a person', () => {
  it('who is disabled gets no tokens, is signed out, and is missing on the sign-in page', async () => {
    const { agent, authorizeSilently, flow, provider, refresh, tokens } = await signInForRefresh()
    expect((await authorizeSilently()).has('code')).toBe(true)
    await provider.disablePerson('ada')
    expect(await refresh()).toMatchObject(refused)
    expect((await flow.userinfo(tokens.access_token)).status).toBe(401)
    expect((await authorizeSilently()).get('error')).toBe('login_required')
    const page = await agent.get(flow.authorizationUrl(), stop)
    expect(isSignInPage(page)).toBe(true)
    expect([page.text.includes('Ada'), page.text.includes('Bob')]).toEqual([false, true])
  })

  it('who is disabled cannot be chosen with a page from before', async () => {
    const { agent, flow, provider } = await setUp()
    const page = await agent.get(flow.authorizationUrl(), stop)
    await provider.disablePerson('ada')
    expect(isSignInPage(await agent.submitForm(page, { press: 'Ada <Lovelace>' }, stop))).toBe(true)
  })

  it('who is disabled stays so with other claims, until they are enabled', async () => {
    const up = await signInForRefresh({}, { scope: 'openid offline_access', prompt: 'consent' })
    await up.provider.disablePerson('ada')
    up.provider.setPerson('ada', { name: 'Ada', claims: { groups: ['late'] } })
    expect(await up.refresh()).toMatchObject(refused)
    up.provider.enablePerson('ada')
    expect(readJwt((await up.refresh()).id_token).claims).toMatchObject({ groups: ['late'] })
    expect((await fetchTokens(up, up.agent, 'ada')).refresh_token).toBeDefined()
  })

  it('whose sessions end has to sign in again, and other people do not', async () => {
    const up = await signInForRefresh()
    const browser = up.agent
    await up.provider.endSessions('bob')
    expect((await up.authorizeSilently()).has('code')).toBe(true)
    await up.provider.endSessions('ada')
    expect((await up.authorizeSilently()).get('error')).toBe('login_required')
    expect(await up.refresh()).toMatchObject(refused)
    expect((await fetchTokens(up, browser, 'ada')).refresh_token).toBeDefined()
  })

  it('who is unknown is an error of the test', async () => {
    const { provider } = await setUp()
    for (const change of [provider.disablePerson, provider.enablePerson, provider.endSessions])
      await expect(async () => change('eve')).rejects.toThrow('there is no person eve')
  })
})

describe('the revocation endpoint', () => {
  const revoke = (up: Awaited<ReturnType<typeof setUp>>, form: Readonly<Record<string, string>>) =>
    fetch(up.flow.metadata['revocation_endpoint'] ?? '', {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'app', ...form }),
    })

  it('revokes a refresh token of the client', async () => {
    const up = await signInForRefresh()
    const token = up.tokens.refresh_token ?? ''
    expect((await revoke(up, { token })).status).toBe(401)
    expect((await revoke(up, { ...secret.form, token: 'unknown' })).status).toBe(200)
    expect((await revoke(up, { ...secret.form, token })).status).toBe(200)
    expect(await up.refresh()).toMatchObject(refused)
    expect(up.provider.refreshes).toEqual({ succeeded: 0, reused: 0 })
  })
})

describe('delayTokens', () => {
  it('holds the response to a request that has been processed', async () => {
    const { provider, refresh } = await signInForRefresh()
    const gate = createGate()
    provider.delayTokens(() => gate.opened)
    const late = refresh()
    await expect.poll(() => provider.refreshes.succeeded).toBe(1)
    provider.delayTokens(undefined)
    expect(await refresh()).toMatchObject(refused)
    gate.open()
    expect(await late).toMatchObject({ status: 200 })
  })
})

it('answers nothing while it hangs, and answers again when it comes back', async () => {
  const { provider, refresh, flow } = await signInForRefresh()
  await provider.goDown('hang')
  const hangUp = new AbortController()
  const silent = expect(fetch(flow.metadata['jwks_uri'] ?? '', { signal: hangUp.signal })).rejects.toThrow(
    'aborted',
  )
  await expect.poll(() => provider.requests.count('/jwks')).toBe(1)
  hangUp.abort()
  await silent
  await provider.goDown('503')
  expect((await fetch(flow.metadata['jwks_uri'] ?? '')).status).toBe(503)
  await provider.comeBack()
  expect(await refresh()).toMatchObject({ status: 200 })
})
