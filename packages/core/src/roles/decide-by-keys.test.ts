import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { optionsArbitrary, word } from '../../tests/options-arbitrary.ts'
import type { Claims } from '../claims/json.ts'
import { defineOidcConfig } from '../config/define-oidc-config.ts'
import type { ProviderConfig, SecurityConfig } from '../config/oidc-config.ts'
import { decideAccess } from './decide-access.ts'
import { decideByKeys, type KeptPerson, withholdsDefaults } from './decide-by-keys.ts'
import type { AdmittedDecision } from './decision.ts'

const provider: fc.Arbitrary<ProviderConfig> = optionsArbitrary.map((options) => {
  const [first] = defineOidcConfig(options).providers
  // Random rules seldom find a claim.
  return { ...first, rolesClaims: [...first.rolesClaims, { path: 'a', required: false }] }
})

/** The members that random options seldom have, and that matter where no key is mapped. */
const security: fc.Arbitrary<SecurityConfig> = fc
  .tuple(
    provider,
    fc.boolean(),
    fc.constantFrom(false as const, { allow: ['a', '*'], prefix: 'x-', except: ['x-b'] }),
    fc.constantFrom<readonly string[]>([], ['ROLE_GUEST']),
  )
  .map(([{ security: checked }, caseInsensitiveKeys, passthrough, defaultRoles]) => ({
    ...checked,
    caseInsensitiveKeys,
    passthrough: passthrough === false ? checked.passthrough : passthrough,
    defaultRoles: checked.defaultRoles.length > 0 ? checked.defaultRoles : defaultRoles,
  }))

const claims: fc.Arbitrary<Claims> = fc
  .tuple(
    fc.array(
      fc.tuple(
        word,
        fc.oneof(word, fc.array(fc.oneof(word, fc.constant(7)), { maxLength: 4 }), fc.constant(7)),
      ),
      { maxLength: 6 },
    ),
    fc.record({ sub: fc.constantFrom('ada', 'a', '__proto__') }),
    fc.record(
      { email: fc.constantFrom('a', 'A'), name: word, a: fc.array(word, { maxLength: 3 }) },
      { requiredKeys: [] },
    ),
  )
  .map(([entries, sub, others]) => Object.fromEntries([...entries, ...Object.entries({ ...sub, ...others })]))

/** What a session keeps of a decision. */
function keep({ name, trace }: AdmittedDecision): KeptPerson {
  return {
    name,
    roleKeys: trace.keys.map(({ key }) => key),
    defaultsWithheld: withholdsDefaults(trace.rules),
  }
}

describe('a decision by role keys', () => {
  it('is that of a new sign-in with the same claims', () => {
    const seen = { admitted: 0, refused: 0, withDefaults: 0, withheld: 0, byName: 0, passed: 0 }
    fc.assert(
      fc.property(provider, security, claims, (before, after, idToken) => {
        const open = { ...before, security: { ...before.security, requiredRoles: [] } }
        const decision = decideAccess(open, { idToken })
        if (!decision.admitted) return
        // As a cookie keeps it.
        const kept = JSON.parse(JSON.stringify(keep(decision))) as KeptPerson
        const again = decideByKeys(after, kept)
        const fresh = decideAccess({ ...before, security: after }, { idToken })
        expect([again.admitted, again.roles]).toEqual([fresh.admitted, fresh.roles])
        expect({ ...fresh.trace, ...again.grants }).toEqual(fresh.trace)
        seen[again.admitted ? 'admitted' : 'refused'] += 1
        if (again.grants.default.length > 0) seen.withDefaults += 1
        if (kept.defaultsWithheld && after.defaultRoles.length > 0) seen.withheld += 1
        if (again.grants.username.length + again.grants.individual.length > 0) seen.byName += 1
        if (again.grants.keys.some(({ grants }) => grants.some(({ by }) => by === 'passthrough')))
          seen.passed += 1
      }),
      { numRuns: 1000 },
    )
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(5)
  })

  it('stays that of the sign-in where security is the same', () => {
    fc.assert(
      fc.property(provider, claims, (config, idToken) => {
        const decision = decideAccess(config, { idToken })
        if (!decision.admitted) return
        const { admitted, roles } = decideByKeys(config.security, keep(decision))
        expect([admitted, roles]).toEqual([true, decision.roles])
      }),
    )
  })
})
