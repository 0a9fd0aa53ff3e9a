import { createHmac } from 'node:crypto'
import { startMisbehavingProvider } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { useSignInFixture } from './sign-in-fixture.ts'
import { clientSecret, startApp, type AppOptions } from './start-app.ts'

const fixture = useSignInFixture({
  provider: { rolesClaims: [{ path: ['realm_access', 'roles'], from: 'accessToken' }] },
  options: {
    security: { requiredRoles: [], roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_ADMIN'] } },
  },
})

type Claims = Record<string, unknown>

function base64url(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
}

/** The claims of an access token that makes its bearer an administrator. */
function adminClaims(changes: Claims = {}): Claims {
  const { now, provider } = fixture
  return { iss: provider.issuerUrl, exp: now + 300, realm_access: { roles: ['admins'] }, ...changes }
}

/** An access token as the provider signs it. */
function signed(claims: unknown, header: Claims = {}): Promise<string> {
  return fixture.provider.signJwt(claims, { typ: 'at+jwt', ...header })
}

/** Signs in with this access token beside a valid ID Token, and gives the roles that come of it. */
async function findRoles(accessToken: string, origin = fixture.app.origin): Promise<unknown> {
  fixture.provider.twist({
    tokenResponse: (response) => ({ ...response, access_token: accessToken }),
    // It is the hash of another access token.
    idTokenClaims: ({ at_hash: _, ...claims }) => claims,
  })
  const browser = fixture.openBrowser()
  await browser.get(`${origin}/oauth2/authorization/main`)
  const session = await browser.get(`${origin}/oauth2/session`)
  expect(session.status).toBe(200)
  return (JSON.parse(session.text) as { roles: unknown }).roles
}

async function withApp(options: Partial<AppOptions>, run: (origin: string) => Promise<void>): Promise<void> {
  const { issuerUrl } = fixture.provider
  const app = await startApp({ issuerUrl, now: () => fixture.now, ...options })
  await run(app.origin).finally(app.close)
}

describe('#61: a rule that reads the access token', () => {
  it('gives the roles that a verified one names', async () => {
    expect(await findRoles(await signed(adminClaims()))).toEqual(['ROLE_ADMIN'])
  })

  it('does not read the ID Token in its place', async () => {
    fixture.provider.setClaims({ sub: 'ada', realm_access: { roles: ['admins'] } })
    expect(await findRoles(await signed(adminClaims({ realm_access: { roles: ['staff'] } })))).toEqual([
      'ROLE_USER',
    ])
    expect(await findRoles(await signed(adminClaims({ realm_access: undefined })))).toEqual([])
  })

  it('gives none of a token whose claims were changed after signing', async () => {
    const [header, , signature] = (await signed(adminClaims({ realm_access: { roles: ['staff'] } }))).split(
      '.',
    )
    expect(await findRoles([header, base64url(adminClaims()), signature].join('.'))).toEqual([])
  })

  it('gives none of a token with one broken byte in its signature', async () => {
    const [header, payload, text = ''] = (await signed(adminClaims())).split('.')
    const signature = Buffer.from(text, 'base64url')
    signature[10] = (signature[10] ?? 0) ^ 1
    expect(await findRoles([header, payload, signature.toString('base64url')].join('.'))).toEqual([])
  })

  it('gives none of a token of another provider, under its own kid or one of ours', async () => {
    const other = await startMisbehavingProvider()
    try {
      const { kid } = await fixture.provider.signingKey()
      expect(await findRoles(await other.signJwt(adminClaims()))).toEqual([])
      expect(await findRoles(await other.signJwt(adminClaims(), { kid }))).toEqual([])
    } finally {
      await other.close()
    }
  })

  it.each(['none', 'None', 'RS256', 'HS256'])('gives none of an unsigned token that says %s', async (alg) => {
    const { kid } = await fixture.provider.signingKey()
    const input = `${base64url({ alg, kid })}.${base64url(adminClaims())}`
    for (const signature of ['', '.', '.AAAA']) expect(await findRoles(input + signature)).toEqual([])
  })

  it.each(['the client secret', 'the published key'])(
    'gives none of a token with HS256 and %s',
    async (what) => {
      const { kid, publicJwk } = await fixture.provider.signingKey()
      const secret = what === 'the client secret' ? clientSecret : JSON.stringify(publicJwk)
      const input = `${base64url({ alg: 'HS256', kid })}.${base64url(adminClaims())}`
      const token = `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
      expect(await findRoles(token)).toEqual([])
    },
  )

  it.each([
    ['a character more', (iss: string) => `${iss}1`],
    ['a slash more', (iss: string) => `${iss}/`],
    ['a list', (iss: string) => [iss]],
    ['nothing', () => undefined],
  ])('gives none of a token whose issuer has %s', async (_, change) => {
    expect(await findRoles(await signed(adminClaims({ iss: change(fixture.provider.issuerUrl) })))).toEqual(
      [],
    )
  })

  it.each([[-30], [-86_400], [undefined]])('gives none of a token that ended at %s', async (seconds) => {
    const exp = seconds === undefined ? undefined : fixture.now + seconds
    expect(await findRoles(await signed(adminClaims({ exp })))).toEqual([])
  })

  it('gives those of a token that ended within the tolerance', async () => {
    expect(await findRoles(await signed(adminClaims({ exp: fixture.now - 29 })))).toEqual(['ROLE_ADMIN'])
  })

  it.each(['"soon"', 'null', '[1]', '1e309'])('gives none of a token with exp %s', async (exp) => {
    const payload = JSON.stringify(adminClaims({ exp: 0 })).replace('"exp":0', `"exp":${exp}`)
    expect(await findRoles(await signed(payload))).toEqual([])
  })

  it.each([[31], ['soon'], [null]])('gives none of a token that begins at %j', async (begin) => {
    const nbf = typeof begin === 'number' ? fixture.now + begin : begin
    expect(await findRoles(await signed(adminClaims({ nbf })))).toEqual([])
  })

  it('gives none of a token that names its roles twice', async () => {
    const payload = JSON.stringify(adminClaims()).replace('{', '{"realm_access":{"roles":["staff"]},')
    expect(await findRoles(await signed(payload))).toEqual([])
  })

  it('gives none of a token with an extension that must be understood', async () => {
    expect(await findRoles(await signed(adminClaims(), { crit: ['x'], x: 1 }))).toEqual([])
  })

  it.each(['opaque', 'a.b', 'e30.e30.AAAA'])(
    'gives none of %j, which is no JWT of any issuer',
    async (token) => {
      expect(await findRoles(token)).toEqual([])
    },
  )

  it('reads the issuer that accessTokenIssuer names, and no other', async () => {
    const accessTokenIssuer = 'https://tokens.example.com/services/trust'
    const rolesClaims = [{ path: ['realm_access', 'roles'], from: 'accessToken' }]
    const security = { requiredRoles: [], roleMapping: { admins: ['ROLE_ADMIN'] } }
    await withApp({ provider: { accessTokenIssuer, rolesClaims }, options: { security } }, async (origin) => {
      expect(await findRoles(await signed(adminClaims({ iss: accessTokenIssuer })), origin)).toEqual([
        'ROLE_ADMIN',
      ])
      expect(await findRoles(await signed(adminClaims()), origin)).toEqual([])
    })
  })

  it('reads nothing where access tokens are opaque', async () => {
    const options: Partial<AppOptions> = {
      provider: {
        accessTokenFormat: 'opaque',
        rolesClaims: ['groups', { path: ['realm_access', 'roles'], from: 'accessToken' }],
      },
    }
    fixture.provider.twist({ respond: ({ path }) => (path === '/userinfo' ? userinfo : undefined) })
    await withApp(options, async (origin) => {
      expect(await findRoles(await signed(adminClaims()), origin)).toEqual(['ROLE_USER'])
    })
  })

  it('opens nothing to a caller with only a forged token', async () => {
    const rolesClaims = [{ path: ['realm_access', 'roles'], from: 'accessToken' }]
    const [header, payload] = (await signed(adminClaims())).split('.')
    await withApp({ provider: { rolesClaims } }, async (origin) => {
      fixture.provider.twist({
        tokenResponse: (response) => ({ ...response, access_token: `${header}.${payload}.AAAA` }),
        idTokenClaims: ({ at_hash: _, ...claims }) => claims,
      })
      const page = await fixture.openBrowser().get(`${origin}/me`)
      expect(page.status).toBe(403)
      expect(page.text).toContain('role_missing')
    })
  })
})

const userinfo = {
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ sub: 'ada', groups: ['staff'] }),
}

describe('#61: a rule that reads no access token', () => {
  it('gives none of its roles, not even of a verified one', async () => {
    await withApp(
      {
        provider: { rolesClaims: [['realm_access', 'roles']] },
        options: { security: { requiredRoles: [], roleMapping: { admins: ['ROLE_ADMIN'] } } },
      },
      async (origin) => {
        fixture.provider.twist({ respond: ({ path }) => (path === '/userinfo' ? userinfo : undefined) })
        expect(await findRoles(await signed(adminClaims()), origin)).toEqual([])
      },
    )
  })
})

describe('pathsToAuthorities', () => {
  const older: Readonly<Record<string, unknown>> = { pathsToAuthorities: ['realm_access/roles'] }
  const options: Partial<AppOptions> = {
    provider: { rolesClaims: [], ...older },
    options: {
      security: { requiredRoles: [], roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_ADMIN'] } },
    },
  }

  it('reads a path of the ID Token and of the access token', async () => {
    fixture.provider.setClaims({ sub: 'ada', realm_access: { roles: ['staff'] } })
    await withApp(options, async (origin) => {
      expect(await findRoles(await signed(adminClaims()), origin)).toEqual(['ROLE_ADMIN', 'ROLE_USER'])
      expect(await findRoles('opaque', origin)).toEqual(['ROLE_USER'])
    })
  })

  it('#61: gives no role of a forged access token', async () => {
    fixture.provider.setClaims({ sub: 'ada', realm_access: { roles: ['staff'] } })
    const [header, , signature] = (await signed(adminClaims({ realm_access: {} }))).split('.')
    const forged = [header, base64url(adminClaims()), signature].join('.')
    await withApp(options, async (origin) => {
      expect(await findRoles(forged, origin)).toEqual(['ROLE_USER'])
    })
  })
})
