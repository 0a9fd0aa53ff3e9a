import { createGate, startMisbehavingProvider, type JsonRecord, type Twists } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { useBearerFixture, type Api } from './bearer-fixture.ts'
import { openEngineBrowser } from './engine-browser.ts'

const fixture = useBearerFixture()

const keyRequests = ({ asked }: Api): number => asked.filter((url) => url.endsWith('/jwks')).length

const signIn = async ({ engine }: Api): Promise<number> => (await openEngineBrowser(engine).signIn()).status

const bearer = async (api: Api, claims: JsonRecord = {}, header: JsonRecord = {}): Promise<string> =>
  api.judge(await fixture.sign(fixture.buildClaims(claims), header))

/** An application with one sign-in and one good bearer token behind it. */
async function createWarmApi(): Promise<Api> {
  fixture.provider.setClaims({ sub: 'ada', groups: ['staff'] })
  const api = fixture.createApi()
  expect(await signIn(api)).toBe(303)
  expect(await bearer(api, { jti: 'warm' })).toBe('200')
  expect(keyRequests(api)).toBe(1)
  return api
}

/** Tokens whose other rules pass, with keys that there are not: more than a budget has. */
async function spray(api: Api, count = 6): Promise<readonly string[]> {
  const results: string[] = []
  for (let at = 0; at < count; at++) results.push(await bearer(api, {}, { kid: `spray-${at}` }))
  return results
}

const rotatedKids = async (kid: string): Promise<void> => {
  await fixture.provider.rotateKeys()
  fixture.provider.twist({
    jwks: ({ keys }) => ({ keys: keys.map((key) => ({ ...key, kid })) }),
    idTokenHeader: (header) => ({ ...header, kid }),
  })
}

describe('K-03, K-04: a rotation after a spray of bearer tokens with invented kids', () => {
  it('does not block sign-ins', async () => {
    const api = await createWarmApi()
    const results = await spray(api)
    expect(results.slice(0, 4)).toEqual(Array(4).fill('401 invalid_token key'))
    expect(results.slice(4)).toEqual(Array(2).fill('503 token_unverifiable'))
    await fixture.provider.rotateKeys()
    for (let at = 0; at < 5; at++) expect(await signIn(api)).toBe(303)
    // The first, four for the spray, one for all sign-ins.
    expect(keyRequests(api)).toBe(6)
  })

  it('is 503 for good bearer tokens, with the seconds until the next look, and 200 after it', async () => {
    const api = await createWarmApi()
    await spray(api)
    await fixture.provider.rotateKeys()
    const token = await fixture.sign(fixture.buildClaims({ exp: fixture.now + 900 }))
    for (const seconds of [60, 50, 1]) {
      const { response } = await api.send(`Bearer ${token}`)
      expect(response?.status).toBe(503)
      expect(response?.headers.get('retry-after')).toBe(String(seconds))
      expect(response?.headers.get('www-authenticate')).toBeNull()
      expect(response?.headers.get('cache-control')).toBe('private, no-store')
      fixture.now += seconds === 60 ? 10 : seconds === 50 ? 49 : 1
    }
    expect(await api.judge(token)).toBe('200')
  })

  it('is 200 for bearer tokens as soon as a sign-in has fetched the keys', async () => {
    const api = await createWarmApi()
    await spray(api)
    await fixture.provider.rotateKeys()
    expect(await bearer(api)).toBe('503 token_unverifiable')
    expect(await signIn(api)).toBe(303)
    expect(await bearer(api)).toBe('200')
  })

  it('does not block sign-ins where the next kid was guessed and sprayed', async () => {
    const api = await createWarmApi()
    expect(await bearer(api, {}, { kid: 'next' })).toBe('401 invalid_token key')
    await rotatedKids('next')
    expect(await signIn(api)).toBe(303)
    // A key that another fetch brought is not missing any more.
    expect(await bearer(api, {}, { kid: 'next' })).toBe('200')
  })

  it('does not block sign-ins by a fetch that a bearer token began before it', async () => {
    const api = await createWarmApi()
    const keys = createGate()
    const old = fixture.provider.publishedKeys()
    let held = 0
    fixture.provider.twist({
      respond: async ({ path }) => {
        if (path !== '/jwks' || held++ > 0) return undefined
        await keys.opened
        return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(old) }
      },
    })
    const sprayed = bearer(api, {}, { kid: 'spray' })
    await expect.poll(() => held).toBe(1)
    await fixture.provider.rotateKeys()
    const signedIn = signIn(api)
    await expect.poll(() => fixture.provider.requests.count('/token')).toBe(2)
    keys.open()
    expect(await sprayed).toBe('401 invalid_token key')
    expect(await signedIn).toBe(303)
  })

  it('does not block sign-ins after tokens without kid, either', async () => {
    const api = await createWarmApi()
    for (let at = 0; at < 6; at++) {
      const token = await fixture.stranger.signJwt(fixture.buildClaims(), { typ: 'at+jwt', kid: undefined })
      expect(await api.judge(token)).toBe(at < 4 ? '401 invalid_token signature' : '503 token_unverifiable')
    }
    await fixture.provider.rotateKeys()
    expect(await signIn(api)).toBe(303)
    expect(keyRequests(api)).toBe(6)
  })

  it('does not block sign-ins where their access tokens have used up their own budget', async () => {
    const api = fixture.createApi({ rolesClaims: ['groups', { path: 'groups', from: 'accessToken' }] })
    fixture.provider.setClaims({ sub: 'ada', groups: ['staff'] })
    const other = await startMisbehavingProvider()
    try {
      for (let at = 0; at < 8; at++) {
        const kid = `unpublished-${at}`
        const access_token = await other.signJwt(
          { iss: fixture.provider.issuerUrl, exp: fixture.now + 300 },
          { typ: 'at+jwt', kid },
        )
        fixture.provider.twist({
          tokenResponse: (response) => ({ ...response, access_token }),
          idTokenClaims: ({ at_hash: _, ...claims }) => claims,
        })
        // Without a look nothing is known of the key, and no role may be lost by that.
        expect(await signIn(api)).toBe(at < 4 ? 303 : 503)
      }
      // The first, and four for access tokens.
      expect(keyRequests(api)).toBe(5)
      fixture.provider.behave()
      await fixture.provider.rotateKeys()
      expect(await signIn(api)).toBe(303)
    } finally {
      await other.close()
    }
  })
})

