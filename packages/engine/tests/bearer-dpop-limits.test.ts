import { createHash, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto'
import type { BearerOptions } from '@x/oidc-engine'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { createMemoryReplayStore, type ReplayStore } from '../src/cache/replay-store.ts'
import { baseUrl, useBearerFixture, type Api } from './bearer-fixture.ts'

const fixture = useBearerFixture()
const bearer: Partial<BearerOptions> = { dpop: 'required' }
/** With a store that is small enough to be filled by requests; the numbers of the real one have tests of their own. */
function createApi(replayStore: Pick<ReplayStore, 'claim' | 'release'> = createSmallStore()): Api {
  return fixture.createApi({}, { replayStore: { ...createSmallStore(), ...replayStore } })
}

const createSmallStore = () =>
  createMemoryReplayStore(() => fixture.now, { entries: 100, entriesPerOwner: 20 })

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

interface Client {
  readonly token: string
  /** Builds the headers of one request, with a `jti` of 250 characters. */
  readonly build: () => Readonly<Record<string, string>>
}

async function createClient(sub: string, keys: KeyPair = generateKeyPairSync('ed25519')): Promise<Client> {
  const jwk = keys.publicKey.export({ format: 'jwk' }) as JWK
  const jkt = await calculateJwkThumbprint(jwk)
  const token = await fixture.sign(fixture.buildClaims({ sub, cnf: { jkt } }))
  const ath = createHash('sha256').update(token).digest('base64url')
  const header = encode({ typ: 'dpop+jwt', alg: 'EdDSA', jwk })
  return {
    token,
    build: () => {
      const jti = randomUUID().padEnd(250, 'x')
      const claims = encode({ htm: 'GET', htu: `${baseUrl}/api`, iat: fixture.now, jti, ath })
      const input = `${header}.${claims}`
      const signature = sign(null, Buffer.from(input), keys.privateKey).toString('base64url')
      return { authorization: `DPoP ${token}`, dpop: `${input}.${signature}` }
    },
  }
}

interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

async function sendAll(api: Api, requests: readonly Readonly<Record<string, string>>[]) {
  const counts: Record<number, number> = {}
  for (const headers of requests) {
    const status = (await api.send(headers, bearer)).response?.status ?? 200
    counts[status] = (counts[status] ?? 0) + 1
  }
  return counts
}

const many = (count: number, client: Client) => Array.from({ length: count }, () => client.build())
const refused = (api: Api) => api.events.filter(({ code }) => code === 'bearer_refused').at(-1)?.detail
const warnings = (api: Api) => api.events.filter(({ level }) => level === 'warn')

it('CVE-2026-73421: takes no proof twice because of an identity that every object inherits', async () => {
  const api = createApi()
  const headers = (await createClient('ada')).build()
  Object.defineProperty(Object.prototype, 'identity', { value: {}, configurable: true })
  try {
    expect(await sendAll(api, [headers, headers, headers])).toEqual({ 200: 1, 401: 2 })
  } finally {
    Reflect.deleteProperty(Object.prototype, 'identity')
  }
})

describe('R-09, K-10: a client that sends more proofs than one may', () => {
  it('is answered 503 with Retry-After, and an honest client beside it gets in', async () => {
    const api = createApi()
    const [greedy, honest] = [await createClient('mallory'), await createClient('ada')]
    const first = greedy.build()
    expect(await sendAll(api, [first, ...many(49, greedy)])).toEqual({ 200: 20, 503: 30 })
    const { response } = await api.send(greedy.build(), bearer)
    expect(response?.headers.get('retry-after')).toBe('10')
    expect(response?.headers.get('www-authenticate')).toBeNull()
    expect(response?.headers.get('cache-control')).toBe('private, no-store')
    expect(await response?.json()).toMatchObject({ status: 503, code: 'too_many_proofs' })
    expect(refused(api)).toEqual({ error: 'too_many_proofs', rule: 'quota_full' })
    expect(await sendAll(api, many(20, honest))).toEqual({ 200: 20 })
    // No used proof was dropped.
    expect(await sendAll(api, [first])).toEqual({ 401: 1 })
    expect(refused(api)).toEqual({ error: 'invalid_dpop_proof', rule: 'replay' })
  })

  it('has its quota for its subject with many keys, and for its key with many subjects', async () => {
    const keys = generateKeyPairSync('ed25519')
    for (const create of [
      () => createClient('mallory'),
      (at: number) => createClient(`mallory ${at}`, keys),
      () => createClient('mallory', keys),
    ]) {
      const api = createApi()
      const clients = await Promise.all(Array.from({ length: 30 }, (_, at) => create(at)))
      expect(
        await sendAll(
          api,
          clients.flatMap((client) => many(1, client)),
        ),
      ).toEqual({ 200: 20, 503: 10 })
      expect(await sendAll(api, many(1, await createClient('ada')))).toEqual({ 200: 1 })
    }
  })

  it('has it at all guards of an engine together, also where it is refused for another reason', async () => {
    const api = createApi()
    const client = await createClient('mallory')
    for (let at = 0; at < 20; at += 1) {
      const scopes = at % 2 === 0 ? ['read'] : ['delete']
      const { response } = await api.send(client.build(), { ...bearer, scopes })
      expect(response?.status).toBe(at % 2 === 0 ? undefined : 403)
    }
    expect(await sendAll(api, many(3, client))).toEqual({ 503: 3 })
  })

  it('uses no proof up that is refused, and has its quota again when proofs expire', async () => {
    const api = createApi()
    const client = await createClient('mallory')
    expect(await sendAll(api, many(20, client))).toEqual({ 200: 20 })
    fixture.now += 30
    const waiting = client.build()
    expect(await sendAll(api, [waiting])).toEqual({ 503: 1 })
    fixture.now += 60
    expect(await sendAll(api, [waiting])).toEqual({ 503: 1 })
    fixture.now += 1
    expect(await sendAll(api, [waiting, waiting])).toEqual({ 200: 1, 401: 1 })
  })

  it('is reported once a minute, without its key or subject', async () => {
    const api = createApi()
    const client = await createClient('mallory')
    await sendAll(api, many(40, client))
    expect(warnings(api)).toMatchObject([{ code: 'dpop_proofs_exhausted', detail: { full: 'quota_full' } }])
    expect(JSON.stringify(warnings(api))).not.toContain('mallory')
    const texts = api.events.map(({ message, detail }) => JSON.stringify([message, detail]))
    expect(texts.join()).not.toContain('mallory')
    fixture.now += 59
    await sendAll(api, many(1, client))
    expect(warnings(api)).toHaveLength(1)
    fixture.now += 1
    await sendAll(api, many(1, client))
    expect(warnings(api)).toHaveLength(2)
  })
})

describe('R-09, K-10: a memory of proofs that is full', () => {
  it('refuses new proofs, drops none that is unexpired, and has room when they expire', async () => {
    const api = createApi()
    const clients = await Promise.all(Array.from({ length: 6 }, (_, at) => createClient(`mallory ${at}`)))
    const used = clients.flatMap((client) => many(18, client))
    expect(await sendAll(api, used)).toEqual({ 200: 100, 503: 8 })
    expect(refused(api)).toEqual({ error: 'too_many_proofs', rule: 'store_full' })
    expect(warnings(api)).toMatchObject([{ detail: { full: 'store_full' } }])
    expect(await sendAll(api, used.slice(0, 100))).toEqual({ 401: 100 })
    const honest = await createClient('ada')
    expect(await sendAll(api, many(1, honest))).toEqual({ 503: 1 })
    fixture.now += 91
    expect(await sendAll(api, many(1, honest))).toEqual({ 200: 1 })
    expect(await sendAll(api, used.slice(0, 3))).toEqual({ 401: 3 })
  })

  it('says 503 and not 401 to two guards of the request, too', async () => {
    const api = createApi()
    const client = await createClient('mallory')
    await sendAll(api, many(20, client))
    const request = new Request(`${baseUrl}/api`, { headers: client.build() })
    for (let guard = 0; guard < 2; guard += 1) {
      const options = { audience: 'https://api.example.com', dpop: 'required' } as const
      expect((await api.engine.gate(request, { bearer: options })).response?.status).toBe(503)
    }
  })
})

describe('R-09, K-10: a store of proofs', () => {
  it.each<readonly [string, ReplayStore['claim']]>([
    ['that rejects', () => Promise.reject(new Error('the store is down'))],
    [
      'that throws',
      () => {
        throw new Error('the store is down')
      },
    ],
    ['that answers with something else', () => 'OK' as never],
    ['that answers nothing', () => Promise.resolve(undefined as never)],
  ])('lets no proof pass %s: 503', async (_, claim) => {
    const api = createApi({ ...createSmallStore(), claim })
    const client = await createClient('ada')
    const { response } = await api.send(client.build(), bearer)
    expect(response?.status).toBe(503)
    expect(response?.headers.get('retry-after')).toBe('10')
  })

  it('is asked for keys and owners of a fixed size, whatever the length of a jti or a subject', async () => {
    const store = createSmallStore()
    const asked: string[] = []
    const api = createApi({
      ...store,
      claim: (key, claim) => {
        asked.push(key, ...claim.owners)
        return store.claim(key, claim)
      },
    })
    for (const sub of ['a', 'a'.repeat(255)]) {
      const client = await createClient(sub)
      expect((await api.send(client.build(), bearer)).response).toBeUndefined()
    }
    expect(asked.map((text) => text.length)).toEqual([48, 47, 51, 48, 47, 51])
    expect(new Set(asked).size).toBe(6)
  })
})
