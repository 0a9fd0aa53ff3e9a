import type { SecurityOptions } from '@x/oidc-core'
import type { BearerOptions } from '@x/oidc-engine'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { audience, useBearerFixture } from './bearer-fixture.ts'
import { runtimeCrypto } from '../src/crypto/select-crypto.ts'

const fixture = useBearerFixture()

afterEach(() => vi.restoreAllMocks())

const staff: SecurityOptions = { roleMapping: { admins: ['ROLE_USER'] } }

describe('a token that was verified', () => {
  it('is not verified again for a minute', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign()
    const verify = vi.spyOn(runtimeCrypto, 'verify')
    for (let at = 0; at < 10; at++) expect(await api.judge(token)).toBe('200')
    expect(verify).toHaveBeenCalledTimes(1)
    fixture.now += 60
    expect(await api.judge(token)).toBe('200')
    expect(verify).toHaveBeenCalledTimes(2)
  })

  it('is verified every time where that is asked for', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign()
    const verify = vi.spyOn(runtimeCrypto, 'verify')
    for (let at = 0; at < 3; at++) expect(await api.judge(token, { cacheSeconds: 0 })).toBe('200')
    expect(verify).toHaveBeenCalledTimes(3)
  })

  it('is verified every time where the cache has no room', async () => {
    const api = fixture.createApi({}, { accessTokenCacheMebibytes: 0 })
    const token = await fixture.sign()
    const verify = vi.spyOn(runtimeCrypto, 'verify')
    for (let at = 0; at < 3; at++) expect(await api.judge(token)).toBe('200')
    expect(verify).toHaveBeenCalledTimes(3)
  })

  it('ends with its exp, to the second', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign(fixture.buildClaims({ exp: fixture.now + 5 }))
    expect(await api.judge(token)).toBe('200')
    fixture.now += 34
    expect(await api.judge(token)).toBe('200')
    fixture.now += 1
    expect(await api.judge(token)).toBe('401 invalid_token exp')
  })

  it('R-15: ends when its sign-in becomes too old, to the second, fractions included', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign(fixture.buildClaims({ auth_time: fixture.now - 0.5 }))
    const bearer = { maxAgeSeconds: 10 }
    expect(await api.judge(token, bearer)).toBe('200')
    fixture.now += 39
    expect(await api.judge(token, bearer)).toBe('200')
    fixture.now += 1
    expect(await api.judge(token, bearer)).toBe('401 insufficient_user_authentication auth_time')
  })

  it('R-15: passes as soon as a sign-in of the future counts', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign(fixture.buildClaims({ auth_time: fixture.now + 40 }))
    const bearer = { maxAgeSeconds: 10 }
    expect(await api.judge(token, bearer)).toBe('401 insufficient_user_authentication auth_time')
    fixture.now += 9
    expect(await api.judge(token, bearer)).toBe('401 insufficient_user_authentication auth_time')
    fixture.now += 1
    expect(await api.judge(token, bearer)).toBe('200')
  })

  it('is looked at anew when the clock was set back', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign(fixture.buildClaims({ nbf: fixture.now }))
    expect(await api.judge(token)).toBe('200')
    fixture.now -= 3600
    expect(await api.judge(token)).toBe('401 invalid_token nbf')
  })

  it('is good for its guard alone: another audience, another scope, another role', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign()
    expect(await api.judge(token)).toBe('200')
    expect(await api.judge(token, { audience: 'https://other.example.com' })).toBe('401 invalid_token aud')
    expect(await api.judge(token, { scopes: ['delete'] })).toBe('403 insufficient_scope delete')
    expect(await api.judge(token, { roles: ['ROLE_UNGRANTED'] })).toBe('403 role_missing roles')
    expect(await api.judge(token, { acrValues: ['gold'] })).toBe('401 insufficient_user_authentication acr')
    expect(await api.judge(token)).toBe('200')
  })

  it('CVE-2026-35039, GHSA-rp9m-7r4c-75qg: lends its claims to no token that differs in one character', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign()
    expect(await api.judge(token)).toBe('200')
    const [header, , signature] = token.split('.')
    const forged = Buffer.from(JSON.stringify(fixture.buildClaims({ sub: 'bob' }))).toString('base64url')
    expect(await api.judge(`${header}.${forged}.${signature}`)).toBe('401 invalid_token signature')
    for (let at = 0; at < token.length; at += 7) {
      const other = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
      if (other === token) continue
      // Another `kid` is 503 once the keys may not be fetched any more.
      const refused =
        at < token.indexOf('.') ? /^(?:401 invalid_token |503 token_unverifiable$)/u : /^401 invalid_token /u
      expect(await api.judge(other)).toMatch(refused)
    }
  })

  it('CVE-2026-40155: of two hundred people at once is everybody’s own', async () => {
    const api = fixture.createApi()
    const people = Array.from({ length: 200 }, (_, at) => `person-${at}`)
    const tokens = await Promise.all(people.map((sub) => fixture.sign(fixture.buildClaims({ sub }))))
    const seen = await Promise.all(
      [...tokens, ...tokens].map(async (token) => (await api.send(`Bearer ${token}`)).auth?.user.subject),
    )
    expect(seen).toEqual([...people, ...people])
  })

  it('gives each request an object of its own, and claims and roles that cannot be changed', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign()
    const [first, second] = [await api.send(`Bearer ${token}`), await api.send(`Bearer ${token}`)]
    expect(first.auth).not.toBe(second.auth)
    expect(() => (first.auth?.roles as Set<string>).add('ROLE_ROOT')).toThrow(TypeError)
    expect(second.auth?.hasRole('ROLE_ROOT')).toBe(false)
    expect((await api.send(`Bearer ${token}`)).auth?.hasRole('ROLE_ROOT')).toBe(false)
    expect(() => {
      ;(first.auth?.user.claims['groups'] as string[]).push('root')
    }).toThrow(TypeError)
  })

  it('is one of as many as the cache has room for', async () => {
    const api = fixture.createApi({}, { accessTokenCacheMebibytes: 1 })
    const tokens = await Promise.all(
      Array.from({ length: 1200 }, (_, at) => fixture.sign(fixture.buildClaims({ jti: `${at}` }))),
    )
    for (const token of tokens) await api.judge(token)
    const verify = vi.spyOn(runtimeCrypto, 'verify')
    await api.judge(tokens[0] ?? '')
    await api.judge(tokens.at(-1) ?? '')
    expect(verify).toHaveBeenCalledTimes(1)
  })
})

