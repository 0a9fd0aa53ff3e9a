import { join } from 'node:path'
import {
  createEngine,
  type BearerAuthentication,
  type RequestAuth,
  type Engine,
  type HttpRequest,
} from '@x/oidc-engine'
import { hostileValues, listPropertyNames, pairWithHostileValues, whilePolluted } from '@x/oidc-testing'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { audience, baseUrl, useBearerFixture } from '../bearer-fixture.ts'
import { useSignInFixture } from '../sign-in-fixture.ts'
import { createAppEngine } from '../start-app.ts'

const signedIn = useSignInFixture()
const bearer = useBearerFixture()

const packages = join(import.meta.dirname, '../../..')
const names = listPropertyNames(['core', 'engine'].map((name) => join(packages, name, 'src')))

/** Requests, each with what it asks of an engine: whether something opens that must not. */
interface Attack {
  readonly what: string
  readonly opens: () => Promise<boolean>
}

const script = (headers: Readonly<Record<string, string>> = {}, path = '/api'): HttpRequest => ({
  method: 'GET',
  url: `${baseUrl}${path}`,
  header: (name: string) => (Object.hasOwn(headers, name) ? headers[name] : undefined),
})

interface Callers {
  readonly guards?: readonly BearerAuthentication[]
  /** None of them is good for any of the guards. */
  readonly tokens?: readonly HttpRequest[]
  /** Signed in, without ROLE_ROOT. */
  readonly people?: readonly HttpRequest[]
  readonly callers?: readonly RequestAuth[]
}

/** The gates of an engine, for a caller who lacks what they require. */
function listAttacks(
  engine: Engine,
  { guards = [], tokens = [], people = [], callers = [] }: Callers,
): readonly Attack[] {
  const anonymous = script()
  type Passing = { readonly response?: Response | undefined }
  const passes = async (gate: Passing | Promise<Passing>): Promise<boolean> =>
    !((await gate).response instanceof Response)
  return [
    { what: 'a gate for users', opens: () => passes(engine.gate(anonymous, {})) },
    { what: 'a gate without options', opens: () => passes(engine.gate(anonymous)) },
    {
      what: 'a gate that is not optional',
      opens: () => passes(engine.gate(anonymous, { optional: false } as never)),
    },
    { what: 'a Web request at a gate', opens: () => passes(engine.gate(new Request(`${baseUrl}/api`), {})) },
    { what: 'an API without a token', opens: () => passes(engine.gate(anonymous, { bearer: { audience } })) },
    {
      what: 'the session endpoint',
      opens: async () => (await engine.handle(script({}, '/oauth2/session')))?.status === 200,
    },
    {
      what: 'who is calling',
      opens: async () => (await engine.authenticate(anonymous)).auth.status === 'authenticated',
    },
    ...people.flatMap((request, index): readonly Attack[] => [
      { what: `a role for ${index}`, opens: () => passes(engine.gate(request, { role: 'ROLE_ROOT' })) },
      {
        what: `all roles for ${index}`,
        opens: () => passes(engine.gate(request, { role: { all: ['ROLE_USER', 'ROLE_ROOT'] } })),
      },
    ]),
    ...tokens.flatMap((request, index) =>
      guards.slice(index === 0 ? 0 : -1).map((guard) => ({
        what: `a guard for token ${index}`,
        opens: () => passes(guard.authenticate(request)),
      })),
    ),
    ...callers.map((caller, index) => ({
      what: `caller ${index}`,
      opens: async () =>
        (await caller.authorize({ role: 'ROLE_ROOT' })) === undefined ||
        (await caller.authorize({ role: ['ROLE_ROOT'] })) === undefined,
    })),
  ]
}

let attacks: readonly Attack[] = []

