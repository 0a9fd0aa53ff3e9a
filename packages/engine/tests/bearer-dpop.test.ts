import { createHash, createHmac, randomUUID } from 'node:crypto'
import { createEngine, type BearerOptions, type HttpRequest } from '@x/oidc-engine'
import { createFrameworkAuth } from '@x/oidc-engine/adapter'
import { signJws, type JsonRecord } from '@x/oidc-testing'
import { calculateJwkThumbprint } from 'jose'
import { describe, expect, it } from 'vitest'
import { audience, baseUrl, findEvent, useBearerFixture, type Api } from './bearer-fixture.ts'

const fixture = useBearerFixture()
const url = `${baseUrl}/api`
const accepted: Partial<BearerOptions> = { dpop: 'accepted' }

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** The key of the client is one that no provider here signs with. */
const clientKey = () => fixture.stranger.signingKey()

async function signBound(changes: JsonRecord = {}): Promise<string> {
  const { kid: jkt } = await clientKey()
  return fixture.sign(fixture.buildClaims({ cnf: { jkt }, ...changes }))
}

interface ProofChanges {
  readonly claims?: JsonRecord
  readonly header?: JsonRecord
  readonly payload?: string
}

async function buildProof(token: string, { claims, header, payload }: ProofChanges = {}): Promise<string> {
  const key = await clientKey()
  const base = { htm: 'GET', htu: url, iat: fixture.now, jti: randomUUID(), ath: hash(token) }
  return signJws({
    header: { typ: 'dpop+jwt', alg: key.alg, jwk: key.publicJwk, ...header },
    payload: payload ?? { ...base, ...claims },
    key,
  })
}

/** Sends a token with a proof and gives what came of it: `200`, or status and rule. */
async function judge(
  api: Api,
  headers: Readonly<Record<string, string>>,
  bearer: Partial<BearerOptions> = accepted,
): Promise<string> {
  const { response } = await api.send(headers, bearer, url)
  if (response === undefined) return '200'
  const { rule } = ((await findEvent(api.events, response))?.detail ?? {}) as { rule?: string }
  return `${response.status} ${rule}`
}

