import { describe, expect, it } from 'vitest'
import { defineOidcConfig } from './define-oidc-config.ts'
import type { SecurityOptions } from './oidc-options.ts'
import { parsePersonSecurity } from './parse-person-security.ts'

const place = { path: ['security'], reserved: [], needsExcept: false }

const everything: SecurityOptions = {
  roleMapping: { staff: ['ROLE_USER'] },
  individualRoles: { ada: ['ROLE_ADMIN'] },
  defaultRoles: ['ROLE_GUEST'],
  requiredRoles: ['ROLE_USER', 'ROLE_GUEST'],
  impliedRoles: { ROLE_ADMIN: ['ROLE_USER'] },
  rolePatterns: [{ pattern: 'team-*', roles: ['ROLE_TEAM'] }],
  passthrough: { allow: ['x-*'], prefix: 'X_', except: ['X_ROOT'] },
  caseInsensitiveKeys: true,
  usernameAsRoleKey: true,
}

describe('the security of one person', () => {
  it.each<SecurityOptions>([{}, { requiredRoles: [] }, { passthrough: { allow: ['**'] } }, everything])(
    'is the one that a whole configuration would have: %j',
    (security) => {
      const config = defineOidcConfig({
        baseUrl: 'https://app.example.com',
        providers: [
          { providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app', nameClaim: 'sub' },
        ],
        security,
        session: { secret: 'thirty-two bytes are the least..' },
      })
      expect(parsePersonSecurity(security, place).security).toEqual(config.providers[0].security)
    },
  )

  it('is frozen, has no prototype, and does not change with the value', () => {
    const roles = ['ROLE_USER']
    const { security } = parsePersonSecurity({ roleMapping: { staff: roles } }, place)
    roles.push('ROLE_ADMIN')
    expect(security?.roleMapping).toEqual({ staff: ['ROLE_USER'] })
    expect(Object.isFrozen(security?.roleMapping['staff'])).toBe(true)
    expect(Object.getPrototypeOf(security)).toBeNull()
    expect(Object.getPrototypeOf(security?.roleMapping)).toBeNull()
  })

  it('reserves the roles of the configuration, its own, and those of except', () => {
    const { security } = parsePersonSecurity(
      {
        ...{ defaultRoles: ['OWN'], requiredRoles: [] },
        passthrough: { allow: ['**'], except: ['LISTED'] },
      },
      { ...place, reserved: ['CONFIGURED'] },
    )
    expect(security?.passthrough).toEqual({ allow: ['**'], except: ['CONFIGURED', 'LISTED', 'OWN'] })
  })

  it.each<[string, unknown, string]>([
    ['a text', 'text', 'security invalid_type'],
    ['a list', [], 'security invalid_type'],
    ['an unknown key', { rolesMapping: {} }, 'security.rolesMapping unknown_key'],
    ['inherited members', Object.create({ roleMapping: {} }), 'security.roleMapping inherited'],
    ['a cycle', { impliedRoles: { A: ['B'], B: ['A'] } }, 'security.impliedRoles cycle'],
    [
      'keys that differ by case',
      { caseInsensitiveKeys: true, roleMapping: { a: [], A: [] } },
      'security.roleMapping.A duplicate',
    ],
  ])('%s is an error', (_, value, expected) => {
    const { security, issues } = parsePersonSecurity(value, place)
    expect(security).toBeUndefined()
    const errors = issues.filter(({ severity }) => severity === 'error')
    expect(errors.map(({ path, code }) => `${path.join('.')} ${code}`)).toEqual([expected])
  })

  it('has a warning for an open gate, and none for what is no mistake for one person', () => {
    const list = (value: SecurityOptions) => parsePersonSecurity(value, place).issues.map(({ code }) => code)
    expect(list({ requiredRoles: [] })).toEqual(['gate_open'])
    expect(list({ defaultRoles: ['ROLE_USER'] })).toEqual([])
    expect(list({})).toEqual([])
  })

  it('needs except for passthrough, where other functions may name roles', () => {
    const parse = (value: SecurityOptions) => parsePersonSecurity(value, { ...place, needsExcept: true })
    const { security, issues } = parse({ passthrough: { allow: ['**'], except: [] } })
    expect(security).toBeUndefined()
    expect(issues).toMatchObject([{ path: ['security', 'passthrough', 'except'], code: 'missing' }])
    expect(parse({ passthrough: { allow: ['**'], except: ['ADMIN'] } }).security).toBeDefined()
    expect(parse({ passthrough: false }).security).toBeDefined()
    expect(parse({}).security).toBeDefined()
  })
})
