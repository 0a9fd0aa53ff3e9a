import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { optionsArbitrary } from '../../tests/options-arbitrary.ts'
import { defineOidcConfig } from './define-oidc-config.ts'
import { fingerprintClaims, fingerprintSecurity } from './fingerprint.ts'
import type { OidcOptions, ProviderOptions, SecurityOptions } from './oidc-options.ts'

const security: SecurityOptions = {
  roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] },
  individualRoles: { ada: ['ROLE_ADMIN'] },
  defaultRoles: ['ROLE_USER'],
  requiredRoles: ['ROLE_USER', 'ROLE_GUEST'],
  impliedRoles: { ROLE_ADMIN: ['ROLE_USER'] },
  rolePatterns: [
    { pattern: 'a/*', roles: ['ROLE_USER'] },
    { pattern: 'b/*', roles: ['ROLE_USER'] },
  ],
  passthrough: { allow: ['x-*', 'y-*'], prefix: 'P_' },
}

function define(provider: Partial<ProviderOptions>, changed: SecurityOptions = {}) {
  return defineOidcConfig({
    baseUrl: 'https://app.example.com',
    providers: [
      {
        ...{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' },
        clientSecret: 'the secret of a client',
        ...provider,
      },
    ],
    security: { ...security, ...changed },
    session: { secret: 'a secret of thirty-two bytes or more' },
  } satisfies OidcOptions).providers[0]
}

const identifySecurity = (changed?: SecurityOptions): string =>
  fingerprintSecurity(define({}, changed).security)
const identifyClaims = (provider: Partial<ProviderOptions>): string => fingerprintClaims(define(provider))

describe('the fingerprint of security', () => {
  it('does not depend on the order of members and of lists', () => {
    const { impliedRoles, roleMapping, ...others } = security
    const turned = Object.fromEntries(Object.entries(security).reverse())
    expect(identifySecurity(turned)).toBe(identifySecurity())
    expect(
      identifySecurity({
        ...{ ...others, impliedRoles },
        roleMapping: { admins: ['ROLE_ADMIN', 'ROLE_USER', 'ROLE_USER'], staff: ['ROLE_USER'] },
        requiredRoles: ['ROLE_GUEST', 'ROLE_USER'],
        rolePatterns: [...(others.rolePatterns ?? [])].reverse(),
        passthrough: { allow: ['y-*', 'x-*'], prefix: 'P_' },
      }),
    ).toBe(identifySecurity({ roleMapping }))
  })

  it.each<[string, SecurityOptions]>([
    ['a role of a key', { roleMapping: { staff: ['ROLE_GUEST'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } }],
    ['the key of a role', { roleMapping: { staf: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } }],
    [
      'a role that moves to another key',
      { roleMapping: { staff: ['ROLE_USER', 'ROLE_ADMIN'], admins: ['ROLE_USER'] } },
    ],
    ['a key without roles', { roleMapping: { ...security.roleMapping, guests: [] } }],
    ['a name', { individualRoles: { bob: ['ROLE_ADMIN'] } }],
    ['no individual roles', { individualRoles: {} }],
    ['defaultRoles', { defaultRoles: [] }],
    ['requiredRoles', { requiredRoles: ['ROLE_USER'] }],
    ['impliedRoles', { impliedRoles: {} }],
    ['a pattern', { rolePatterns: [{ pattern: 'a/**', roles: ['ROLE_USER'] }] }],
    ['no passthrough', { passthrough: false }],
    ['the prefix', { passthrough: { allow: ['x-*', 'y-*'], prefix: 'Q_' } }],
    ['except', { passthrough: { allow: ['x-*', 'y-*'], prefix: 'P_', except: ['P_x-1'] } }],
    ['caseInsensitiveKeys', { caseInsensitiveKeys: true }],
    ['usernameAsRoleKey', { usernameAsRoleKey: true }],
  ])('differs with %s', (_, changed) => {
    expect(identifySecurity(changed)).not.toBe(identifySecurity())
  })
})

describe('the fingerprint of claims', () => {
  it('depends on the order of the steps of a path, but not on that of the rules', () => {
    const rules = [['a', 'b'], 'c']
    expect(identifyClaims({ rolesClaims: rules })).toBe(identifyClaims({ rolesClaims: [...rules].reverse() }))
    expect(identifyClaims({ rolesClaims: [['a', 'b']] })).not.toBe(
      identifyClaims({ rolesClaims: [['b', 'a']] }),
    )
    expect(identifyClaims({ rolesClaims: [['a', null]] })).not.toBe(
      identifyClaims({ rolesClaims: [['a', 'null']] }),
    )
    expect(identifyClaims({ rolesClaims: [['a', 1]] })).not.toBe(
      identifyClaims({ rolesClaims: [['a', '1']] }),
    )
  })

  it.each<[string, Partial<ProviderOptions>]>([
    ['a rule', { rolesClaims: ['groups', 'roles'] }],
    ['its source', { rolesClaims: [{ path: 'groups', from: 'userinfo' }] }],
    ['its prefix', { rolesClaims: [{ path: 'groups', stripPrefix: '/' }] }],
    ['whether it is required', { rolesClaims: [{ path: 'groups', required: true }] }],
    ['nameClaim, because roles may be given to names', { rolesClaims: ['groups'], nameClaim: 'email' }],
    ['allowUnverifiedEmail', { rolesClaims: ['groups'], allowUnverifiedEmail: true }],
  ])('differs with %s', (_, provider) => {
    expect(identifyClaims(provider)).not.toBe(identifyClaims({ rolesClaims: ['groups'] }))
  })

  it('does not depend on a secret, or on the client', () => {
    expect(identifyClaims({ clientSecret: 'another secret of a client' })).toBe(identifyClaims({}))
    expect(identifySecurity()).toBe(
      fingerprintSecurity(define({ clientSecret: 'another secret of a client' }).security),
    )
  })
})

it('a fingerprint is FNV-1a of 64 bits', () => {
  // The text is `[[]3:subfalse,]`. Its hash was computed with BigInt, by the definition.
  const text = '[[]3:subfalse,]'
  let expected = 0xcbf29ce484222325n
  for (const unit of text)
    expected = BigInt.asUintN(64, (expected ^ BigInt(unit.charCodeAt(0))) * 0x100000001b3n)
  const halves = [expected >> 32n, expected & 0xffffffffn]
  expect(identifyClaims({})).toBe(halves.map((half) => half.toString(36).padStart(7, '0')).join(''))
})

it('a fingerprint is the same for an equal configuration, and differs where the configuration does', () => {
  const seen = new Map<string, string>()
  /** Each list of a `security` is a set, also a list in a list. */
  const spellSorted = (value: unknown): string => {
    if (Array.isArray(value)) return `[${[...new Set(value.map(spellSorted))].sort().join()}]`
    if (typeof value !== 'object' || value === null) return JSON.stringify(value)
    const members = Object.entries(value).map(
      ([name, member]) => `${JSON.stringify(name)}:${spellSorted(member)}`,
    )
    return `{${members.sort().join()}}`
  }
  fc.assert(
    fc.property(optionsArbitrary, (options) => {
      const config = defineOidcConfig(options)
      const again = defineOidcConfig(config)
      config.providers.forEach((provider, at) => {
        const fingerprint = fingerprintSecurity(provider.security)
        const other = again.providers[at]
        expect(other && fingerprintSecurity(other.security)).toBe(fingerprint)
        expect(other && fingerprintClaims(other)).toBe(fingerprintClaims(provider))
        const text = spellSorted(provider.security)
        expect(seen.get(fingerprint) ?? text).toBe(text)
        seen.set(fingerprint, text)
      })
    }),
    { numRuns: 300 },
  )
  expect(seen.size).toBeGreaterThan(20)
})