describe('R-09, K-10: a token that is bound to a key', () => {
  it('passes with a proof of that key, each proof once', async () => {
    const api = fixture.createApi()
    const token = await signBound()
    const dpop = await buildProof(token)
    const sent = { authorization: `DPoP ${token}`, dpop }
    expect(await judge(api, sent)).toBe('200')
    expect(await judge(api, sent)).toBe('401 replay')
    expect(await judge(api, { ...sent, dpop: await buildProof(token) })).toBe('200')
  })

  it('passes by introspection, too', async () => {
    const api = fixture.createApi({ accessTokenFormat: 'opaque' })
    const { kid: jkt } = await clientKey()
    const claims = { ...fixture.buildClaims({ cnf: { jkt } }), token_type: 'DPoP' }
    const token = fixture.provider.issueAccessToken(claims)
    expect(await judge(api, { authorization: `DPoP ${token}`, dpop: await buildProof(token) })).toBe('200')
    expect(await judge(api, { authorization: `Bearer ${token}`, dpop: await buildProof(token) })).toBe(
      '401 bound',
    )
  })

  it('is refused as a Bearer token, with a proof or without', async () => {
    const api = fixture.createApi()
    const token = await signBound()
    expect(await judge(api, { authorization: `Bearer ${token}` })).toBe('401 bound')
    expect(await judge(api, { authorization: `Bearer ${token}`, dpop: await buildProof(token) })).toBe(
      '401 bound',
    )
    const { response } = await api.send(`Bearer ${token}`, accepted)
    expect(response?.headers.get('www-authenticate')).toMatch(
      /^Bearer error="invalid_token", .*, DPoP algs="RS256 /u,
    )
  })

  it('and to a certificate passes with both, and with neither alone', async () => {
    const certificate = Buffer.from('any bytes')
    const { kid: jkt } = await clientKey()
    const digest = createHash('sha256').update(certificate).digest('base64url')
    const token = await signBound({ cnf: { jkt, 'x5t#S256': digest } })
    const { engine } = fixture.createApi()
    const ask = async (dpop: string | undefined, peer: object, bearer: Partial<BearerOptions>) => {
      const headers: Readonly<Record<string, string | undefined>> = { authorization: `DPoP ${token}`, dpop }
      const facts = { method: 'GET', url, header: (name: string) => headers[name], peer }
      return (await engine.gate(facts, { bearer: { audience, ...bearer } })).response?.status
    }
    const both = { dpop: 'accepted', mtls: 'accepted' } as const
    expect(await ask(await buildProof(token), { certificate }, both)).toBeUndefined()
    expect(await ask(await buildProof(token), {}, both)).toBe(401)
    expect(await ask(undefined, { certificate }, both)).toBe(401)
    // Where one of them is not checked, the other is not enough.
    expect(await ask(await buildProof(token), { certificate }, { dpop: 'accepted' })).toBe(401)
  })

  it('is refused where proofs are not checked, and any other where they are required', async () => {
    const api = fixture.createApi()
    const token = await signBound()
    const proof = { authorization: `DPoP ${token}`, dpop: await buildProof(token) }
    expect(await judge(api, { authorization: `Bearer ${token}` }, {})).toBe('401 cnf')
    expect(await judge(api, proof, {})).toBe('401 scheme')
    expect(await judge(api, { authorization: `Bearer ${await fixture.sign()}` }, { dpop: 'required' })).toBe(
      '401 cnf',
    )
    expect(await judge(api, proof, { dpop: 'required' })).toBe('200')
  })

  it('is told from one that is not: that one is no DPoP token', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign()
    expect(await judge(api, { authorization: `Bearer ${token}` })).toBe('200')
    expect(await judge(api, { authorization: `DPoP ${token}`, dpop: await buildProof(token) })).toBe(
      '401 unbound',
    )
  })

  it('does not reveal its scopes without a proof of possession', async () => {
    const api = fixture.createApi()
    const token = await signBound()
    const bearer = { ...accepted, scopes: ['delete'] }
    expect(await judge(api, { authorization: `DPoP ${token}` }, bearer)).toBe('401 missing')
    expect(await judge(api, { authorization: `DPoP ${token}`, dpop: await buildProof(token) }, bearer)).toBe(
      '403 delete',
    )
  })

  it.each([{ jkt: 7 }, { jkt: '' }, { jkt: 'short' }, {}, [], 'x', null, { jkt: 'x'.repeat(43), kid: 'x' }])(
    'is refused with cnf %j',
    async (cnf) => {
      const token = await signBound({ cnf })
      const sent = { authorization: `DPoP ${token}`, dpop: await buildProof(token) }
      expect(await judge(fixture.createApi(), sent)).toBe('401 cnf')
    },
  )

  it('is refused with a key that is another’s', async () => {
    const { kid: jkt } = await fixture.provider.signingKey()
    const token = await signBound({ cnf: { jkt } })
    const sent = { authorization: `DPoP ${token}`, dpop: await buildProof(token) }
    expect(await judge(fixture.createApi(), sent)).toBe('401 jkt')
  })
})