describe('K-03: keys that change often', () => {
  it('block no sign-in: a look that finds its key costs nothing', async () => {
    const api = await createWarmApi()
    for (let rotation = 0; rotation < 10; rotation++) {
      await fixture.provider.rotateKeys()
      expect(await signIn(api)).toBe(303)
    }
    expect(keyRequests(api)).toBe(11)
  })

  it('cost what a budget has where foreign tokens ask for them', async () => {
    const api = await createWarmApi()
    for (let rotation = 0; rotation < 10; rotation++) {
      await fixture.provider.rotateKeys()
      expect(await bearer(api, { jti: `${rotation}` })).toBe(rotation < 4 ? '200' : '503 token_unverifiable')
    }
    expect(keyRequests(api)).toBe(5)
  })
})

describe('K-04: a kid that was fetched in vain', () => {
  it('causes no further fetch for a minute, however often it comes', async () => {
    const api = await createWarmApi()
    for (let at = 0; at < 20; at++)
      expect(await bearer(api, { jti: `${at}` }, { kid: 'spray' })).toBe('401 invalid_token key')
    expect(keyRequests(api)).toBe(2)
    // It has left the budget for others.
    await fixture.provider.rotateKeys()
    expect(await bearer(api)).toBe('200')
    expect(keyRequests(api)).toBe(3)
    fixture.now += 60
    expect(await bearer(api, { jti: 'later' }, { kid: 'spray' })).toBe('401 invalid_token key')
    expect(keyRequests(api)).toBe(4)
  })

  it('is one that a signature did not fit, too', async () => {
    const api = await createWarmApi()
    const { kid } = await fixture.provider.signingKey()
    for (let at = 0; at < 20; at++) {
      const forged = await fixture.stranger.signJwt(fixture.buildClaims({ jti: `${at}` }), {
        typ: 'at+jwt',
        kid,
      })
      expect(await api.judge(forged)).toBe('401 invalid_token signature')
    }
    expect(keyRequests(api)).toBe(2)
  })

  it('keeps no good token out during a flood of 500 others', async () => {
    const api = await createWarmApi()
    await Promise.all(Array.from({ length: 500 }, (_, at) => bearer(api, {}, { kid: `flood-${at}` })))
    expect(await bearer(api, { jti: 'good' })).toBe('200')
    expect(keyRequests(api)).toBeLessThanOrEqual(5)
  })
})

