import {
  startMisbehavingProvider,
  type JsonRecord,
  type MisbehavingProvider,
  type Twists,
} from '@x/oidc-testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useSignInFixture } from './sign-in-fixture.ts'
import { clientSecret, startApp, type App, type AppOptions } from './start-app.ts'

const rule = { path: ['realm_access', 'roles'], from: 'accessToken' as const }
const security = { requiredRoles: [], roleMapping: { admins: ['ROLE_ADMIN'] }, defaultRoles: ['ROLE_GUEST'] }

const fixture = useSignInFixture({ provider: { rolesClaims: [rule], security } })

/** Has the keys with which the provider signs access tokens, and never ID Tokens. */
let accessTokenKeys: MisbehavingProvider

beforeAll(async () => {
  accessTokenKeys = await startMisbehavingProvider()
})
afterAll(() => accessTokenKeys.close())

const claims = (changes: JsonRecord = {}): JsonRecord => ({
  iss: fixture.provider.issuerUrl,
  exp: fixture.now + 300,
  realm_access: { roles: ['admins'] },
  ...changes,
})

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const sign = (payload: unknown = claims(), header: JsonRecord = {}): Promise<string> =>
  accessTokenKeys.signJwt(payload, { typ: 'at+jwt', ...header })

/** Publishes both sets of keys and sends this access token. */
function twist(access_token: string, more: Twists = {}): void {
  fixture.provider.twist({
    tokenResponse: (response) => ({ ...response, access_token }),
    idTokenClaims: ({ at_hash: _, ...others }) => others,
    jwks: ({ keys }) => ({ keys: [...keys, ...accessTokenKeys.publishedKeys().keys] }),
    // The provider did not issue this access token, and would refuse it.
    respond: ({ path }) => (path === '/userinfo' ? userinfo : undefined),
    ...more,
  })
}

const userinfo = { headers: { 'content-type': 'application/json' }, body: '{"sub":"ada"}' }

interface SignedIn {
  readonly status: number
  readonly text: string
  readonly roles: unknown
  readonly warnings: readonly unknown[]
}

/** Signs in, and gives what the application says of it. */
async function signIn({ origin, events }: Pick<App, 'origin' | 'events'> = fixture.app): Promise<SignedIn> {
  const browser = fixture.openBrowser()
  const before = events.length
  const { status, text } = await browser.get(`${origin}/oauth2/authorization/main?returnTo=/me`)
  const session = await browser.get(`${origin}/oauth2/session`)
  return {
    status,
    text,
    roles: session.status === 200 ? (JSON.parse(session.text) as { roles: unknown }).roles : undefined,
    warnings: events
      .slice(before)
      .filter(({ code }) => code === 'access_token_unverifiable')
      .map(({ level, detail }) => [level, (detail as { problem: unknown }).problem]),
  }
}

async function withApp(options: Partial<AppOptions>, run: (app: App) => Promise<void>): Promise<void> {
  const { issuerUrl } = fixture.provider
  const app = await startApp({ issuerUrl, now: () => fixture.now, ...options })
  await run(app).finally(app.close)
}

describe('K-03: where ID Tokens and access tokens are signed with different keys', () => {
  it('a rotation of the second alone loses no role', async () => {
    twist(await sign())
    expect(await signIn()).toMatchObject({ roles: ['ROLE_ADMIN'], warnings: [] })
    fixture.provider.requests.clear()
    for (let rotation = 0; rotation < 3; rotation++) {
      await accessTokenKeys.rotateKeys()
      twist(await sign())
      expect(await signIn()).toMatchObject({ roles: ['ROLE_ADMIN'], warnings: [] })
    }
    expect(fixture.provider.requests.count('/jwks')).toBe(3)
  })

  it('a key that is never published costs what the budget has, and is known to be unpublished after a minute', async () => {
    await withApp({ provider: { rolesClaims: [rule], security } }, async (app) => {
      const unknown = { roles: [], warnings: [['warn', 'unknown_key']] }
      twist(await sign({ ...claims(), exp: fixture.now + 900 }), { jwks: (jwks) => jwks })
      for (let at = 0; at < 4; at++) expect(await signIn(app)).toMatchObject(unknown)
      // It may have been published since, and a role is not lost by what was not asked.
      expect((await signIn(app)).status).toBe(503)
      expect(fixture.provider.requests.count('/jwks')).toBe(5)
      for (let minute = 1; minute < 4; minute++) {
        fixture.now += 60
        for (let at = 0; at < 3; at++) expect(await signIn(app)).toMatchObject(unknown)
        expect(fixture.provider.requests.count('/jwks')).toBe(5 + minute)
      }
    })
  })

  it('an outage of the keys is no sign-in with fewer roles, where a rule reads the access token', async () => {
    await withApp({ provider: { rolesClaims: [rule], security } }, async (app) => {
      twist(await sign(), { jwks: (jwks) => jwks })
      await signIn(app)
      fixture.now += 60
      fixture.provider.twist({ respond: ({ path }) => (path === '/jwks' ? { status: 500 } : undefined) })
      const { status, text } = await signIn(app)
      expect(status).toBe(503)
      expect(text).toContain('provider_unavailable')
    })
  })

  it('a token that is looked at for a hint alone costs no fetch', async () => {
    await withApp({ provider: { rolesClaims: [rule.path], security } }, async (app) => {
      twist(await sign(), { jwks: (jwks) => jwks })
      expect(await signIn(app)).toMatchObject({ roles: ['ROLE_GUEST'], warnings: [] })
      expect(fixture.provider.requests.count('/jwks')).toBe(1)
    })
  })
})

