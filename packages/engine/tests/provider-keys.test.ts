import { signJws, startMisbehavingProvider, type JsonRecord, type Twists } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine } from './start-app.ts'

const fixture = useSignInFixture()

/** An application that has fetched nothing yet. */
function createFreshEngine() {
  const { issuerUrl } = fixture.provider
  return createAppEngine('http://localhost:3000', { issuerUrl, now: () => fixture.now })
}

/** Signs in at a twisted provider with a fresh application, and gives the last thing that it logged if it refused. */
async function findRefusal(twists: Twists) {
  fixture.provider.twist(twists)
  const { engine, events } = createFreshEngine()
  const answer = await openEngineBrowser(engine).signIn()
  if (answer.status === 303) return undefined
  const kept = answer.headers.getSetCookie().filter((cookie) => !cookie.includes('Max-Age=0'))
  expect(kept.filter((cookie) => !cookie.includes('-used='))).toEqual([])
  return events.at(-1)
}

describe('K-05: a key set', () => {
  it('with the private key in it is not used to accept a token', async () => {
    const { privateJwk } = await fixture.provider.signingKey()
    const other = await startMisbehavingProvider()
    try {
      const good = other.publishedKeys().keys
      expect(await findRefusal({ jwks: () => ({ keys: [privateJwk] }) })).toMatchObject({
        code: 'provider_response_invalid',
        detail: { operation: 'jwks' },
      })
      for (const keys of [
        [privateJwk, ...good],
        [...good, privateJwk],
      ]) {
        expect(await findRefusal({ jwks: () => ({ keys }) })).toMatchObject({
          code: 'id_token_invalid',
          detail: { rule: 'key' },
        })
      }
    } finally {
      await other.close()
    }
  })

  it.each([
    ['for encryption', { use: 'enc' }],
    ['for another algorithm', { alg: 'RS512' }],
  ])('with the key %s is not used to accept a token', async (_, change) => {
    const jwks: Twists['jwks'] = ({ keys }) => ({ keys: keys.map((key) => ({ ...key, ...change })) })
    expect(['id_token_invalid', 'provider_response_invalid']).toContain((await findRefusal({ jwks }))?.code)
  })

  it.each([
    ['nothing', null],
    ['a number', 7],
    ['an empty object', {}],
    ['an RSA key without its numbers', { kty: 'RSA' }],
    ['an RSA key that is no base64url', { kty: 'RSA', n: '!'.repeat(342), e: 'AQAB' }],
    ['an RSA key with a number for a text', { kty: 'RSA', n: 7, e: 'AQAB' }],
    ['an RSA key without exponent', { kty: 'RSA', n: 'x'.repeat(342) }],
    ['an unknown curve', { kty: 'EC', crv: 'P-0', x: 'AA', y: 'AA' }],
    ['an unknown kind', { kty: 'LMS', pub: 'AA' }],
    ['a key id that is no text', { kty: 'RSA', n: 'x'.repeat(342), e: 'AQAB', kid: 7 }],
    ['a member __proto__', JSON.parse('{"kty":"RSA","__proto__":{"n":"x"}}') as unknown],
  ])('with %s beside the good ones does no harm', async (_, malformed) => {
    // Before and after the good one, whether the token says which key it wants or not.
    for (const idTokenHeader of [
      (header: JsonRecord) => header,
      ({ kid: _, ...header }: JsonRecord) => header,
    ]) {
      for (const build of [
        (keys: unknown[]) => [malformed, ...keys],
        (keys: unknown[]) => [...keys, malformed],
      ]) {
        fixture.provider.behave()
        const jwks: Twists['jwks'] = ({ keys }) => ({ keys: build(keys) })
        expect(await findRefusal({ jwks, idTokenHeader })).toBeUndefined()
      }
    }
  })

  it('with a malformed key of the same id does not admit by it', async () => {
    const jwks: Twists['jwks'] = ({ keys }) => ({
      keys: keys.map(({ kid }) => ({ kty: 'RSA', n: 'x'.repeat(342), e: 'AQAB', kid })),
    })
    expect(await findRefusal({ jwks })).toMatchObject({ code: 'id_token_invalid' })
  })

  it('with several keys of one id still finds the right one', async () => {
    const other = await startMisbehavingProvider()
    try {
      const { kid } = await fixture.provider.signingKey()
      const [foreign] = other.publishedKeys().keys
      const jwks: Twists['jwks'] = ({ keys }) => ({ keys: [{ ...foreign, kid }, ...keys] })
      expect(await findRefusal({ jwks })).toBeUndefined()
    } finally {
      await other.close()
    }
  })

  it('of ten thousand keys neither crashes nor lets in what none of them signed', async () => {
    const jwks: Twists['jwks'] = ({ keys }) => ({
      keys: Array.from({ length: 3000 }, (_, at) => ({
        kty: keys[0]?.['kty'],
        e: 'AQAB',
        n: 'A',
        kid: `${at}`,
      })),
    })
    expect(await findRefusal({ jwks })).toMatchObject({ code: 'provider_response_invalid' })
  })

  it.each(['500', 'reset', 'HTML'])(
    'that cannot be had (%s) is an outage or an error, no sign-in',
    async (how) => {
      const answers = {
        '500': { status: 500 },
        reset: 'reset',
        HTML: { headers: { 'content-type': 'text/html' }, body: '<h1>keys' },
      } as const
      const answer = answers[how as keyof typeof answers]
      const refusal = await findRefusal({ respond: ({ path }) => (path === '/jwks' ? answer : undefined) })
      expect(refusal).toMatchObject({
        code: how === 'HTML' ? 'provider_response_invalid' : 'provider_unavailable',
        detail: { operation: 'jwks' },
      })
    },
  )
})