describe('R-09, K-10: a proof', () => {
  async function judgeProof(build: (token: string) => string | Promise<string>): Promise<string> {
    const token = await signBound()
    return judge(fixture.createApi(), { authorization: `DPoP ${token}`, dpop: await build(token) })
  }

  it.each<JsonRecord>([
    {},
    { iat: 1_793_000_000 - 90 },
    { iat: 1_793_000_000 + 30 },
    { htu: `${url}?query=1` },
    { htu: `${url}#fragment` },
    { htu: 'HTTPS://APP.example.com:443/api' },
    { jti: 'x'.repeat(256) },
    { nonce: 'a nonce that was not requested' },
  ])('passes with %j', async (claims) => {
    expect(await judgeProof((token) => buildProof(token, { claims }))).toBe('200')
  })

  it.each<JsonRecord>([
    { htm: 'POST' },
    { htm: 'get' },
    { htm: undefined },
    { htu: `${baseUrl}/other` },
    { htu: `${url}/` },
    { htu: 'https://evil.example/api' },
    { htu: 'http://app.example.com/api' },
    { htu: '/api' },
    { htu: [url] },
    { htu: undefined },
    { htu: 'https://user@app.example.com/api' },
    { iat: 1_793_000_000 - 91 },
    { iat: 1_793_000_000 + 31 },
    { iat: undefined },
    { iat: '1793000000' },
    { iat: Infinity },
    { jti: undefined },
    { jti: '' },
    { jti: 7 },
    { jti: 'x'.repeat(257) },
    { ath: undefined },
    { ath: '' },
    { ath: hash('another token') },
    { ath: [] },
  ])('is refused by its claims with %j', async (claims) => {
    expect(await judgeProof((token) => buildProof(token, { claims }))).toBe('401 claims')
  })

  it.each<readonly [string, JsonRecord]>([
    ['header', { typ: 'JWT' }],
    ['header', { typ: 'DPOP+JWT' }],
    ['header', { typ: undefined }],
    ['header', { jwk: undefined }],
    ['header', { jwk: 'x' }],
    ['header', { jwk: { kty: 'oct', k: 'AAAA' } }],
    ['jkt', { jwk: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' } }],
    ['alg', { alg: 'none' }],
    ['alg', { alg: 'HS256' }],
    ['crit', { crit: ['x'] }],
    // The key is there for RS256.
    ['key', { alg: 'RS384' }],
  ])('is refused by the rule %s with %j', async (rule, header) => {
    expect(await judgeProof((token) => buildProof(token, { header }))).toBe(`401 ${rule}`)
  })

  it('is refused with the private key in it, and with one that is too short or too long', async () => {
    const { privateJwk, publicJwk } = await clientKey()
    for (const jwk of [
      privateJwk,
      { ...publicJwk, n: 'AQAB' },
      { ...publicJwk, n: 'x'.repeat(8000) },
      { ...publicJwk, e: 'x'.repeat(300) },
    ])
      expect(await judgeProof((token) => buildProof(token, { header: { jwk } }))).toBe('401 header')
  })

  it('is refused with a key that is there to encrypt, or for another algorithm', async () => {
    const { publicJwk } = await clientKey()
    const judgeKey = (changes: JsonRecord): Promise<string> =>
      judgeProof((token) => buildProof(token, { header: { jwk: { ...publicJwk, ...changes } } }))
    expect(await judgeKey({ use: 'enc' })).toBe('401 key')
    expect(await judgeKey({ use: 7 })).toBe('401 key')
    expect(await judgeKey({ alg: 'RS384' })).toBe('401 key')
    expect(await judgeKey({ alg: 7 })).toBe('401 key')
    expect(await judgeKey({ use: 'sig', alg: 'RS256' })).toBe('200')
    expect(await judgeKey({ use: undefined, alg: undefined })).toBe('200')
    expect(
      await judgeProof((token) =>
        buildProof(token, { header: { alg: 'RS384', jwk: { ...publicJwk, alg: undefined } } }),
      ),
    ).toBe('401 signature')
  })

  it('is refused when it is missing, twice there, or nothing like one', async () => {
    const token = await signBound()
    const proof = await buildProof(token)
    const api = fixture.createApi()
    const authorization = `DPoP ${token}`
    expect(await judge(api, { authorization })).toBe('401 missing')
    for (const dpop of [
      `${proof}, ${proof}`,
      `${proof},`,
      '',
      ' ',
      'x',
      `${proof}.x`,
      `${proof}=`,
      token,
      '..',
    ])
      expect([dpop.slice(0, 9), await judge(api, { authorization, dpop })]).toEqual([
        dpop.slice(0, 9),
        expect.stringMatching(/^401 (?:grammar|header)$/u),
      ])
    expect(await judge(api, { authorization, dpop: proof })).toBe('200')
  })

  it('is refused when its signature is another’s, or an HMAC with the public key', async () => {
    const key = await fixture.provider.signingKey()
    const { publicJwk } = await clientKey()
    expect(
      await judgeProof((token) =>
        signJws({
          header: { typ: 'dpop+jwt', alg: key.alg, jwk: publicJwk },
          payload: { htm: 'GET', htu: url, iat: fixture.now, jti: 'x', ath: hash(token) },
          key,
        }),
      ),
    ).toBe('401 signature')
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    expect(
      await judgeProof((token) => {
        const payload = { htm: 'GET', htu: url, iat: fixture.now, jti: 'x', ath: hash(token) }
        const input = `${encode({ typ: 'dpop+jwt', alg: 'HS256', jwk: publicJwk })}.${encode(payload)}`
        const secret = JSON.stringify(publicJwk)
        return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
      }),
    ).toBe('401 alg')
  })

  it('is refused with a member twice', async () => {
    const payload = `{"htm":"GET","htm":"GET","htu":"${url}","iat":${fixture.now},"jti":"x","ath":"x"}`
    expect(await judgeProof((token) => buildProof(token, { payload }))).toBe('401 payload')
  })

  it('is good once among requests that come at once', async () => {
    const api = fixture.createApi()
    const token = await signBound()
    const sent = { authorization: `DPoP ${token}`, dpop: await buildProof(token) }
    const gates = await Promise.all(Array.from({ length: 20 }, () => api.send(sent, accepted, url)))
    expect(gates.filter(({ response }) => response === undefined)).toHaveLength(1)
  })

  it('that was used stays used, whatever becomes of the clock', async () => {
    const api = fixture.createApi()
    const token = await signBound()
    const sent = { authorization: `DPoP ${token}`, dpop: await buildProof(token) }
    expect(await judge(api, sent)).toBe('200')
    const began = fixture.now
    for (const seconds of [-1, -30, 0, 1, 89, 90]) {
      fixture.now = began + seconds
      expect([seconds, await judge(api, sent)]).toEqual([seconds, '401 replay'])
    }
    fixture.now = began + 91
    expect(await judge(api, sent)).toBe('401 claims')
  })

  it('from ahead of our clock stays used until it is too old', async () => {
    const api = fixture.createApi()
    const token = await signBound()
    const dpop = await buildProof(token, { claims: { iat: fixture.now + 30 } })
    const sent = { authorization: `DPoP ${token}`, dpop }
    expect(await judge(api, sent)).toBe('200')
    fixture.now += 120
    expect(await judge(api, sent)).toBe('401 replay')
    fixture.now += 1
    expect(await judge(api, sent)).toBe('401 claims')
  })

  it('that was used is not driven out by a thousand others', async () => {
    const api = fixture.createApi()
    const token = await signBound()
    const sent = { authorization: `DPoP ${token}`, dpop: await buildProof(token) }
    expect(await judge(api, sent)).toBe('200')
    const more = await Promise.all(Array.from({ length: 1100 }, () => buildProof(token)))
    for (const dpop of more) expect(await judge(api, { ...sent, dpop })).toBe('200')
    expect(await judge(api, sent)).toBe('401 replay')
  })

  it('that is refused is not used up, so that an attacker cannot burn it for its owner', async () => {
    const api = fixture.createApi()
    const token = await signBound()
    const dpop = await buildProof(token)
    const [header, payload] = dpop.split('.')
    expect(await judge(api, { authorization: `DPoP ${token}`, dpop: `${header}.${payload}.AAAA` })).toBe(
      '401 signature',
    )
    expect(await judge(api, { authorization: `DPoP ${token}`, dpop })).toBe('200')
  })

  it.each<readonly [string, JsonRecord]>([
    ['RS256', { key_ops: ['sign'] }],
    ['RS256', { key_ops: [] }],
    ['RS256', { key_ops: 'verify' }],
    ['RS256', { use: 'enc', alg: 'PS256', ext: 'x' }],
    ['RS256', { n: 'A'.repeat(342) }],
    ['RS256', { n: '*'.repeat(342) }],
    ['RS256', { e: 'AA' }],
    ['ES256', { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) }],
    ['ES256', { kty: 'EC', crv: 'secp256k1', x: 'A'.repeat(43), y: 'A'.repeat(43) }],
    ['EdDSA', { kty: 'OKP', crv: 'Ed25519', x: 'A' }],
    ['EdDSA', { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) }],
    ['Ed25519', { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) }],
  ])(
    'of a key that is none is 401 and never 500, also where the token is bound to it: %s %#',
    async (alg, odd) => {
      const jwk = { ...(await clientKey()).publicJwk, ...odd }
      const api = fixture.createApi()
      const token = await signBound({ cnf: { jkt: await calculateJwkThumbprint(jwk) } })
      const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
      const claims = { htm: 'GET', htu: url, iat: fixture.now, jti: 'x', ath: hash(token) }
      for (const signature of ['AA', 'A'.repeat(86), 'A'.repeat(342)]) {
        const dpop = `${encode({ typ: 'dpop+jwt', alg, jwk })}.${encode(claims)}.${signature}`
        expect(await judge(api, { authorization: `DPoP ${token}`, dpop })).toMatch(
          /^401 (?:key|signature|(?:modulus|exponent|point)_[a-z]+)$/u,
        )
      }
    },
  )

  it('of the same jti by another key, or for another token, is another', async () => {
    const api = fixture.createApi()
    const [one, two] = [await signBound({ jti: '1' }), await signBound({ jti: '2' })]
    const claims = { jti: 'same' }
    expect(await judge(api, { authorization: `DPoP ${one}`, dpop: await buildProof(one, { claims }) })).toBe(
      '200',
    )
    expect(await judge(api, { authorization: `DPoP ${two}`, dpop: await buildProof(one, { claims }) })).toBe(
      '401 claims',
    )
  })

  it('is asked for with the algorithms', async () => {
    const { response } = await fixture.createApi().send({}, { dpop: 'required' })
    expect(response?.headers.get('www-authenticate')).toBe(
      'DPoP algs="RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519"',
    )
    const { engine } = fixture.createApi()
    engine.bearer({ audience: url, dpop: 'required' })
    const metadata = await engine.handle(new Request(`${baseUrl}/.well-known/oauth-protected-resource/api`))
    const taken = { dpop_signing_alg_values_supported: expect.arrayContaining(['ES256']) as unknown }
    expect(await metadata?.json()).toMatchObject({ dpop_bound_access_tokens_required: true, ...taken })
    // Another guard of the same API takes tokens without a proof: they are taken, and no longer required.
    engine.bearer({ audience: url, scopes: ['read'] })
    const both = await engine.handle(new Request(`${baseUrl}/.well-known/oauth-protected-resource/api`))
    const document: unknown = await both?.json()
    expect(document).toMatchObject(taken)
    expect(document).not.toHaveProperty('dpop_bound_access_tokens_required')
  })
})