describe('the sets of options of an engine', () => {
  const build = (at: number): Partial<BearerOptions> => ({
    audience: [audience, `https://${at}.example.com`],
  })

  it('share one budget of cached tokens, however many they are', async () => {
    const api = fixture.createApi({}, { accessTokenCacheMebibytes: 1 })
    const token = await fixture.sign(fixture.buildClaims({ kept: 'x'.repeat(8000) }))
    for (let at = 0; at < 90; at += 1) expect(await api.judge(token, build(at))).toBe('200')
    const verify = vi.spyOn(runtimeCrypto, 'verify')
    for (let at = 89; at >= 0; at -= 1) expect(await api.judge(token, build(at))).toBe('200')
    // An entry takes the token and its claims, more than 20,000 bytes, and a mebibyte holds no more than 52 of them.
    expect(verify.mock.calls.length).toBeGreaterThanOrEqual(90 - 52)
    expect(verify.mock.calls.length).toBeLessThan(90)
  })

  it('have no result of one another, although they share the budget', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign()
    for (let again = 0; again < 3; again += 1) {
      expect(await api.judge(token)).toBe('200')
      expect(await api.judge(token, { roles: ['ROLE_UNGRANTED'] })).toBe('403 role_missing roles')
      expect(await api.judge(token, { audience: 'other' })).toBe('401 invalid_token aud')
    }
  })

  it('share the tokens that a provider calls inactive, each for its own cacheSeconds', async () => {
    const api = fixture.createApi({ accessTokenFormat: 'opaque' })
    const asked = (): number => fixture.provider.requests.count('/introspect')
    expect(await api.judge('unknown')).toBe('401 invalid_token inactive')
    expect(await api.judge('unknown', { scopes: ['read'], cacheSeconds: 10 })).toBe(
      '401 invalid_token inactive',
    )
    expect(asked()).toBe(1)
    fixture.now += 10
    expect(await api.judge('unknown')).toBe('401 invalid_token inactive')
    expect(asked()).toBe(1)
    expect(await api.judge('unknown', { scopes: ['read'], cacheSeconds: 10 })).toBe(
      '401 invalid_token inactive',
    )
    expect(asked()).toBe(2)
    expect(await api.judge('unknown', { cacheSeconds: 0 })).toBe('401 invalid_token inactive')
    expect(asked()).toBe(3)
  })
})