beforeAll(async () => {
  const api = bearer.createApi()
  const sessions = signedIn.app.engine
  const browser = signedIn.openBrowser()
  expect((await browser.get(`${signedIn.app.origin}/me`)).status).toBe(200)
  const cookie = browser.cookies(signedIn.app.origin).map((each) => each.cookieString())
  const staff = { ...script({ cookie: cookie.join('; ') }), url: `${signedIn.app.origin}/admin` }
  const signed = [
    await bearer.sign(bearer.buildClaims({ scope: 'write', groups: [] })),
    await bearer.sign(bearer.buildClaims({ aud: 'https://other.example.com' })),
    await bearer.sign(bearer.buildClaims({ exp: bearer.now - 1000 })),
    ...(await Promise.all(
      ['exp', 'aud', 'iss', 'sub', 'jti'].map((claim) =>
        bearer.sign(bearer.buildClaims({ [claim]: undefined })),
      ),
    )),
    await bearer.sign(undefined, { typ: undefined }),
    `${(await bearer.sign()).slice(0, -8)}AAAAAAAA`,
  ]
  const guards = [
    api.engine.bearer({ audience, scopes: ['delete'] }),
    api.engine.bearer({ audience, maxAgeSeconds: 60 }),
    api.engine.bearer({ audience, roles: { all: ['ROLE_USER', 'ROLE_ROOT'] } }),
  ]
  // What is asked of the provider once is asked before the prototypes are polluted.
  for (const guard of guards)
    await guard.authenticate(script({ authorization: `Bearer ${await bearer.sign()}` }))
  const tokens = signed.map((token) => script({ authorization: `Bearer ${token}` }))
  attacks = [
    ...listAttacks(api.engine, { guards, tokens }),
    ...listAttacks(sessions, { people: [staff], callers: [await sessions.authenticate(staff)] }),
  ]
})

async function listOpened(name: string, value: unknown): Promise<readonly string[]> {
  // What throws or never ends opens nothing.
  const tried = await whilePolluted(name, value, () =>
    Promise.allSettled(attacks.map(async ({ opens }) => opens())),
  )
  return attacks.flatMap(({ what }, index) => {
    const outcome = tried?.[index]
    return outcome?.status === 'fulfilled' && outcome.value ? [`${what}, by ${name}`] : []
  })
}

describe('CVE-2026-73421: polluted prototypes', () => {
  it('are tried with all names that the sources read', () => {
    const some = [
      'optional',
      'role',
      'bearer',
      'all',
      'audience',
      'header',
      'whenTrue',
      'check',
      'x5t#S256',
      'hosts',
    ]
    expect(names).toEqual(expect.arrayContaining(some))
    expect(names.length).toBeGreaterThan(1000)
  })

  it.each(pairWithHostileValues(names))('%s, and no gate opens', async (_, value, names) => {
    expect(await listOpened('a name that no code reads', value)).toEqual([])
    const opened: string[] = []
    for (const name of names) opened.push(...(await listOpened(name, value)))
    expect(opened).toEqual([])
  })

  it.each(pairWithHostileValues(names))(
    '%s, and an engine that is made then opens nothing',
    async (_, value, names) => {
      const opened: string[] = []
      for (const name of names) {
        const made = await whilePolluted(name, value, () => {
          try {
            return [createAppEngine(baseUrl, { issuerUrl: 'https://id.example.com' }).engine]
          } catch {
            // Options that inherit a member are refused.
            return []
          }
        })
        for (const engine of made ?? []) {
          const gates = [
            await whilePolluted(name, value, () => engine.gate(script(), {}).catch(() => undefined)),
            await engine.gate(script(), { role: 'ROLE_USER' }),
            await engine.gate(script(), { bearer: { audience } }),
          ]
          if (gates.some((gate) => gate?.auth !== undefined)) opened.push(name)
        }
      }
      expect(opened).toEqual([])
    },
  )
})

