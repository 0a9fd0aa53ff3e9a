import { describe, expect, it } from 'vitest'
import { buildAnonymous, buildAuthenticated, buildRoleReading } from './auth.ts'

const user = { issuer: 'https://id.example.com', subject: 'ada', name: 'Ada', claims: {}, extra: undefined }

describe('R-14: who is signed in', () => {
  const reading = buildRoleReading(['ROLE_USER'])
  const [one, other] = [
    buildAuthenticated('session', user, 60, reading),
    buildAuthenticated('session', user, 60, reading),
  ]

  it('is an object of its own for each request, the person included', () => {
    expect(one).toEqual(other)
    expect(one).not.toBe(other)
    expect(one.user).not.toBe(other.user)
  })

  it.each(['add', 'delete', 'clear'] as const)('has roles that cannot be changed by %s', (change) => {
    const roles = one.roles as Set<string>
    expect(() => roles[change]('ROLE_USER')).toThrow(TypeError)
    expect([...other.roles]).toEqual(['ROLE_USER'])
    expect(other.hasRole('ROLE_USER')).toBe(true)
  })

  it('has roles that cannot be extended, by a look-up of their own for example', () => {
    const roles = one.roles as { has: unknown; note?: unknown }
    expect(() => (roles.has = () => true)).toThrow(TypeError)
    expect(() => (roles.note = 'of one request')).toThrow(TypeError)
    expect(other.roles.has('ROLE_ADMIN')).toBe(false)
    expect(other.hasRole('ROLE_ADMIN')).toBe(false)
  })

  it('has roles that compare, copy and print like those of any set', () => {
    expect(one.roles).toEqual(new Set(['ROLE_USER']))
    expect(structuredClone(one.roles)).toEqual(new Set(['ROLE_USER']))
    expect(new Set(one.roles).add('ROLE_ADMIN').size).toBe(2)
    expect(Object.keys(one.roles)).toEqual([])
  })
})

describe('the auth of a request in JSON', () => {
  const reading = buildRoleReading(['ROLE_ADMIN', 'ROLE_USER'])

  it('has the roles as a list, and nothing but plain data', () => {
    const auth = buildAuthenticated('session', user, 60, reading)
    const roles = ['ROLE_ADMIN', 'ROLE_USER']
    expect(JSON.parse(JSON.stringify(auth))).toEqual({
      ...{ status: 'authenticated', via: 'session', user, expiresAt: 60, roles },
    })
    expect(JSON.stringify({ roles: auth.roles })).toBe('{"roles":["ROLE_ADMIN","ROLE_USER"]}')
  })

  it('has an empty list of an anonymous caller', () => {
    expect(JSON.stringify(buildAnonymous())).toBe('{"status":"anonymous","roles":[]}')
  })

  it('cannot be given other roles by a handler', () => {
    const roles = buildAuthenticated('session', user, 60, reading).roles as unknown as { toJSON: unknown }
    expect(() => (roles.toJSON = () => ['ROLE_OWNER'])).toThrow(TypeError)
  })
})
