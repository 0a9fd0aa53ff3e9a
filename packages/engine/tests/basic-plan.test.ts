import {
  signJws,
  startMisbehavingProvider,
  type JsonRecord,
  type MisbehavingProvider,
  type ProviderRequest,
  type Twists,
} from '@x/oidc-testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useSignInFixture } from './sign-in-fixture.ts'
import { startApp, type App } from './start-app.ts'

const fixture = useSignInFixture()

const scopes = ['profile', 'email', 'address', 'phone']

/** A module of the OpenID Foundation's basic plan for relying parties, without its `oidcc-client-test`. */
interface Module {
  readonly name: string
  readonly twists?: Twists
  /** The code of our error, and the rule where it has one; undefined: the sign-in is accepted. */
  readonly refused?: readonly [code: string, rule?: string]
  /** What the provider sees of an accepted sign-in after new keys, unless this says otherwise. */
  readonly seen?: readonly string[]
  /** Looks at the requests and at who is signed in. */
  readonly check?: (requests: readonly ProviderRequest[], user: JsonRecord) => void
}

const accepted = ['/authorize', '/token', '/jwks', '/userinfo']
const refused = ['/authorize', '/token', '/jwks']

const changeClaim = (name: string, change: (value: unknown) => unknown): Twists => ({
  idTokenClaims: (claims) => ({ ...claims, [name]: change(claims[name]) }),
})

const withoutKid = ({ kid: _, ...others }: JsonRecord): JsonRecord => others

/** Has a usable RSA key that signed nothing. */
let stranger: MisbehavingProvider

beforeAll(async () => {
  stranger = await startMisbehavingProvider()
})
afterAll(() => stranger.close())

const modules: readonly Module[] = [
  { name: '(plain)' },
  {
    name: '-invalid-iss',
    twists: changeClaim('iss', (iss) => `${String(iss)}1`),
    refused: ['id_token_invalid', 'iss'],
  },
  {
    name: '-missing-sub',
    twists: changeClaim('sub', () => undefined),
    refused: ['id_token_invalid', 'sub'],
  },
  {
    name: '-invalid-aud',
    twists: changeClaim('aud', (aud) => `${String(aud)}1`),
    refused: ['id_token_invalid', 'aud'],
  },
  {
    name: '-missing-iat',
    twists: changeClaim('iat', () => undefined),
    refused: ['id_token_invalid', 'iat'],
  },
  {
    name: '-kid-absent-single-jwks',
    twists: { idTokenHeader: withoutKid, jwks: ({ keys }) => ({ keys: keys.map(withoutKid) }) },
  },
  {
    name: '-kid-absent-multiple-jwks',
    twists: {
      idTokenHeader: withoutKid,
      jwks: ({ keys }) => ({
        keys: [...stranger.publishedKeys().keys, ...keys].map((key) => withoutKid({ ...key })),
      }),
    },
  },
  { name: '-idtoken-sig-rs256', twists: { signingKey: 'RS256' } },
  {
    name: '-idtoken-sig-none',
    twists: {
      idTokenSign: ({ payload }) =>
        [{ alg: 'none' }, payload]
          .map((part) => `${Buffer.from(JSON.stringify(part)).toString('base64url')}.`)
          .join(''),
    },
    refused: ['id_token_invalid', 'grammar'],
    seen: ['/authorize', '/token'],
  },
  {
    name: '-invalid-sig-rs256',
    twists: {
      idTokenSign: async (parts) => {
        const [header, payload, signature = ''] = (await signJws(parts)).split('.')
        const broken = Buffer.from(signature, 'base64url').map((byte) => byte ^ 0x5a)
        return [header, payload, Buffer.from(broken).toString('base64url')].join('.')
      },
    },
    refused: ['id_token_invalid', 'signature'],
  },
  {
    name: '-userinfo-invalid-sub',
    twists: { userinfo: (claims) => ({ ...claims, sub: `${String(claims['sub'])}invalid` }) },
    refused: ['userinfo_invalid', 'sub'],
    seen: accepted,
  },
  {
    name: '-nonce-invalid',
    twists: changeClaim('nonce', (nonce) => `${String(nonce)}1`),
    refused: ['id_token_invalid', 'nonce'],
  },
  {
    name: '-scope-userinfo-claims',
    twists: { userinfo: (claims) => ({ ...claims, email: 'ada@example.com', email_verified: true }) },
    check: (requests, user) => {
      const asked = requests.find(({ path }) => path === '/authorize')?.query.get('scope')
      expect(asked?.split(' ').sort()).toEqual([...scopes, 'openid'].sort())
      expect(user['claims']).toMatchObject({ email: 'ada@example.com', email_verified: true })
    },
  },
  {
    name: '-client-secret-basic',
    twists: {
      metadata: (metadata) => ({
        ...metadata,
        token_endpoint_auth_methods_supported: ['client_secret_basic'],
      }),
    },
    check: (requests) => {
      const { headers, body } = requests.find(({ path }) => path === '/token') ?? {}
      expect(headers?.authorization).toMatch(/^Basic /u)
      expect(body).not.toContain('client_secret')
    },
  },
]

it('has fourteen modules', () => {
  expect(new Set(modules.map(({ name }) => name)).size).toBe(14)
})

// Each module makes new keys. The clock stands still, so no budget is refilled by time between two of them.
describe.each([
  ['as they are listed', modules],
  ['backwards', [...modules].reverse()],
])('the modules of the basic plan at one issuer in one process, %s', (_, ordered) => {
  let app: App

  beforeAll(async () => {
    app = await startApp({
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      // UserInfo is asked at every sign-in.
      provider: { accessTokenFormat: 'opaque', scopes },
    })
  })
  afterAll(() => app.close())

  it.each(ordered.map((module) => [module.name, module] as const))('%s', async (_, module) => {
    const requests: ProviderRequest[] = []
    await fixture.provider.rotateKeys()
    fixture.provider.twist({ ...module.twists, respond: (request) => void requests.push(request) })
    const browser = fixture.openBrowser()
    const before = app.events.length
    const page = await browser.get(`${app.origin}/oauth2/authorization/main?returnTo=/me`)
    const session = await browser.get(`${app.origin}/oauth2/session`)

    const seen = requests.map(({ path }) => path).filter((path) => !path.startsWith('/.well-known/'))
    expect(seen).toEqual(module.seen ?? (module.refused === undefined ? accepted : refused))
    const errors = app.events.slice(before).filter(({ level }) => level === 'error')
    const [code, rule] = module.refused ?? []
    expect(errors.map((error) => [error.code, (error.detail as { rule?: string }).rule])).toEqual(
      code === undefined ? [] : [[code, rule]],
    )
    expect([page.status, session.status]).toEqual(code === undefined ? [200, 200] : [502, 401])
    if (code === undefined) module.check?.(requests, (JSON.parse(session.text) as { user: JsonRecord }).user)
  })
})
