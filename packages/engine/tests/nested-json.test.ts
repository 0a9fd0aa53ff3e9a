import { createHash } from 'node:crypto'
import { signJws, type JsonRecord, type Twists } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { decideAccess } from '@x/oidc-core'
import { createEngine, type BearerOptions } from '@x/oidc-engine'
import { createSealer } from '../src/crypto/seal.ts'
import { baseUrl, useBearerFixture } from './bearer-fixture.ts'
import { sessionSecret } from './start-app.ts'
import { useSignInFixture } from './sign-in-fixture.ts'

const api = useBearerFixture()
const signIn = useSignInFixture()

/** More levels than any stack has room for, in less than the megabyte that an answer may have. */
const levels = 200_000

/** Writes an object with one more member, which is nested deep. */
function nest(value: object, depth = levels): string {
  return `${JSON.stringify(value).slice(0, -1)},"deep":${'['.repeat(depth)}${']'.repeat(depth)}}`
}

const json = { 'content-type': 'application/json' }

describe('I-16, R-07: JSON that is nested 200,000 levels deep', () => {
  it.each<readonly [string, Partial<BearerOptions>, Twists]>([
    ['an introspection answer', { accessTokenLookup: 'introspection' }, { introspection: nest }],
    ['an introspection answer that is asked to be signed', { accessTokenLookup: 'signed_introspection' }, {}],
    ['the metadata', {}, { metadata: nest }],
    ['the key set', {}, { jwks: nest }],
    ['a key of the key set', {}, { jwks: ({ keys }) => `{"keys":[${keys.map((key) => nest(key)).join()}]}` }],
    ['a UserInfo answer', { accessTokenLookup: 'userinfo', audience: 'unchecked' }, { userinfo: nest }],
  ])('in %s is 503 behind a guard, and passes with the next answer', async (_, bearer, twists) => {
    const app = api.createApi()
    const isJwt = bearer.accessTokenLookup === undefined
    const claims = api.buildClaims()
    const token = isJwt ? await api.sign(claims) : api.provider.issueAccessToken(claims)
    api.provider.twist(twists)
    if (bearer.accessTokenLookup === 'signed_introspection') {
      const key = await api.provider.signingKey()
      const payload = nest({ ...claims, token_introspection: { active: true, ...claims } })
      const body = await signJws({ header: { alg: key.alg, typ: 'token-introspection+jwt' }, payload, key })
      const headers = { 'content-type': 'application/token-introspection+jwt' }
      api.provider.twist({ respond: ({ path }) => (path === '/introspect' ? { headers, body } : undefined) })
    }
    const { response } = await app.send(`Bearer ${token}`, bearer)
    expect(response?.status).toBe(503)
    expect(response?.headers.get('retry-after')).toBe('10')
    expect(JSON.stringify(app.events)).not.toContain('unexpected')
    api.provider.behave()
    if (bearer.accessTokenLookup !== 'signed_introspection')
      expect(await app.judge(token, bearer)).toBe('200')
  })

  // A header of Node has room for some 6,000 levels.
  it.each([101, 1000, 5000])('in a token is 401, with %i levels', async (depth) => {
    const app = api.createApi()
    const key = await api.provider.signingKey()
    const payload = nest(api.buildClaims(), depth)
    const inPayload = await signJws({ header: { alg: key.alg, kid: key.kid, typ: 'at+jwt' }, payload, key })
    const [header = '', ...rest] = (await api.sign()).split('.')
    const nested = nest(JSON.parse(Buffer.from(header, 'base64url').toString()) as object, depth)
    const inHeader = [Buffer.from(nested).toString('base64url'), ...rest].join('.')
    expect(await app.judge(inPayload)).toBe('401 invalid_token payload')
    expect(await app.judge(inHeader)).toBe('401 invalid_token header')
    for (const token of [inPayload, inHeader])
      expect(await app.judge(token, { accessTokenLookup: 'introspection' })).toMatch(/^401 invalid_token/u)
  })

  it.each(['header', 'payload', 'jwk'])('in the %s of a DPoP proof is 401', async (place) => {
    const app = api.createApi()
    const key = await api.stranger.signingKey()
    const token = await api.sign(api.buildClaims({ cnf: { jkt: key.kid } }))
    const ath = createHash('sha256').update(token).digest('base64url')
    const claims = { htm: 'GET', htu: `${baseUrl}/api`, iat: api.now, jti: 'x', ath }
    const deep = (value: object): string => nest(value, 3000)
    const base = { typ: 'dpop+jwt', alg: key.alg }
    const header =
      place === 'jwk'
        ? `${JSON.stringify(base).slice(0, -1)},"jwk":${deep(key.publicJwk)}}`
        : place === 'header'
          ? deep({ ...base, jwk: key.publicJwk })
          : JSON.stringify({ ...base, jwk: key.publicJwk })
    const payload = place === 'payload' ? deep(claims) : JSON.stringify(claims)
    const input = [header, payload].map((part) => Buffer.from(part).toString('base64url')).join('.')
    const { response } = await app.send(
      { authorization: `DPoP ${token}`, dpop: `${input}.AAAA` },
      { dpop: 'accepted' },
    )
    expect(response?.status).toBe(401)
    expect(app.events.at(-1)?.detail).toEqual({
      error: 'invalid_dpop_proof',
      rule: place === 'payload' ? 'payload' : 'header',
    })
  })

  it.each<readonly [string, Twists]>([
    ['the metadata', { metadata: nest }],
    ['the key set', { jwks: nest }],
    ['a token answer', { tokenResponse: nest }],
    ['an ID Token', { idTokenClaims: nest }],
    ['UserInfo', { userinfo: nest }],
  ])('in %s ends a sign-in with 502, and not with 500', async (place, twists) => {
    const events: string[] = []
    const engine = createEngine(
      {
        baseUrl: signIn.app.origin,
        providers: [
          {
            ...{ providerId: 'main', issuerUrl: signIn.provider.issuerUrl, clientId: 'app' },
            clientSecret: 'client secret with : % + and é',
            rolesClaims: [{ path: 'groups', from: place === 'UserInfo' ? 'userinfo' : 'idToken' }],
          },
        ],
        security: { roleMapping: { staff: ['ROLE_USER'] } },
        session: { secret: sessionSecret },
      },
      { now: () => signIn.now, log: ({ code }) => events.push(code) },
    )
    if (place === 'the metadata') signIn.provider.twist(twists)
    const get = (url: string, cookie = '') => engine.handle(new Request(url, { headers: { cookie } }))
    const start = await get(`${signIn.app.origin}/oauth2/authorization/main`)
    signIn.provider.twist(twists)
    let answer = start
    if (start?.status === 302) {
      const asked = await fetch(start.headers.get('location') ?? '', { redirect: 'manual' })
      const cookie = start.headers.getSetCookie().map((set) => set.split(';')[0])
      answer = await get(asked.headers.get('location') ?? '', cookie.join('; '))
    }
    expect(answer?.status).toBe(502)
    expect(answer?.headers.getSetCookie().some((set) => /^oidc-[\da-f]{8}=[^;]/u.test(set))).toBe(false)
    expect(events).not.toContain('unexpected')
  })

  it('in an error of the token endpoint is no more than its status', async () => {
    const respond: Twists['respond'] = ({ path }) =>
      path === '/token' ? { status: 400, headers: json, body: nest({ error: 'invalid_grant' }) } : undefined
    signIn.provider.twist({ respond })
    const answer = await signIn.openBrowser().get(`${signIn.app.origin}/oauth2/authorization/main`)
    expect(answer.status).toBe(400)
    expect(signIn.app.events.at(-1)).toMatchObject({
      code: 'token_request_failed',
      detail: { error: 'status 400' },
    })
  })

  it('in a cookie that our own key sealed is no session', async () => {
    let deep: unknown = []
    for (let depth = 0; depth < 3000; depth += 1) deep = [deep]
    const sealer = createSealer([sessionSecret], { audience: baseUrl })
    for (const [claims, isRead] of [
      [[], true],
      [deep, false],
    ] as const) {
      const sealed = await sealer.seal('session', 'oidc', { claims })
      expect((await sealer.unseal('session', 'oidc', sealed)) !== undefined).toBe(isRead)
    }
  })

  it('decides nothing in core either', () => {
    const claims: JsonRecord = { sub: 'ada', groups: 'staff' }
    let deep: unknown = 'staff'
    for (let depth = 0; depth < levels; depth += 1) deep = depth % 2 === 0 ? [deep] : { groups: deep }
    const { config } = api.createApi().engine
    const [provider] = config.providers
    for (const groups of [deep, [deep], { groups: deep }, 'staff'] as never[]) {
      const decision = decideAccess(provider, { bearer: { ...claims, groups } })
      expect(decision.roles).toEqual(groups === 'staff' ? ['ROLE_USER'] : [])
    }
  })
})
