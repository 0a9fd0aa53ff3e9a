import { isOidcError } from '@x/oidc-core'
import { startMisbehavingProvider, type JsonRecord, type MisbehavingProvider } from '@x/oidc-testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { TokenAnswer } from '../src/providers/grants/token-response.ts'
import { mergeTokens } from '../src/sessions/refresh/merge-tokens.ts'
import { refreshClaims } from '../src/providers/sign-in-claims.ts'
import { began, createSignInClient, readOriginal, signInWith } from './sign-in-client.ts'
import { clientSecret } from './start-app.ts'

let provider: MisbehavingProvider
let now = began

beforeAll(async () => {
  provider = await startMisbehavingProvider({
    clients: [{ clientId: 'app', clientSecret, redirectUris: [] }],
    claims: { sub: 'ada', name: 'Ada', groups: ['staff'] },
    now: () => now,
  })
})
afterEach(() => {
  provider.behave()
  provider.requests.clear()
  now = began
})
afterAll(() => provider.close())

/** Signs in and, an hour later, refreshes. */
async function refresh(options: Parameters<typeof createSignInClient>[1] = {}) {
  const client = createSignInClient(provider.issuerUrl, options, { now: () => now })
  const exchanged = await signInWith(client, provider, () => now)
  now += 3600
  provider.requests.clear()
  const answer = await client.refreshTokens({ refreshToken: exchanged.tokens?.refreshToken ?? '' })
  const clock = { now: () => now, clockSkewSeconds: 30 }
  return {
    exchanged,
    answer,
    refreshed: (original = {}) =>
      refreshClaims(client, readTokens(answer), { ...readOriginal(exchanged), ...original }, clock),
  }
}

function readTokens({ accessToken = '', idToken = '' }: TokenAnswer) {
  return { accessToken, idToken }
}

/** The rule that a refreshed ID Token with these claims fails; undefined if it is valid. */
async function findBrokenRule(change: (claims: JsonRecord, nonce: string | undefined) => JsonRecord) {
  provider.twist({ refreshedIdTokenClaims: change })
  const { refreshed } = await refresh({ accessTokenFormat: 'opaque' })
  const error: unknown = await refreshed().then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (error === undefined) return undefined
  if (!isOidcError(error, 'id_token_invalid')) throw new Error('another error', { cause: error })
  expect(error.message).not.toMatch(/ada|mallory|nonce-of/u)
  // Nothing is asked about a person whose ID Token is not valid.
  expect(provider.requests.count('/userinfo')).toBe(0)
  return error.detail.rule
}

const dropped = Symbol('dropped')

describe('S-01: a refreshed ID Token is refused', () => {
  it.each<[string, readonly unknown[]]>([
    ['iss', ['https://evil.example', '', ['https://id.example.com'], dropped]],
    ['sub', ['mallory', 'ADA', 'ada ', '', dropped]],
    ['aud', ['evil', ['app', 'evil'], [], dropped]],
    ['azp', ['evil', '', null]],
    ['auth_time', [began + 1, began - 1, `${began}`, null]],
    ['nonce', ['nonce-of-another', '', null]],
  ])('with another %s', async (claim, values) => {
    for (const value of values) {
      const broken = await findBrokenRule(({ [claim]: _, ...others }) =>
        value === dropped ? others : { ...others, [claim]: value },
      )
      expect(broken).toBe(claim)
    }
  })

  it('with a signature that does not verify', async () => {
    const client = createSignInClient(provider.issuerUrl, {}, { now: () => now })
    const exchanged = await signInWith(client, provider)
    provider.twist({ signingKey: 'unpublished' })
    const answer = await client.refreshTokens({ refreshToken: exchanged.tokens?.refreshToken ?? '' })
    const clock = { now: () => now, clockSkewSeconds: 30 }
    await expect(
      refreshClaims(client, readTokens(answer), readOriginal(exchanged), clock),
    ).rejects.toMatchObject({
      code: 'id_token_invalid',
    })
  })

  it.each(['https://old.example.com', ''])('if the sign-in was at another issuer: %j', async (issuer) => {
    const { refreshed } = await refresh()
    await expect(refreshed({ issuer })).rejects.toMatchObject({ detail: { rule: 'iss' } })
  })

  it('of the at_hash of another access token', async () => {
    expect(await findBrokenRule((claims) => ({ ...claims, at_hash: '77QmUPtjPfzWtF2AnpK9RQ' }))).toBe(
      'at_hash',
    )
  })
})

describe('S-01: a refreshed ID Token is accepted', () => {
  it.each<[string, (claims: JsonRecord, nonce: string | undefined) => JsonRecord]>([
    ['as it is', (claims) => claims],
    ['with the nonce of the sign-in', (claims, nonce) => ({ ...claims, nonce })],
    ['without auth_time', ({ auth_time: _, ...claims }) => claims],
    ['with the client as azp', (claims) => ({ ...claims, azp: 'app' })],
  ])('%s', async (_, change) => {
    expect(await findBrokenRule(change)).toBeUndefined()
  })

  it('an hour after the authentication that max_age limited to a minute', async () => {
    const { refreshed } = await refresh({ authorizationParams: { max_age: '60' } })
    expect(await refreshed()).toMatchObject({ sources: { idToken: { sub: 'ada', auth_time: began } } })
  })
})

