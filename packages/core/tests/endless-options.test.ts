import { checkOidcConfig, defineOidcConfig, fromAtoti, meetsRequirement } from '@x/oidc-core'
import { describe, expect, it } from 'vitest'

/** An object that so many of its members are. */
function createEndless(members: number): Record<string, unknown> {
  const endless: Record<string, unknown> = {}
  for (let index = 0; index < members; index += 1) endless[`member${index}`] = endless
  return endless
}

let looks = 0
const trap = (): never => {
  looks += 1
  throw new Error('a look inside')
}
/** Any look at it is counted. */
const watched = new Proxy(
  {},
  { get: trap, has: trap, ownKeys: trap, getOwnPropertyDescriptor: trap, getPrototypeOf: trap },
)

const options = {
  baseUrl: 'https://app.example.com',
  providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
  session: { secret: 'thirty-two bytes are the least..' },
}

describe('an unknown member', () => {
  // As functions: the names of tests are made by a look at the values.
  const values: readonly (readonly [string, () => unknown])[] = [
    ['holds itself six times', () => createEndless(6)],
    ['cannot be looked at', () => watched],
    [
      'is nested a hundred thousand deep',
      (): unknown => {
        let nested: unknown[] = []
        for (let depth = 0; depth < 100_000; depth += 1) nested = [nested]
        return nested
      },
    ],
    ['has a million elements', (): unknown => new Array(1_000_000).fill(createEndless(3))],
    ['is a function', () => trap],
  ]

  it.each(values)('that %s is one issue, wherever it stands', (_, create) => {
    const value = create()
    const places: readonly object[] = [
      { ...options, other: value },
      { ...options, session: { ...options.session, other: value } },
      { ...options, providers: [{ ...options.providers[0], other: value }] },
      { ...options, security: { other: value } },
      { ...options, security: { rolePatterns: [{ pattern: 'a', roles: [], other: value }] } },
      { ...options, paths: { other: value } },
      { ...options, providers: [{ ...options.providers[0], rolesClaims: [{ path: 'a', other: value }] }] },
    ]
    looks = 0
    for (const place of places) {
      const errors = checkOidcConfig(place).filter(({ severity }) => severity === 'error')
      expect(errors.map(({ code, path }) => [code, path.at(-1)])).toEqual([['unknown_key', 'other']])
    }
    expect(fromAtoti({ provider_id: 'main', other: value }).warnings.map(({ code }) => code)).toEqual([
      'unknown_key',
    ])
    expect(looks).toBe(0)
  })
})

describe('a known member', () => {
  const paths = [
    ...[
      'baseUrl',
      'providers',
      'session',
      'paths',
      'security',
      'clockSkewSeconds',
      'accessTokenCacheMebibytes',
      'fetch',
    ],
    ...[
      'session.secret',
      'session.keep',
      'session.idleSeconds',
      'security.roleMapping',
      'security.passthrough',
    ],
    ...['security.defaultRoles', 'security.rolePatterns'],
  ]

  it.each(paths)('%s that holds itself gives few issues', (path) => {
    for (const members of [3, 100]) {
      const endless = createEndless(members)
      const [first = '', second] = path.split('.')
      const given = second === undefined ? { [first]: endless } : { [first]: { [second]: endless } }
      const issues = checkOidcConfig({ ...options, ...given })
      expect(issues.length).toBeGreaterThan(0)
      expect(issues.length).toBeLessThan(130)
    }
  })

  it('that is one list many times over costs no more than what is read of it', () => {
    const path = new Array(100_000).fill('a')
    const rolesClaims = new Array(100_000).fill({ path })
    const providers = new Array(100_000).fill({ ...options.providers[0], rolesClaims })
    const issues = checkOidcConfig({ ...options, providers })
    expect(issues.length).toBeLessThan(203)
    expect(issues[0]).toMatchObject({ path: ['providers'], code: 'out_of_range' })
    expect(issues.at(-1)?.code).toBe('too_many_issues')
    expect(() => defineOidcConfig({ ...options, providers })).toThrow('more errors')
  })

  it('of a record of Atoti that is a list of lists is not followed', () => {
    const endless: unknown[] = []
    for (let index = 0; index < 1000; index += 1) endless.push(endless)
    expect(fromAtoti({ roles_claims: endless, name_claim: watched }).warnings).toEqual([])
  })
})

describe('no time', () => {
  it.each([NaN, Infinity, -Infinity, -1, 0.5])(
    '%d is a configuration error wherever seconds are configured',
    (value) => {
      const [provider] = options.providers
      const broken = [
        { ...options, clockSkewSeconds: value },
        { ...options, session: { ...options.session, absoluteSeconds: value } },
        { ...options, session: { ...options.session, idleSeconds: value } },
        { ...options, providers: [{ ...provider, authorizationParams: { max_age: String(value) } }] },
      ]
      for (const each of broken)
        expect(checkOidcConfig(each).some(({ severity }) => severity === 'error')).toBe(true)
    },
  )
})

describe('R-14: a role requirement', () => {
  const roles = new Set(['ROLE_USER', undefined])

  it('that is not a requirement is never met', () => {
    const requirements: readonly unknown[] = [
      ...[{ all: ['ROLE_USER'], any: ['ROLE_USER'] }, { any: ['ROLE_USER'] }, { all: 'ROLE_USER' }, watched],
      Object.create({ all: ['ROLE_USER'] }),
      Object.defineProperty(['ROLE_USER'], 0, { get: trap }),
    ]
    const met = requirements.map((requirement) => meetsRequirement(roles, requirement as 'ROLE_USER'))
    expect(met).toEqual([false, false, false, false, false, false])
  })

  it('has a role in each place of its list: a place that is left out is not met', () => {
    expect(meetsRequirement(new Set(['ROLE_USER']), { all: new Array<string>(1) })).toBe(false)
    expect(meetsRequirement(new Set(['ROLE_USER']), new Array<string>(1))).toBe(false)
  })
})
