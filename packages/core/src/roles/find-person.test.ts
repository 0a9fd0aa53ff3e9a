import { describe, expect, it } from 'vitest'
import { defineOidcConfig } from '../config/define-oidc-config.ts'
import type { ProviderOptions } from '../config/oidc-options.ts'
import { parsePersonSecurity } from '../config/parse-person-security.ts'
import type { Claims } from '../claims/json.ts'
import { decideAccess, decideRoles, denyByClaims } from './decide-access.ts'
import { explainAccess } from './explain-access.ts'
import { findPerson } from './find-person.ts'
import { addHints } from './hints.ts'

const define = (provider: Partial<ProviderOptions> = {}) =>
  defineOidcConfig({
    baseUrl: 'https://app.example.com',
    providers: [
      {
        ...{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' },
        rolesClaims: ['groups', 'teams'],
        security: { roleMapping: { staff: ['ROLE_USER'], 'of the configuration': ['ROLE_OTHER'] } },
        ...provider,
      },
    ],
    session: { secret: 'thirty-two bytes are the least..' },
  }).providers[0]

const find = (claims: Claims, provider = define()) => findPerson(provider, { idToken: claims })

describe('a person that the claims name', () => {
  it('has an identity, and the distinct role keys of all rules', () => {
    const person = find({ sub: 'ada', groups: ['a', 'b'], teams: ['b', 'c'] })
    expect(person.identity).toMatchObject({ subject: 'ada', name: 'ada' })
    expect(person.roleKeys).toEqual(['a', 'b', 'c'])
    expect(person.denials).toEqual([])
  })

  it('gets the same decision in two steps as in one', () => {
    const provider = define()
    const sources = { idToken: { sub: 'ada', groups: ['staff'] } }
    expect(decideRoles(findPerson(provider, sources), provider.security)).toEqual(
      decideAccess(provider, sources),
    )
  })

  it.each<[string, Claims, Partial<ProviderOptions>, string]>([
    ['subject_missing', { groups: ['staff'] }, {}, 'subject_missing'],
    ['name_missing', { sub: 'ada' }, { nameClaim: 'name' }, 'name_missing'],
    ['too_large', { sub: 'ada', groups: ['x'.repeat(1025)] }, {}, 'too_large'],
    ['claims_incomplete', { sub: 'ada', _claim_names: { groups: 'src1' } }, {}, 'claims_incomplete'],
    ['claim_missing', { sub: 'ada' }, { rolesClaims: [{ path: 'groups', required: true }] }, 'claim_missing'],
  ])('is denied by the claims alone: %s', (_, claims, options, reason) => {
    const person = find(claims, define(options))
    expect(person.denials[0]).toBe(reason)
    const decision = denyByClaims(person)
    expect(decision).toMatchObject({ admitted: false, reason, roles: [] })
    expect(decision.trace).toMatchObject({
      rolesUndecided: true,
      granted: [],
      keys: [],
      gate: { open: false },
    })
  })
})

describe('the explanation of a denial without a security', () => {
  const decision = denyByClaims(find({ groups: ['of  the configuration', 'staff'] }))

  it('says that no role was decided, and shows nothing of a mapping', () => {
    const text = explainAccess(decision)
    expect(text).toContain('Not admitted, subject_missing')
    expect(text.match(/the function security was not called/g)).toHaveLength(3)
    expect(text).not.toContain('ROLE_')
    expect(text).not.toContain('no role is required')
  })

  it('lists no entries for a role, also after the trace was stored', () => {
    const stored = JSON.parse(
      JSON.stringify({ ...decision, trace: addHints(decision.trace) }),
    ) as typeof decision
    for (const each of [decision, { ...decision, trace: addHints(decision.trace) }, stored]) {
      const text = explainAccess(each, { role: 'ROLE_OTHER' })
      expect(text).toContain('pass the option security')
      expect(text).not.toContain('These entries')
    }
  })
})

describe('the explanation of a decision by the security of one person', () => {
  it('names the entries of that person alone', () => {
    const place = { path: ['security'], reserved: [], needsExcept: false }
    const { security } = parsePersonSecurity({ roleMapping: { admins: ['ROLE_ADMIN'] } }, place)
    if (security === undefined) throw new Error('unexpected')
    const decision = decideRoles<string>(find({ sub: 'ada', groups: ['staff'] }), security)
    expect(explainAccess(decision, { role: 'ROLE_ADMIN' })).toContain('roleMapping "admins"')
    expect(explainAccess(decision, { role: 'ROLE_OTHER' })).toContain('no entry of security grants it')
    const stored = JSON.parse(JSON.stringify(decision)) as typeof decision
    expect(explainAccess(stored, { role: 'ROLE_ADMIN' })).toContain('pass the option security')
  })
})