describe('the claims of a refresh', () => {
  it('come from the new ID Token and from UserInfo with the new access token', async () => {
    provider.twist({
      refreshedIdTokenClaims: (claims) => ({ ...claims, groups: ['fresh'] }),
      userinfo: (claims) => ({ ...claims, nickname: 'a' }),
    })
    const { answer, refreshed, exchanged } = await refresh({ accessTokenFormat: 'opaque' })
    const claims = await refreshed()
    expect(claims).toMatchObject({
      accessToken: answer.accessToken,
      sources: { idToken: { groups: ['fresh'] }, userinfo: { sub: 'ada', nickname: 'a' } },
    })
    expect(claims.accessToken).not.toBe(exchanged.accessToken)
    expect(provider.requests.count('/userinfo')).toBe(1)
  })

  it('come from the new access token where a rule reads it', async () => {
    provider.twist({
      refreshedIdTokenClaims: ({ at_hash: _, ...claims }) => claims,
    })
    const token = await provider.signJwt(
      { iss: provider.issuerUrl, sub: 'ada', exp: began + 7200, realm_access: { roles: ['fresh'] } },
      { typ: 'at+jwt' },
    )
    provider.twist({ refreshResponse: (response) => ({ ...response, access_token: token }) })
    const rule = { path: ['realm_access', 'roles'], from: 'accessToken' } as const
    const { refreshed } = await refresh({ rolesClaims: [rule] })
    expect(await refreshed()).toMatchObject({
      sources: { accessToken: { realm_access: { roles: ['fresh'] } } },
    })
  })

  it.each(['mallory', '', 7, null])('are refused where UserInfo has the subject %j', async (sub) => {
    const { refreshed } = await refresh({ accessTokenFormat: 'opaque' })
    provider.twist({ userinfo: (claims) => ({ ...claims, sub }) })
    await expect(refreshed()).rejects.toMatchObject({ code: 'userinfo_invalid', detail: { rule: 'sub' } })
  })
})

describe('the tokens of a sign-in and of a refresh', () => {
  it('expire by the clock before the request was sent', async () => {
    provider.twist({
      respond: async ({ path }) => {
        if (path === '/token') now += 5
        return undefined
      },
    })
    const client = createSignInClient(provider.issuerUrl, {}, { now: () => now })
    const { tokens, accessToken } = await signInWith(client, provider, () => now)
    expect(now).toBe(began + 5)
    expect(tokens).toEqual({
      accessToken,
      refreshToken: expect.any(String) as string,
      expiresAt: began + 3600,
      lifetimeSeconds: 3600,
      scopes: ['openid'],
    })
  })

  it.each<[unknown, number | undefined]>([
    [undefined, undefined],
    ['', undefined],
    [0, undefined],
    [0.9, undefined],
    [1, began + 1],
    ['60', began + 60],
    [1.9, began + 1],
    [1e99, began + 3_153_600_000],
  ])('with expires_in %j expire at %j', async (expiresIn, expiresAt) => {
    provider.twist({ tokenResponse: (response) => ({ ...response, expires_in: expiresIn }) })
    const client = createSignInClient(provider.issuerUrl, {}, { now: () => now })
    expect((await signInWith(client, provider)).tokens?.expiresAt).toBe(expiresAt)
  })

  const times = { sentAt: began + 3600, answeredAt: began + 3605 }
  const before = {
    ...{ accessToken: 'old', refreshToken: 'old', scopes: ['openid'], authTime: began, nonce: 'n' },
    ...{ expiresAt: began + 60, lifetimeSeconds: 60, undecided: undefined },
  }

  it('keep the refresh token that the provider does not replace', async () => {
    provider.twist({ keepsRefreshToken: true })
    const { answer } = await refresh()
    expect(answer.refreshToken).toBeUndefined()
    expect(mergeTokens(before, answer, times)).toEqual({
      ...before,
      ...{ accessToken: answer.accessToken, expiresAt: began + 7200, lifetimeSeconds: 3600 },
      undecided: { raw: answer.idToken, at: began + 3605, isAlone: false },
    })
  })

  it('have no ID Token of an earlier refresh', async () => {
    provider.twist({ refreshResponse: ({ id_token: _, ...response }) => response })
    const { answer } = await refresh()
    const undecided = { raw: 'old', at: began, isAlone: false }
    expect(mergeTokens({ ...before, undecided }, answer, times).undecided).toBeUndefined()
  })

  it('are undefined where the provider sends no access token', async () => {
    provider.twist({
      tokenResponse: ({ access_token: _, token_type: _type, ...response }) => response,
      idTokenClaims: ({ at_hash: _, ...claims }) => claims,
    })
    const client = createSignInClient(provider.issuerUrl, {}, { now: () => now })
    expect(await signInWith(client, provider)).toMatchObject({ accessToken: undefined, tokens: undefined })
  })
})
