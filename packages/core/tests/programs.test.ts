import { readFileSync } from 'node:fs'
import { checkOidcConfig, decideAccess, defineOidcConfig, explainAccess, resolveClaim } from '@x/oidc-core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

beforeEach(() => {
  vi.stubEnv('CLIENT_SECRET', 'a client secret')
  vi.stubEnv('SESSION_SECRET', 'a secret of more than thirty-two bytes')
})
afterEach(() => {
  vi.unstubAllEnvs()
})

/** The configuration of the documentation, as a team would write it. */
function writeOptions() {
  return {
    baseUrl: 'http://localhost:3000',
    providers: [
      {
        providerId: 'keycloak',
        issuerUrl: 'https://id.example.com/realms/main',
        clientId: 'app',
        clientSecret: process.env['CLIENT_SECRET'],
        nameClaim: 'email',
        scopes: ['email', 'profile'],
        rolesClaims: ['https://example.com/roles', ['realm_access', 'roles']],
        accessTokenFormat: 'jwt',
      },
    ],
    security: {
      roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] },
      defaultRoles: [],
    },
    session: { secret: process.env['SESSION_SECRET'] },
  } as const
}

describe('the programs of the documentation', () => {
  it('decide and explain', () => {
    const config = defineOidcConfig(writeOptions())
    expect(config.baseUrl).toBe('http://localhost:3000')
    expect(config.providers[0].security.requiredRoles).toEqual(['ROLE_USER'])
    expect(checkOidcConfig(writeOptions())).toEqual([])

    const idToken = {
      sub: '1',
      email: 'ada@example.com',
      realm_access: { roles: ['admins', 'offline_access'] },
    }
    expect(resolveClaim(idToken, ['realm_access', 'roles', null])).toEqual(['admins', 'offline_access'])
    const decision = decideAccess(config.providers[0], { idToken })
    expect(decision).toMatchObject({
      admitted: true,
      name: 'ada@example.com',
      roles: ['ROLE_ADMIN', 'ROLE_USER'],
    })
    expect(explainAccess(decision)).toContain('"admins" grants "ROLE_USER", "ROLE_ADMIN" by roleMapping')
  })

  it('name every missing environment variable at once', () => {
    vi.stubEnv('CLIENT_SECRET', '')
    vi.stubEnv('SESSION_SECRET', undefined)
    const issues = checkOidcConfig(writeOptions())
    expect(issues.map(({ path }) => path.join('.'))).toEqual(['providers.0.clientSecret', 'session.secret'])
    expect(() => defineOidcConfig(writeOptions())).toThrow('environment variable')
  })
})

it('has no dependency of any kind', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as Record<
    string,
    unknown
  >
  for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies'])
    expect(manifest[kind]).toBeUndefined()
})