/** What is wrong with an access token, and how it is made. */
const problems: readonly (readonly [string, string, () => Promise<string> | string])[] = [
  ['not_a_jwt', 'opaque text', () => 'opaque'],
  ['not_a_jwt', 'a payload that names a member twice', () => sign('{"iss":"a","iss":"b"}')],
  ['not_a_jwt', 'a payload that is a list', () => sign('[]')],
  ['not_a_jwt', 'five segments that are no JWE', () => 'e30.AA.AA.AA.AA'],
  ['encrypted', 'a JWE', () => `${encode({ alg: 'dir', enc: 'A256GCM' })}..AAAA.AAAA.AAAA`],
  ['algorithm', 'no algorithm', () => `${encode({ alg: 'none' })}.${encode(claims())}.AAAA`],
  ['algorithm', 'HMAC', () => sign(claims(), { alg: 'HS256' })],
  ['extension', 'an extension', () => sign(claims(), { crit: ['x'], x: 1 })],
  ['issuer', 'another issuer', () => sign(claims({ iss: 'https://evil.example' }))],
  ['issuer', 'no issuer', () => sign(claims({ iss: undefined }))],
  ['expired', 'an end in the past', () => sign(claims({ exp: fixture.now - 30 }))],
  ['expired', 'no end', () => sign(claims({ exp: undefined }))],
  ['not_yet_valid', 'a beginning in the future', () => sign(claims({ nbf: fixture.now + 31 }))],
  ['unknown_key', 'a key id that is not published', () => sign(claims(), { kid: 'other' })],
  [
    'signature',
    'the key id of another key',
    async () => sign(claims(), { kid: (await fixture.provider.signingKey()).kid }),
  ],
  [
    'signature',
    'no key id, and changed claims',
    async () => changeClaims(await sign(claims(), { kid: undefined })),
  ],
]

function changeClaims(token: string): string {
  const [header, , signature] = token.split('.')
  return [header, encode(claims({ realm_access: { roles: ['admins', 'others'] } })), signature].join('.')
}

describe('#61: an access token that cannot be verified', () => {
  it.each(problems)(
    '(%s: %s) gives no role, not even a default one, and a warning',
    async (problem, _, make) => {
      twist(await make())
      expect(await signIn()).toMatchObject({ status: 200, roles: [], warnings: [['warn', problem]] })
    },
  )

  it.each(problems)(
    '(%s: %s) denies where its claim is required, with the same warning',
    async (problem, _, make) => {
      await withApp({ provider: { rolesClaims: [{ ...rule, required: true }], security } }, async (app) => {
        twist(await make())
        const { status, text, roles, warnings } = await signIn(app)
        expect([status, roles, warnings]).toEqual([403, undefined, [['warn', problem]]])
        expect(text).toContain('claim_unverifiable')
        expect(text).toContain('cannot verify what the sign-in service says about your roles')
        const denied = app.events.find(({ code }) => code === 'access_denied')
        expect(denied).toMatchObject({ detail: { reason: 'claim_unverifiable' } })
        expect(denied?.explanation).toContain('the access token cannot be verified: ')
      })
    },
  )

  it('is told in words that say what came and what was expected, without the token', async () => {
    const token = await sign(claims({ iss: 'https://evil.example', sub: 'canary' }))
    twist(token)
    await signIn()
    const { message = '' } =
      fixture.app.events.filter(({ code }) => code === 'access_token_unverifiable').at(-1) ?? {}
    expect(message).toContain(
      `its iss is "https://evil.example", expected ${JSON.stringify(fixture.provider.issuerUrl)}`,
    )
    const written = JSON.stringify(fixture.app.events)
    for (const secret of ['canary', token, token.split('.')[1] ?? token, clientSecret])
      expect(written).not.toContain(secret)
  })

  it('stays so when the other claims are completed', async () => {
    const completeClaims = () => ({ groups: ['others'] })
    const provider = { rolesClaims: ['groups', rule], security, completeClaims }
    fixture.provider.setClaims({ sub: 'ada', _claim_names: { groups: 'src1' } })
    await withApp({ provider }, async (app) => {
      twist('opaque')
      expect(await signIn(app)).toMatchObject({ roles: [], warnings: [['warn', 'not_a_jwt']] })
    })
  })

  it('is no matter where access tokens are opaque by configuration', async () => {
    const provider = { rolesClaims: [rule], security, accessTokenFormat: 'opaque' as const }
    await withApp({ provider }, async (app) => {
      twist('opaque')
      expect(await signIn(app)).toMatchObject({ roles: ['ROLE_GUEST'], warnings: [] })
    })
  })
})
