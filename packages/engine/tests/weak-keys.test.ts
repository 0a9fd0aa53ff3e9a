import { createHash, createPublicKey, verify } from 'node:crypto'
import type { JsonRecord, Twists } from '@x/oidc-testing'
import { calculateJwkThumbprint } from 'jose'
import { describe, expect, it } from 'vitest'
import { baseUrl, useBearerFixture } from './bearer-fixture.ts'
import { openEngineBrowser } from './engine-browser.ts'
import { makeWeakKeys, type WeakKey } from './weak-keys.ts'

const fixture = useBearerFixture()
const weakKeys = makeWeakKeys()
const each = weakKeys.map((key) => [key.what, key] as const)

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function forge(header: JsonRecord, payload: unknown, { sign }: Pick<WeakKey, 'sign'>): string {
  const input = `${encode(header)}.${encode(payload)}`
  return `${input}.${sign(input).toString('base64url')}`
}

/** Publishes a weak key beside the good one, and signs ID Tokens by it. */
const publish = (key: WeakKey): Twists => ({
  jwks: ({ keys }) => ({ keys: [{ ...key.jwk, kid: 'weak', use: 'sig', alg: 'RS256' }, ...keys] }),
  idTokenSign: ({ payload }) => forge({ alg: 'RS256', kid: 'weak' }, payload, key),
})

it.each(['the exponent 1', 'the primes of CVE-2017-15361'])(
  '%s: the signature is one for OpenSSL',
  (what) => {
    const key = weakKeys.find((weak) => weak.what === what)
    const publicKey = createPublicKey({ key: key?.jwk ?? {}, format: 'jwk' })
    expect(verify('sha256', Buffer.from('x'), publicKey, key?.sign('x') ?? Buffer.alloc(0))).toBe(true)
  },
)

describe('K-05: a provider that publishes a key with', () => {
  it.each(each)('%s admits no sign-in by it, and the log names the key and the reason', async (_, key) => {
    const api = fixture.createApi()
    fixture.provider.twist(publish(key))
    expect((await openEngineBrowser(api.engine).signIn()).status).toBe(502)
    expect(api.events.at(-1)).toMatchObject({ code: 'id_token_invalid', detail: { rule: 'key' } })
    const refused = api.events.filter(({ code }) => code === 'key_refused')
    expect(refused).toMatchObject([{ level: 'warn', providerId: 'main' }])
    expect(refused[0]?.message).toContain(`"weak" (${key.why})`)
  })

  it.each(each)('%s opens no API by it', async (_, key) => {
    const api = fixture.createApi()
    fixture.provider.twist(publish(key))
    const header = { alg: 'RS256', kid: 'weak', typ: 'at+jwt' }
    expect(await api.judge(forge(header, fixture.buildClaims(), key))).toBe('401 invalid_token key')
    // Without `kid` every usable key is tried.
    const { kid: _kid, ...unnamed } = header
    expect(await api.judge(forge(unnamed, fixture.buildClaims(), key))).toBe('401 invalid_token signature')
    expect(await api.judge(await fixture.sign())).toBe('200')
  })

  it.each(each)('%s and no other says so in its error', async (_, key) => {
    const api = fixture.createApi()
    fixture.provider.twist({ ...publish(key), jwks: () => ({ keys: [{ ...key.jwk, kid: 'weak' }] }) })
    expect((await openEngineBrowser(api.engine).signIn()).status).toBe(502)
    expect(api.events.at(-1)).toMatchObject({ code: 'provider_response_invalid' })
    expect(api.events.at(-1)?.message).toContain(`"weak" (${key.why})`)
  })
})

describe('K-05: the log names refused keys', () => {
  it('once, and again when they come back', async () => {
    const api = fixture.createApi()
    const refusedKeys = (): readonly string[] =>
      api.events.filter(({ code }) => code === 'key_refused').map(({ message }) => message)
    const [first, second] = weakKeys
    for (const key of [first, first, second, undefined, first]) {
      fixture.provider.behave()
      if (key !== undefined) fixture.provider.twist({ jwks: publish({ ...key }).jwks ?? ((jwks) => jwks) })
      // Every sign-in finds new keys.
      await fixture.provider.rotateKeys()
      expect((await openEngineBrowser(api.engine).signIn()).status).toBe(303)
    }
    expect(refusedKeys()).toHaveLength(2)
  })

  it('on one line of a bounded length, whatever they are called', async () => {
    const api = fixture.createApi()
    const [key] = weakKeys
    const kids = ['x'.repeat(5000), 'a\nb', ...Array.from({ length: 90 }, (_, at) => `weak-${at}`)]
    fixture.provider.twist({
      jwks: ({ keys }) => ({ keys: [...keys, ...kids.map((kid) => ({ ...key?.jwk, kid }))] }),
    })
    expect((await openEngineBrowser(api.engine).signIn()).status).toBe(303)
    const refused = api.events.filter(({ code }) => code === 'key_refused')
    expect(refused).toHaveLength(1)
    expect(refused[0]?.message).toMatch(/^[^\n]{200,1500}$/u)
    expect(refused[0]?.message).toContain('and 82 more')
  })

  it('also private and symmetric ones, and none that encrypts', async () => {
    const api = fixture.createApi()
    const { privateJwk } = await fixture.stranger.signingKey()
    const { d: _, ...factors } = privateJwk
    const more = [
      { ...privateJwk, kid: 'private' },
      { ...factors, kid: 'factors' },
      { kty: 'oct', k: 'c2VjcmV0', kid: 'symmetric' },
      { ...weakKeys[0]?.jwk, use: 'enc', kid: 'encrypts' },
      { kty: 'LMS', kid: 'unknown' },
    ]
    fixture.provider.twist({ jwks: ({ keys }) => ({ keys: [...keys, ...more] }) })
    expect((await openEngineBrowser(api.engine).signIn()).status).toBe(303)
    const { message = '' } = api.events.find(({ code }) => code === 'key_refused') ?? {}
    expect(message).toContain('refused: "private" (private), "factors" (private), "symmetric" (symmetric).')
    expect(message).not.toContain('c2VjcmV0')
  })
})

describe('K-05, R-09: a DPoP proof by a key with', () => {
  it.each(each)('%s is refused, and the log says why', async (_, key) => {
    const api = fixture.createApi()
    const jkt = await calculateJwkThumbprint(key.jwk)
    const token = await fixture.sign(fixture.buildClaims({ cnf: { jkt } }))
    const ath = createHash('sha256').update(token).digest('base64url')
    for (const jti of ['a', 'b']) {
      const claims = { htm: 'GET', htu: `${baseUrl}/api`, iat: fixture.now, jti, ath }
      const dpop = forge({ typ: 'dpop+jwt', alg: 'RS256', jwk: key.jwk }, claims, key)
      const { response } = await api.send({ authorization: `DPoP ${token}`, dpop }, { dpop: 'accepted' })
      expect(response?.status).toBe(401)
      const rule = (api.events.at(-1)?.detail as { rule?: string }).rule
      // A key whose text is too short is malformed before it is weak.
      expect(rule).toBe(key.what === '1,024 bits' ? 'header' : key.why)
    }
  })
})