describe('R-09, K-10: a proof and several guards', () => {
  const guards: readonly Partial<BearerOptions>[] = [
    { dpop: 'accepted' },
    { dpop: 'required' },
    { dpop: 'accepted', scopes: ['read'] },
    { dpop: 'accepted', cacheSeconds: 0 },
  ]

  async function buildRequest(headers?: Readonly<Record<string, string>>) {
    const token = await signBound()
    const dpop = await buildProof(token)
    return { authorization: `DPoP ${token}`, dpop, ...headers }
  }

  it('passes all guards of an engine with one request, and none with another', async () => {
    const { engine } = fixture.createApi()
    const headers = await buildRequest()
    const ask = async (request: Request | HttpRequest, bearer: Partial<BearerOptions>) =>
      (await engine.gate(request, { bearer: { audience, ...bearer } })).response?.status ?? 200
    const web = new Request(url, { headers })
    for (const bearer of [...guards, ...guards]) expect(await ask(web, bearer)).toBe(200)
    const other = await buildRequest()
    const facts: HttpRequest = { method: 'GET', url, header: (name) => other[name as keyof typeof other] }
    for (const bearer of guards) expect(await ask(facts, bearer)).toBe(200)
    for (const bearer of guards) {
      expect(await ask(new Request(url, { headers }), bearer)).toBe(401)
      expect(await ask(new Request(web), bearer)).toBe(401)
      expect(await ask(web.clone(), bearer)).toBe(401)
      expect(await ask({ ...facts }, bearer)).toBe(401)
    }
  })

  it('passes guards that look at one request at once', async () => {
    const { engine } = fixture.createApi()
    const headers = await buildRequest()
    const requests = [new Request(url, { headers }), new Request(url, { headers })]
    const statuses = await Promise.all(
      requests.map((request) =>
        Promise.all(
          guards.map(async (bearer) => {
            const { response } = await engine.gate(request, { bearer: { audience, ...bearer } })
            return response?.status ?? 200
          }),
        ),
      ),
    )
    expect(statuses.map((each) => [...new Set(each)]).sort()).toEqual([[200], [401]])
  })

  it('is told from that of another request by nothing that a client sends', async () => {
    const { engine } = fixture.createApi()
    const ids = { 'x-request-id': '1', traceparent: '00-1-1-00', 'x-correlation-id': '1', cookie: 'id=1' }
    const headers = await buildRequest(ids)
    const guard = engine.bearer({ audience, dpop: 'accepted' })
    const peer = { address: '10.0.0.1' }
    const send = async () => {
      const facts = { method: 'GET', url, peer, header: (name: string) => new Headers(headers).get(name) }
      return (await guard.authenticate(facts)).response?.status ?? 200
    }
    expect([await send(), await send()]).toEqual([200, 401])
  })

  it('passes a step of an adapter for each guard, which reads the request anew', async () => {
    const { engine } = fixture.createApi()
    const headers: Readonly<Record<string, string>> = await buildRequest()
    const { authorize } = createFrameworkAuth(engine, {
      readRequest: () => ({ method: 'GET', url, header: (name) => headers[name] }),
      attach: () => undefined,
    })
    const [one, another] = [{}, {}]
    const steps = guards.map((bearer) => engine.bearer({ audience, ...bearer }))
    for (const guard of steps) expect(await authorize(one, { add: () => undefined }, guard)).toBeUndefined()
    for (const guard of steps)
      expect((await authorize(another, { add: () => undefined }, guard))?.status).toBe(401)
  })

  it('is used up for all engines of a process that share their memory, and for no others', async () => {
    const options = {
      baseUrl,
      providers: [{ providerId: 'main', issuerUrl: fixture.provider.issuerUrl, clientId: 'app' }],
      security: { defaultRoles: ['ROLE_USER'] },
      session: { secret: 'a secret of more than thirty-two bytes' },
    } as const
    const now = () => fixture.now
    const headers = await buildRequest()
    const ask = async (shared: boolean) => {
      const engine = createEngine(options, { now, log: () => undefined }, { shared })
      const bearer = { audience, dpop: 'accepted' } as const
      return (await engine.gate(new Request(url, { headers }), { bearer })).response?.status ?? 200
    }
    expect([await ask(true), await ask(true), await ask(true)]).toEqual([200, 401, 401])
    expect([await ask(false), await ask(false)]).toEqual([200, 200])
  })
})