describe('K-04: a kid that was guessed before the provider used it', () => {
  it('causes one more fetch for a token that was issued since, and then is 503 for the rest of the minute', async () => {
    const api = await createWarmApi()
    const send = async (iat: number): Promise<string> =>
      bearer(api, { iat, exp: iat + 900, jti: `${iat}` }, { kid: 'next' })
    expect(await send(fixture.now)).toBe('401 invalid_token key')
    fixture.now += 10
    expect(await send(fixture.now - 11)).toBe('401 invalid_token key')
    expect(keyRequests(api)).toBe(2)
    expect(await send(fixture.now)).toBe('401 invalid_token key')
    fixture.now += 10
    await rotatedKids('next')
    for (let at = 0; at < 5; at++) expect(await send(fixture.now)).toBe('503 token_unverifiable')
    expect(api.events.at(-1)).toMatchObject({ detail: { retryAfterSeconds: 40 } })
    expect(keyRequests(api)).toBe(3)
    fixture.now += 40
    expect(await send(fixture.now)).toBe('200')
  })

  it('passes a good token that was issued since at once, where it was guessed once', async () => {
    const api = await createWarmApi()
    expect(await bearer(api, {}, { kid: 'next' })).toBe('401 invalid_token key')
    await rotatedKids('next')
    fixture.now += 1
    expect(await bearer(api, { iat: fixture.now }, { kid: 'next' })).toBe('200')
  })
})

describe('K-03: keys that cannot be fetched after a rotation', () => {
  const breakKeys = (): void => {
    fixture.provider.twist({ respond: ({ path }) => (path === '/jwks' ? { status: 500 } : undefined) })
  }

  it('are 503 for every sign-in, which passes as soon as they are back', async () => {
    const api = await createWarmApi()
    await fixture.provider.rotateKeys()
    breakKeys()
    for (let at = 0; at < 8; at++) expect(await signIn(api)).toBe(503)
    fixture.provider.behave()
    expect(await signIn(api)).toBe(303)
  })

  it('lag behind the first token, and the next sign-in passes', async () => {
    const api = await createWarmApi()
    const old = fixture.provider.publishedKeys()
    await fixture.provider.rotateKeys()
    fixture.provider.twist({ jwks: () => old })
    expect(await signIn(api)).toBe(502)
    fixture.provider.behave()
    fixture.now += 1
    expect(await signIn(api)).toBe(303)
  })

  it('are 503 for every sign-in whose rule reads the access token: none loses its roles', async () => {
    fixture.provider.setClaims({ sub: 'ada', groups: ['staff'] })
    const api = fixture.createApi({ rolesClaims: [{ path: 'groups', from: 'accessToken' }] })
    const other = await startMisbehavingProvider({ now: () => fixture.now })
    try {
      const access_token = await other.signJwt(
        { iss: fixture.provider.issuerUrl, exp: fixture.now + 300, groups: ['staff'] },
        { typ: 'at+jwt', kid: 'new' },
      )
      const twists: Twists = {
        tokenResponse: (response) => ({ ...response, access_token }),
        idTokenClaims: ({ at_hash: _, ...claims }) => claims,
      }
      fixture.provider.twist(twists)
      expect(await signIn(api)).toBe(303)
      breakKeys()
      for (let at = 0; at < 8; at++) expect(await signIn(api)).toBe(503)
      fixture.provider.behave()
      fixture.provider.twist({
        ...twists,
        jwks: ({ keys }) => ({
          keys: [...keys, ...other.publishedKeys().keys.map((key) => ({ ...key, kid: 'new' }))],
        }),
      })
      const browser = openEngineBrowser(api.engine)
      expect((await browser.signIn()).status).toBe(303)
      expect((await browser.authenticate()).auth.roles.size).toBeGreaterThan(0)
    } finally {
      await other.close()
    }
  })
})