/** An engine whose provider answers out of memory, so that a sign-in needs no socket. */
async function createOfflineSignIn() {
  const issuer = 'https://id.example.com'
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', use: 'sig' }
  let idToken = ''
  const answers: Readonly<Record<string, () => unknown>> = {
    '/.well-known/openid-configuration': () => ({
      ...{ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` },
      ...{ jwks_uri: `${issuer}/jwks`, userinfo_endpoint: `${issuer}/userinfo` },
      id_token_signing_alg_values_supported: ['ES256'],
    }),
    '/jwks': () => ({ keys: [jwk] }),
    '/token': () => ({ access_token: 'opaque', token_type: 'Bearer', id_token: idToken }),
    '/userinfo': () => ({ sub: 'eve', email: 'eve@example.com' }),
  }
  const { engine } = createAppEngine(baseUrl, {
    issuerUrl: issuer,
    provider: { rolesClaims: ['groups', { path: 'flag', whenTrue: 'none' }] },
    options: { fetch: async (url) => Response.json(answers[new URL(url).pathname]?.()) },
    now: () => bearer.now,
  })

  /** Begins a sign-in of a person without roles, and gives what finishes it. */
  return async (): Promise<() => Promise<Response | undefined>> => {
    const start = await engine.handle(script({}, '/oauth2/authorization/main'))
    const { searchParams } = new URL(start?.headers.get('location') ?? '')
    idToken = await new SignJWT({ nonce: searchParams.get('nonce'), groups: ['visitors'], flag: true })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuer(issuer)
      .setSubject('eve')
      .setAudience('app')
      .setIssuedAt(bearer.now)
      .setExpirationTime(bearer.now + 300)
      .sign(privateKey)
    const cookie = (start?.headers.getSetCookie() ?? []).map((each) => each.split(';')[0]).join('; ')
    const query = new URLSearchParams({ code: 'code', state: searchParams.get('state') ?? '' })
    return () => engine.handle(script({ cookie }, `/login/oauth2/code/main?${query.toString()}`))
  }
}

it.each(hostileValues.slice(1).filter(([label]) => label !== 'a function'))(
  'CVE-2026-73421: %s on every object admits no person who signs in without a role',
  async (_, value) => {
    const folders = ['engine/src/routes', 'engine/src/providers', 'engine/src/jwt', 'engine/src/sessions']
    const read = ['engine/src/crypto', 'core/src/roles', 'core/src/claims', 'core/src/validation', ...folders]
    const begin = await createOfflineSignIn()
    const denied = await (await begin())()
    expect(denied?.headers.get('location')).toBe(`${baseUrl}/login/denied`)
    const admitted: string[] = []
    for (const name of listPropertyNames(read.map((folder) => join(packages, folder)))) {
      const finish = await begin()
      const answer = await whilePolluted(name, value, () => finish().catch(() => undefined))
      const cookies = answer instanceof Response ? answer.headers.getSetCookie() : []
      if (cookies.some((cookie) => /^__Host-oidc-[\da-f]{8}=[^;]/u.test(cookie))) admitted.push(name)
    }
    expect(admitted).toEqual([])
  },
)

it('CVE-2026-73421: members of a session reading on every object make no user of an anonymous request', async () => {
  const engine = createEngine({
    baseUrl: 'https://app.example.com',
    providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
    session: { secret: 'a secret of more than thirty-two bytes' },
  })
  const planted = {
    session: { id: 'x', issuer: 'x', subject: 'root', name: 'root', claims: {}, trace: {} },
    roles: { roles: new Set(['ROLE_ADMIN', 'ROLE_USER']), hasRole: () => true },
    expiresAt: 2 ** 40,
    trace: { rules: ['polluted'] },
  }
  const damaged = { cookie: `${engine.config.session.cookieName}=e30.A.A.A.A` }
  const results: unknown[] = []
  for (const [name, value] of Object.entries(planted))
    Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true })
  try {
    for (const headers of [{}, damaged]) {
      const { auth } = await engine.authenticate(script(headers))
      results.push(auth.status, (await engine.gate(script(headers))).response instanceof Response)
    }
  } finally {
    for (const name of Object.keys(planted)) Reflect.deleteProperty(Object.prototype, name)
  }
  expect(results).toEqual(['anonymous', true, 'anonymous', true])
})