describe('R-09, K-10: a clock that was set forward and back', () => {
  it.each([91, 3600, 86_400])('by %i seconds revives no proof', async (seconds) => {
    const api = fixture.createApi()
    const token = await signBound({ exp: fixture.now + 200_000 })
    const sent = { authorization: `DPoP ${token}`, dpop: await buildProof(token) }
    expect(await judge(api, sent)).toBe('200')
    fixture.now += seconds
    // Whatever is dropped is dropped when the next proof comes.
    const later = { ...sent, dpop: await buildProof(token) }
    expect(await judge(api, later)).toBe('200')
    fixture.now -= seconds
    expect(await judge(api, sent)).toBe('401 replay')
    fixture.now += 1
    expect(await judge(api, { ...sent, dpop: await buildProof(token) })).toBe('200')
  })
})

describe('R-09, K-10: a nonce', () => {
  const bearer: Partial<BearerOptions> = { dpop: 'required_with_nonce' }

  async function ask(api: Api, token: string, nonce?: unknown) {
    const dpop = await buildProof(token, { claims: nonce === undefined ? {} : { nonce } })
    const { response } = await api.send({ authorization: `DPoP ${token}`, dpop }, bearer, url)
    return response
  }

  it('is given out, and good for the next proofs, in another process, too', async () => {
    const token = await signBound()
    const first = await ask(fixture.createApi(), token)
    expect(first?.status).toBe(401)
    expect(first?.headers.get('www-authenticate')).toContain('error="use_dpop_nonce"')
    const nonce = first?.headers.get('dpop-nonce') ?? ''
    const api = fixture.createApi()
    expect(await ask(api, token, nonce)).toBeUndefined()
    fixture.now += 280
    const later = await signBound()
    expect(await ask(api, later, nonce)).toBeUndefined()
    fixture.now += 320
    expect((await ask(api, await signBound(), nonce))?.headers.get('dpop-nonce')).not.toBe(nonce)
  })

  it.each(['', 'x', 7, null, ['x'], 'a.b.c.d.e'])(
    'that was not issued here is refused: %j',
    async (nonce) => {
      expect((await ask(fixture.createApi(), await signBound(), nonce))?.status).toBe(401)
    },
  )
})
