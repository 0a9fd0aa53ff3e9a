import type { Twists } from '@x/oidc-testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { audience, baseUrl, useBearerFixture, type Api } from './bearer-fixture.ts'

const fixture = useBearerFixture()

afterEach(() => vi.restoreAllMocks())

const keyRequests = ({ asked }: Api): number => asked.filter((url) => url.endsWith('/jwks')).length

/** An engine that has its provider's metadata and keys. */
async function createWarmApi(): Promise<Api> {
  const api = fixture.createApi()
  expect(await api.judge(await fixture.sign(fixture.buildClaims({ jti: 'warm' })))).toBe('200')
  return api
}

describe('K-04: ten thousand tokens with invented key ids', () => {
  it('cost five requests for keys at the most, while good tokens keep passing', async () => {
    const api = await createWarmApi()
    const [, payload = '', signature = ''] = (await fixture.sign()).split('.')
    const encode = (header: unknown): string => Buffer.from(JSON.stringify(header)).toString('base64url')
    let good = 0
    for (let batch = 0; batch < 100; batch++) {
      if (batch % 10 === 0) fixture.now += 1
      const sprayed = Array.from({ length: 100 }, (_, at) => {
        const header = encode({ alg: 'RS256', typ: 'at+jwt', kid: `spray-${batch}-${at}` })
        return api.judge(`${header}.${payload}.${signature}`)
      })
      const honest = api.send(`Bearer ${await fixture.sign(fixture.buildClaims({ jti: `${batch}` }))}`)
      for (const result of await Promise.all(sprayed))
        expect(result).toMatch(/^(?:401 invalid_token key|503 token_unverifiable)$/u)
      if ((await honest).auth !== undefined) good += 1
    }
    expect(good).toBe(100)
    expect(keyRequests(api)).toBeLessThanOrEqual(5)
    // One line for all of them, and nothing that everybody could fill the log with.
    const loud = api.events.filter(({ level }) => level !== 'info').map(({ code }) => code)
    expect(loud).toEqual(['key_budget_empty'])
  })

  it('brandonrc/mobula#28: cost no more where the key set is empty', async () => {
    const api = await createWarmApi()
    fixture.provider.twist({ jwks: () => ({ keys: [] }) })
    for (let at = 0; at < 100; at++) {
      const result = await api.judge(await fixture.sign(undefined, { kid: `spray-${at}` }))
      expect(result).toMatch(/^(?:401 invalid_token key|503 token_unverifiable)$/u)
    }
    expect(keyRequests(api)).toBeLessThanOrEqual(5)
    expect(await api.judge(await fixture.sign())).toBe('200')
  })

  it('do not keep a new key from being found at once, in a minute of peace', async () => {
    const api = await createWarmApi()
    await fixture.provider.rotateKeys()
    const requests = Array.from({ length: 20 }, async (_, at) =>
      api.judge(await fixture.sign(fixture.buildClaims({ jti: `${at}` }))),
    )
    for (const result of await Promise.all(requests)) expect(result).toBe('200')
    expect(keyRequests(api)).toBe(2)
  })
})

const faults: readonly (readonly [string, NonNullable<Twists['respond']>])[] = [
  ['500', () => ({ status: 500 })],
  ['404', () => ({ status: 404 })],
  ['302', () => ({ status: 302, headers: { location: 'http://localhost:9/' } })],
  ['HTML', () => ({ headers: { 'content-type': 'text/html' }, body: '<h1>keys' })],
  ['no JSON', () => ({ headers: { 'content-type': 'application/json' }, body: '{' })],
  ['no keys', () => ({ headers: { 'content-type': 'application/json' }, body: '{"keys":[]}' })],
  ['a reset', () => 'reset'],
]

describe.each(faults)('K-05: keys that are answered with %s', (_, respond) => {
  const fail = (): void => {
    fixture.provider.twist({
      respond: (request) => (request.path === '/jwks' ? respond(request) : undefined),
    })
  }

  it('are an outage: 503, never open, never 500 and never 401', async () => {
    fail()
    const api = fixture.createApi()
    const { response } = await api.send(`Bearer ${await fixture.sign()}`, { optional: true })
    expect(response?.status).toBe(503)
    expect(response?.headers.get('retry-after')).toBe('10')
    expect(response?.headers.get('cache-control')).toBe('private, no-store')
    fixture.provider.behave()
    expect(await api.judge(await fixture.sign())).toBe('200')
  })

  it('serve for a day once they are known, then it is 503', async () => {
    const api = await createWarmApi()
    fail()
    fixture.now += 86_000
    expect(await api.judge(await fixture.sign())).toBe('200')
    fixture.now += 400
    expect(await api.judge(await fixture.sign())).toMatch(/^503/u)
  })
})

describe('K-05: a key that the provider took back', () => {
  it.each([3600, 80_000])('opens nothing, even after %i seconds without requests', async (seconds) => {
    const api = await createWarmApi()
    const { kid } = await fixture.provider.signingKey()
    fixture.now += seconds
    const forged = await fixture.sign()
    await fixture.provider.rotateKeys()
    fixture.provider.twist({ jwks: ({ keys }) => ({ keys: keys.filter((key) => key['kid'] !== kid) }) })
    // All at once: none of them may be served what is known from before.
    const results = await Promise.all(Array.from({ length: 5 }, () => api.judge(forged)))
    expect(new Set(results)).toEqual(new Set(['401 invalid_token key']))
    expect(await api.judge(await fixture.sign())).toBe('200')
  })
})