describe('a bearer token that breaks another rule', () => {
  it('stays 401 while the budget is empty', async () => {
    const api = await createWarmApi()
    await spray(api)
    const { kid } = await fixture.provider.signingKey()
    const unknown = { kid: 'unknown' }
    expect(await bearer(api, {}, unknown)).toBe('503 token_unverifiable')
    expect(await bearer(api, { exp: fixture.now - 31 }, unknown)).toBe('401 invalid_token exp')
    expect(await bearer(api, { aud: 'other' }, unknown)).toBe('401 invalid_token aud')
    expect(await bearer(api, { iss: 'https://evil.example' }, unknown)).toBe('401 invalid_token iss')
    expect(await bearer(api, {}, { ...unknown, typ: 'JWT' })).toBe('401 invalid_token typ')
    expect(await bearer(api, {}, { ...unknown, alg: 'HS256' })).toBe('401 invalid_token alg')
    expect(await bearer(api, {}, { ...unknown, crit: ['x'] })).toBe('401 invalid_token crit')
    expect(await bearer(api, {}, { kid: 'spray-0' })).toBe('401 invalid_token key')
    expect(await api.judge('garbage')).toBe('401 invalid_token grammar')
    const forged = await fixture.stranger.signJwt(fixture.buildClaims(), { typ: 'at+jwt', kid })
    expect(await api.judge(forged)).toBe('401 invalid_token signature')
  })

  it('stays 401 by a known key while the provider is down', async () => {
    const api = await createWarmApi()
    const { kid } = await fixture.provider.signingKey()
    fixture.provider.twist({ respond: ({ path }) => (path === '/jwks' ? { status: 500 } : undefined) })
    const forged = await fixture.stranger.signJwt(fixture.buildClaims(), { typ: 'at+jwt', kid })
    expect(await api.judge(forged)).toBe('401 invalid_token signature')
    expect(await bearer(api, {}, { kid: 'unknown' })).toBe('503 provider_unavailable')
  })
})

describe('the log', () => {
  it('says once that a budget is empty, whose it is and until when, and not for every request', async () => {
    const api = await createWarmApi()
    await spray(api, 50)
    const warnings = (): readonly unknown[] =>
      api.events
        .filter(({ level }) => level !== 'info')
        .map(({ level, code, detail }) => [level, code, detail])
    const warning = ['warn', 'key_budget_empty', { use: 'bearer', retryAfterSeconds: 60 }]
    expect(warnings()).toEqual([warning])
    fixture.now += 60
    await spray(api, 50)
    expect(warnings()).toEqual([warning, warning])
  })

  it('has the line of a 503, by its reference', async () => {
    const api = await createWarmApi()
    await spray(api)
    const { response } = await api.send(`Bearer ${await fixture.sign(undefined, { kid: 'unknown' })}`)
    const { reference } = (await response?.json()) as { reference?: string }
    expect(api.events.find((event) => event.reference === reference)).toMatchObject({
      level: 'info',
      code: 'token_unverifiable',
      detail: { providerId: 'main', why: 'key_budget_empty', retryAfterSeconds: 60 },
    })
  })

  it('reports for a sign-in that a key was not fetched', async () => {
    const api = await createWarmApi()
    for (let at = 0; at < 5; at++) {
      fixture.provider.twist({
        signingKey: 'unpublished',
        idTokenHeader: (header) => ({ ...header, kid: `unpublished-${at}` }),
      })
      expect(await signIn(api)).toBe(at < 4 ? 502 : 503)
    }
    expect(keyRequests(api)).toBe(5)
    expect(api.events.at(-2)).toMatchObject({ code: 'key_budget_empty', level: 'warn' })
    expect(api.events.at(-3)).toMatchObject({ code: 'id_token_invalid', detail: { rule: 'key' } })
    expect(api.events.at(-1)).toMatchObject({
      code: 'provider_unavailable',
      detail: { providerId: 'main', operation: 'jwks', retryAfterSeconds: 60 },
    })
    expect(api.events.at(-1)?.message).toContain('key_budget_empty')
    expect(api.events.find(({ code }) => code === 'key_budget_empty')).toMatchObject({
      detail: { use: 'id_token', retryAfterSeconds: 60 },
    })
    fixture.provider.behave()
    expect(await signIn(api)).toBe(303)
  })

  it('has one error a minute for a provider that is down, and how many it stands for', async () => {
    const api = fixture.createApi()
    fixture.provider.twist({ respond: ({ path }) => (path === '/jwks' ? { status: 500 } : undefined) })
    const errors = (): readonly unknown[] =>
      api.events.filter(({ level }) => level === 'error').map(({ message }) => message)
    for (let at = 0; at < 50; at++)
      expect(await bearer(api, { jti: `${at}` })).toBe('503 provider_unavailable')
    expect(errors()).toHaveLength(1)
    // Four fetches, and then a pause of two seconds.
    expect(keyRequests(api)).toBe(4)
    fixture.now += 60
    expect(await bearer(api)).toBe('503 provider_unavailable')
    expect(errors()).toHaveLength(2)
    expect(errors()[1]).toContain('49 times')
    fixture.provider.behave()
    fixture.now += 2
    expect(await bearer(api)).toBe('200')
  })
})