describe('a token without key id', () => {
  it('is accepted when one of several keys signed it', async () => {
    const other = await startMisbehavingProvider()
    try {
      const idTokenHeader: Twists['idTokenHeader'] = ({ kid: _, ...header }) => header
      const jwks: Twists['jwks'] = ({ keys }) => ({ keys: [...other.publishedKeys().keys, ...keys] })
      expect(await findRefusal({ jwks, idTokenHeader })).toBeUndefined()
    } finally {
      await other.close()
    }
  })

  it('is refused when none of them did', async () => {
    const other = await startMisbehavingProvider()
    try {
      const key = await other.signingKey()
      const idTokenSign: Twists['idTokenSign'] = ({ payload }) =>
        signJws({ header: { alg: 'RS256' }, payload, key })
      expect(await findRefusal({ idTokenSign })).toMatchObject({ detail: { rule: 'signature' } })
    } finally {
      await other.close()
    }
  })
})

describe('K-03: keys that cannot be told apart by their id', () => {
  const withoutKid = ({ kid: _, ...others }: JsonRecord): JsonRecord => others

  it.each<[string, Twists]>([
    [
      'keys and tokens without kid',
      { idTokenHeader: withoutKid, jwks: ({ keys }) => ({ keys: keys.map(withoutKid) }) },
    ],
    ['tokens without kid', { idTokenHeader: withoutKid }],
    [
      'a kid that is used again and again',
      {
        idTokenHeader: (header) => ({ ...header, kid: 'the key' }),
        jwks: ({ keys }) => ({ keys: keys.map((key) => ({ ...key, kid: 'the key' })) }),
      },
    ],
  ])('%s: a change of the key passes, with one fetch each', async (_, twists) => {
    const { engine } = createFreshEngine()
    fixture.provider.twist(twists)
    for (let rotation = 0; rotation < 4; rotation++) {
      await fixture.provider.rotateKeys()
      expect((await openEngineBrowser(engine).signIn()).status).toBe(303)
      expect((await openEngineBrowser(engine).signIn()).status).toBe(303)
    }
    expect(fixture.provider.requests.count('/jwks')).toBe(4)
  })

  it('a signature that fits no key, new or old, is refused, and costs one fetch', async () => {
    const { engine, events } = createFreshEngine()
    expect((await openEngineBrowser(engine).signIn()).status).toBe(303)
    const { kid } = await fixture.provider.signingKey()
    for (const header of [{ alg: 'RS256', kid }, { alg: 'RS256' }]) {
      fixture.provider.requests.clear()
      fixture.provider.twist({ signingKey: 'unpublished', idTokenHeader: () => header })
      expect((await openEngineBrowser(engine).signIn()).status).toBe(502)
      expect(events.at(-1)).toMatchObject({ code: 'id_token_invalid', detail: { rule: 'signature' } })
      expect(fixture.provider.requests.count('/jwks')).toBe(1)
    }
  })
})