describe('an application that is an API alone', () => {
  it('has its provider’s keys renewed behind a request, which does not wait for it', async () => {
    const api = await createWarmApi()
    fixture.now += 601
    const work: Promise<unknown>[] = []
    const guard = api.engine.bearer({ audience })
    const headers = { authorization: `Bearer ${await fixture.sign()}` }
    const waitUntil = (done: Promise<unknown>): void => void work.push(done)
    expect(
      (await guard.authenticate(new Request(baseUrl, { headers }), { waitUntil })).requestAuth,
    ).toBeDefined()
    await Promise.all(work)
    expect(work).toHaveLength(1)
    expect(keyRequests(api)).toBe(2)
  })
})

describe('a provider that is down', () => {
  it.each(['503', 'refuse'] as const)('(%s) answers 503 until it is back', async (how) => {
    const api = fixture.createApi()
    const token = await fixture.sign()
    await fixture.provider.goDown(how)
    try {
      expect(await api.judge(token)).toBe('503 provider_unavailable')
    } finally {
      await fixture.provider.comeBack()
    }
    expect(await api.judge(token)).toBe('200')
  })

  it('does not lend its tokens to another one: each has its own keys', async () => {
    const { issuerUrl } = fixture.stranger
    const other = { providerId: 'other', issuerUrl, clientId: 'app', rolesClaims: ['groups'] }
    const api = fixture.createApi({}, { shareSecurity: true }, [other])
    const { kid } = await fixture.provider.signingKey()
    const theirs = fixture.buildClaims({ iss: issuerUrl })
    const typ = 'at+jwt'
    expect(await api.judge(await fixture.stranger.signJwt(theirs, { typ }))).toBe('200')
    expect(await api.judge(await fixture.sign())).toBe('200')
    // Signed by one, and says that it is the other's.
    expect(await api.judge(await fixture.stranger.signJwt(fixture.buildClaims(), { typ, kid }))).toBe(
      '401 invalid_token signature',
    )
    expect(await api.judge(await fixture.sign(theirs))).toMatch(/^401 invalid_token (?:key|signature)$/u)
    expect(await api.judge(await fixture.stranger.signJwt(theirs, { typ }), { providers: ['main'] })).toBe(
      '401 invalid_token iss',
    )
  })
})

describe('K-06: the algorithm of a token', () => {
  it('is one that the provider announces', async () => {
    fixture.provider.twist({
      metadata: (metadata) => ({
        ...metadata,
        id_token_signing_alg_values_supported: ['ES256', 'none', 'HS256'],
      }),
    })
    const api = fixture.createApi()
    expect(await api.judge(await fixture.sign())).toBe('401 invalid_token alg')
    expect(keyRequests(api)).toBe(0)
  })

  it('is one that is pinned, for ID Tokens and access tokens or for a guard alone', async () => {
    const pinned = fixture.createApi({ idTokenSigningAlgs: ['PS256', 'ES256'] })
    expect(await pinned.judge(await fixture.sign())).toBe('401 invalid_token alg')
    expect(await pinned.judge(await fixture.sign(), { signingAlgs: ['RS256'] })).toBe('200')
    expect(await fixture.createApi().judge(await fixture.sign(), { signingAlgs: ['PS256'] })).toBe(
      '401 invalid_token alg',
    )
  })

  it('CVE-2026-22817, CVE-2026-22818: is never taken from a token where the key names none', async () => {
    fixture.provider.twist({
      jwks: ({ keys }) => ({ keys: keys.map(({ alg: _, use: __, ...key }) => key) }),
    })
    const api = fixture.createApi()
    expect(await api.judge(await fixture.sign())).toBe('200')
    for (const alg of ['HS256', 'RS384', 'PS256', 'none'])
      expect(await api.judge(await fixture.sign(undefined, { alg }))).toMatch(
        /^401 invalid_token (?:alg|signature)$/u,
      )
  })
})

describe('K-07: what a header says of keys', () => {
  it.each(['jku', 'x5u'])('is not asked for: %s', async (member) => {
    const api = fixture.createApi()
    const address = `${fixture.stranger.issuerUrl}/jwks`
    fixture.stranger.requests.clear()
    const { kid } = await fixture.provider.signingKey()
    const forged = await fixture.stranger.signJwt(fixture.buildClaims(), {
      typ: 'at+jwt',
      kid,
      [member]: address,
    })
    expect(await api.judge(forged)).toBe('401 invalid_token signature')
    expect(await api.judge(await fixture.sign(undefined, { [member]: address }))).toBe('200')
    expect(api.asked.filter((url) => url.startsWith(fixture.stranger.issuerUrl))).toEqual([])
    expect(fixture.stranger.requests.all).toEqual([])
  })

  it('CVE-2018-0114, CVE-2026-27962: is not trusted: an embedded key', async () => {
    const { publicJwk } = await fixture.stranger.signingKey()
    const forged = await fixture.stranger.signJwt(fixture.buildClaims(), { typ: 'at+jwt', jwk: publicJwk })
    expect(await fixture.createApi().judge(forged)).toBe('401 invalid_token key')
  })
})