describe('security as a function, on requests with a token', () => {
  it('is asked once a minute, and what it gives counts within a minute', async () => {
    let asked = 0
    let roles: SecurityOptions = staff
    const security = (): SecurityOptions => {
      asked += 1
      return roles
    }
    const api = fixture.createApi({}, { security })
    const tokens = await Promise.all(['1', '2', '3'].map((jti) => fixture.sign(fixture.buildClaims({ jti }))))
    await Promise.all(tokens.map((token) => api.judge(token)))
    expect(asked).toBe(1)
    fixture.now += 40
    // Decided late in the minute, but by what was asked at its beginning.
    const late = await fixture.sign(fixture.buildClaims({ jti: 'late' }))
    expect(await api.judge(late)).toBe('200')
    expect(asked).toBe(1)
    roles = { roleMapping: {} }
    fixture.now += 19
    expect(await api.judge(late)).toBe('200')
    fixture.now += 1
    expect(await api.judge(late)).toBe('403 role_missing role_missing')
    expect(await api.judge(tokens[0] ?? '')).toBe('403 role_missing role_missing')
    expect(asked).toBe(2)
  })

  it('R-14: is never taken for no roles, nor for all, when it fails', async () => {
    const api = fixture.createApi(
      {},
      {
        security: () => {
          throw new Error('database down')
        },
      },
    )
    const token = await fixture.sign()
    expect(await api.judge(token)).toBe('503 security_unavailable')
    expect(await api.judge(token, { optional: true })).toBe('503 security_unavailable')
  })

  it('is not served from memory when it fails after a minute', async () => {
    let works = true
    const security = (): Promise<SecurityOptions> =>
      works ? Promise.resolve(staff) : Promise.reject(new Error('database down'))
    const api = fixture.createApi({}, { security })
    const token = await fixture.sign()
    expect(await api.judge(token)).toBe('200')
    works = false
    fixture.now += 59
    expect(await api.judge(token)).toBe('200')
    fixture.now += 1
    expect(await api.judge(token)).toBe('503 security_unavailable')
    works = true
    expect(await api.judge(token)).toBe('200')
  })
})

describe('a guard', () => {
  it('of the same options, written anew each time, is one guard', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign()
    const verify = vi.spyOn(runtimeCrypto, 'verify')
    for (let at = 0; at < 5; at++) await api.judge(token, { scopes: ['read'] })
    expect(verify).toHaveBeenCalledTimes(1)
  })

  it('may be made beforehand, and tells who is calling', async () => {
    const { engine } = fixture.createApi()
    const guard = engine.bearer({ audience })
    const headers = { authorization: `Bearer ${await fixture.sign()}` }
    const { requestAuth: caller } = await guard.authenticate(
      new Request('https://app.example.com/api', { headers }),
    )
    expect(caller?.auth).toMatchObject({ via: 'bearer', user: { subject: 'ada' } })
    expect(caller?.setCookies).toEqual([])
    expect(caller?.explain()?.trace.request).toBe('bearer')
    expect(await caller?.authorize({ role: 'ROLE_ADMIN' })).toBeUndefined()
    expect((await caller?.authorize({ role: 'ROLE_UNGRANTED' }))?.status).toBe(403)
  })
})
