import type { BearerOptions } from '@x/oidc-engine'
import type { JsonRecord } from '@x/oidc-testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { audience, useBearerFixture, type Api } from './bearer-fixture.ts'
import { buildHostilePlainTokens, buildHostileTokens, type Hostile } from './hostile-tokens.ts'
import { runtimeCrypto } from '../src/crypto/select-crypto.ts'

const fixture = useBearerFixture()

afterEach(() => vi.restoreAllMocks())

/** What one engine may look for before its budget is used up, and every further look is 503. */
const looks = 4

/**
 * Sends them all to an engine that asked nothing yet, or to a warm one where a token may cost a look at the keys: to a new one
 * whenever that one may have used up its budget.
 */
async function runCampaign(hostile: readonly Hostile[], bearer: Partial<BearerOptions>): Promise<void> {
  const good = await fixture.sign()
  const cold = fixture.createApi()
  const warm: Api[] = []
  const findWarm = async (cost: number): Promise<Api> => {
    const api = (warm[Math.floor(cost / looks)] ??= fixture.createApi())
    if (cost % looks === 0) expect(await api.judge(good, bearer)).toBe('200')
    return api
  }
  let costs = 0
  const verify = vi.spyOn(runtimeCrypto, 'verify')
  const importKey = vi.spyOn(crypto.subtle, 'importKey')
  const unexpected: string[] = []
  for (const { what, token, costs: cost } of hostile) {
    const api = cost === undefined ? cold : await findWarm(costs++)
    verify.mockClear()
    importKey.mockClear()
    const result = await api.judge(token, bearer)
    if (!/^40[01] invalid_(?:token|request) \w+$/u.test(result)) unexpected.push(`${what}: ${result}`)
    if (cost === undefined && verify.mock.calls.length + importKey.mock.calls.length > 0)
      unexpected.push(`${what}: looked at keys`)
  }
  expect(unexpected).toEqual([])
  expect(cold.asked).toEqual([])
  for (const { asked } of warm)
    expect(asked.filter((url) => url.endsWith('/jwks')).length).toBeLessThanOrEqual(1 + looks)
  // What is good still passes, with the same engines.
  for (const api of [cold, ...warm]) expect(await api.judge(good, bearer)).toBe('200')
}

describe('R-04, R-05, K-06, K-07: of more than a thousand hostile tokens', () => {
  it('none is accepted, and the malformed ones cost neither a request nor a look at a key', async () => {
    const strict = await buildHostileTokens(fixture)
    const plain = await buildHostilePlainTokens(fixture)
    expect(strict.length + plain.length).toBeGreaterThan(1000)
    await runCampaign(strict, {})
    await runCampaign(plain, { accessTokenProfile: 'plain_jwt' })
  })

  it('good ones are all accepted', async () => {
    const { now } = fixture
    const api = fixture.createApi()
    const good: readonly (readonly [JsonRecord, JsonRecord?])[] = [
      [{}],
      [{ exp: now - 29 }],
      [{ exp: 2 ** 53 - 1 }],
      [{ exp: now + 0.5 }],
      [{ nbf: now + 30 }],
      [{ nbf: 0 }],
      [{ iat: now + 30 }],
      [{ iat: 0 }],
      [{ aud: [audience] }],
      [{ aud: ['other', audience] }],
      [{ sub: 'x'.repeat(255) }],
      [{ scope: '' }],
      [{ scope: ['read'] }],
      [{}, { typ: 'AT+JWT' }],
      [{}, { typ: 'application/at+jwt' }],
      [{}, { jwk: {}, jku: 'https://evil.example', x5u: 'x', x5c: [] }],
      [{ unknown: { nested: [1, 2, 3] }, __proto__: null }],
    ]
    for (const [claims, header] of good) {
      const result = await api.judge(await fixture.sign(fixture.buildClaims(claims), header))
      expect([claims, result]).toEqual([claims, '200'])
    }
  })
})
