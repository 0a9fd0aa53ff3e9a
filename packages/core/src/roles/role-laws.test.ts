import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { optionsArbitrary, word } from '../../tests/options-arbitrary.ts'
import type { Claims, JsonValue } from '../claims/json.ts'
import { defineOidcConfig } from '../config/define-oidc-config.ts'
import { namedRoles } from '../config/parse-security.ts'
import type { ProviderConfig } from '../config/oidc-config.ts'
import type { AccessSources, AccessTokenProblem } from './claim-sources.ts'
import { decideAccess } from './decide-access.ts'
import type { Decision } from './decision.ts'
import { explainAccess } from './explain-access.ts'
import { addHints } from './hints.ts'

const provider: fc.Arbitrary<ProviderConfig> = optionsArbitrary.map(
  (options) => defineOidcConfig(options).providers[0],
)

const value: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    word,
    fc.array(word, { maxLength: 4 }),
    fc.constantFrom(null, true, false, 0, '', '[a, staff]', '["a","staff"]', '['),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(word, tie('value')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value

const claims: fc.Arbitrary<Claims> = fc
  .tuple(
    fc.array(fc.tuple(word, value), { maxLength: 6 }),
    fc.record(
      {
        sub: fc.constantFrom('ada', 'a', '__proto__', ''),
        email: fc.constantFrom('a', 'ada@example.com'),
        name: word,
        email_verified: fc.constantFrom(true, false, 'true', null),
        _claim_names: value,
        hasgroups: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([entries, standard]) => Object.fromEntries<JsonValue>([...entries, ...Object.entries(standard)]))

const problem = fc.constantFrom<AccessTokenProblem>('not_a_jwt', 'signature', 'unverified')

const sources: fc.Arbitrary<AccessSources> = fc.oneof(
  fc.record({ idToken: claims, userinfo: claims, accessToken: claims }, { requiredKeys: ['idToken'] }),
  fc.record({ idToken: claims, userinfo: claims, accessToken: claims, accessTokenProblem: problem }),
  fc.record({ bearer: claims }),
)

describe('a decision', () => {
  it('R-06: is made of any JSON, under any configuration, and is plain data', () => {
    const anything = fc.record(
      {
        idToken: fc.jsonValue(),
        userinfo: fc.jsonValue(),
        accessToken: fc.jsonValue(),
        accessTokenProblem: fc.jsonValue(),
        bearer: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(provider, fc.oneof(sources, anything, fc.jsonValue()), (config, given) => {
        const decision = decideAccess(config, given as AccessSources)
        expect(JSON.parse(JSON.stringify(decision.trace))).toEqual(decision.trace)
        expect(explainAccess(decision)).toContain('Gate:')
      }),
      { numRuns: 1000 },
    )
  })

  it('is the same for the same claims, in whatever order they come, and changes none of them', () => {
    fc.assert(
      fc.property(provider, sources, (config, given) => {
        const before = JSON.stringify(given)
        const decision = decideAccess(config, given)
        const shuffled = Object.fromEntries(
          Object.entries(given).map(([source, set]) => [
            source,
            Object.fromEntries(Object.entries((set ?? {}) as Claims).reverse()),
          ]),
        ) as unknown as AccessSources
        expect(decideAccess(config, given)).toEqual(decision)
        const { admitted, reason, roles } = decideAccess(config, shuffled)
        expect([admitted, reason, roles]).toEqual([decision.admitted, decision.reason, decision.roles])
        expect(JSON.stringify(given)).toBe(before)
      }),
    )
  })

  it('R-14: never admits a person with a reason to deny, a missing subject or a shut gate', () => {
    fc.assert(
      fc.property(provider, sources, (config, given) => {
        const { admitted, name, subject, roles, reason, trace } = decideAccess(config, given)
        const { requiredRoles } = config.security
        if (admitted) {
          expect(name.trim()).not.toBe('')
          expect(subject).not.toBe('')
          expect(trace.denials).toEqual([])
          expect(requiredRoles.length === 0 || requiredRoles.some((role) => roles.includes(role))).toBe(true)
          expect(roles).toEqual(trace.granted)
        } else {
          expect(roles).toEqual([])
          expect(reason).toBe(trace.denials[0])
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('grants no role but those of the configuration and of its passthrough, sorted and once', () => {
    fc.assert(
      fc.property(provider, sources, (config, given) => {
        const { granted, keys } = decideAccess(config, given).trace
        const { passthrough } = config.security
        const named = namedRoles([config.security])
        const prefix = passthrough ? (passthrough.prefix ?? '') : ''
        const passed = passthrough ? keys.map(({ key }) => prefix + key) : []
        for (const role of granted) expect(named.has(role) || passed.includes(role)).toBe(true)
        if (passthrough) {
          const mapped = keys.flatMap(({ grants }) => grants.filter(({ by }) => by === 'passthrough'))
          for (const { roles } of mapped)
            expect(roles.some((role) => passthrough.except.includes(role))).toBe(false)
        }
        expect(granted).toEqual([...new Set(granted)].sort())
      }),
      { numRuns: 1000 },
    )
  })

  it('explains every role that it grants', () => {
    fc.assert(
      fc.property(provider, sources, (config, given) => {
        const { trace } = decideAccess(config, given)
        const explained = new Set([
          ...trace.keys.flatMap(({ grants }) => grants.flatMap(({ roles }) => roles)),
          ...trace.username,
          ...trace.individual,
          ...trace.default,
          ...trace.implied.map(({ role }) => role),
        ])
        expect([...explained].sort()).toEqual(trace.granted)
      }),
    )
  })

  it('takes no role away when there are more keys, where there are no default roles', () => {
    const groups = fc.array(word, { maxLength: 6 })
    fc.assert(
      fc.property(provider, groups, groups, (config, some, more) => {
        const monotone: ProviderConfig = {
          ...config,
          nameClaim: 'sub',
          rolesClaims: [{ path: 'groups', required: false }],
          security: { ...config.security, defaultRoles: [] },
        }
        const decide = (keys: readonly string[]): ReturnType<typeof decideAccess> =>
          decideAccess(monotone, { idToken: { sub: 'ada', groups: keys } })
        const less = decide(some)
        const greater = decide([...some, ...more])
        expect(greater.roles).toEqual(expect.arrayContaining([...less.roles]))
        expect(greater.admitted || !less.admitted).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('R-14: never gives more for an access token that cannot be verified than for none', () => {
    fc.assert(
      fc.property(provider, claims, claims, problem, (config, idToken, accessToken, accessTokenProblem) => {
        const without = decideAccess(config, { idToken })
        const unverified = decideAccess(config, { idToken, accessToken, accessTokenProblem })
        expect(without.trace.granted).toEqual(expect.arrayContaining([...unverified.trace.granted]))
        expect(without.admitted || !unverified.admitted).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('never reads roles of a person out of the claims of UserInfo about another subject', () => {
    fc.assert(
      fc.property(provider, claims, claims, (config, idToken, userinfo) => {
        const own = { ...idToken, sub: 'ada' }
        const others = { ...userinfo, sub: 'bob' }
        const { userinfo: mismatch, ...trace } = decideAccess(config, {
          idToken: own,
          userinfo: others,
        }).trace
        expect(mismatch).toBe('subject_mismatch')
        expect(trace).toEqual(decideAccess(config, { idToken: own }).trace)
      }),
    )
  })
})

/** A role that the configuration names, another one, or one that was granted. */
const asked = fc.tuple(word, fc.nat())

function pickRole(
  config: ProviderConfig,
  decision: Decision,
  [other, index]: readonly [string, number],
): string {
  const roles = [...decision.trace.granted, ...namedRoles([config.security]), other]
  return roles[index % roles.length] ?? other
}

describe('the explanation of a role', () => {
  it('says that it was granted if, and only if, the decision has it', () => {
    fc.assert(
      fc.property(provider, sources, asked, (config, given, pick) => {
        const decision = decideAccess(config, given)
        const role = pickRole(config, decision, pick)
        const [first] = explainAccess<string>(decision, { role }).split('\n')
        const roles: readonly string[] = decision.roles
        expect(first === `${JSON.stringify(role)} was granted:`).toBe(roles.includes(role))
        expect(first?.includes('was not granted')).toBe(!roles.includes(role))
        expect(first?.includes('is not admitted')).toBe(
          !decision.admitted && decision.trace.granted.includes(role),
        )
      }),
      { numRuns: 500 },
    )
  })

  it('names entries of roleMapping that grant the role as soon as their role key comes', () => {
    fc.assert(
      fc.property(provider, fc.array(word, { maxLength: 4 }), asked, (config, groups, pick) => {
        const plain: ProviderConfig = {
          ...config,
          nameClaim: 'sub',
          rolesClaims: [{ path: 'groups', required: false }],
        }
        const decide = (keys: readonly string[]): Decision =>
          decideAccess(plain, { idToken: { sub: 'ada', groups: keys } })
        const decision = decide(groups)
        const role = pickRole(plain, decision, pick)
        const text = explainAccess<string>(decision, { role })
        const entries = text.includes('These entries would grant it:')
          ? [...text.matchAll(/^- roleMapping ("(?:[^"\\]|\\.)*")/gmu)].map(
              ([, entry = '']) => JSON.parse(entry) as string,
            )
          : []
        for (const entry of entries) expect(decide([...groups, entry]).trace.granted).toContain(role)
        const silent = Object.keys(plain.security.roleMapping).filter((key) => !entries.includes(key))
        if (!decision.trace.granted.includes(role))
          for (const key of silent) {
            const grants = decide([key]).trace.keys[0]?.grants ?? []
            // A pattern may give the role to the same key.
            const mapped = grants.filter(({ by }) => by === 'mapping').flatMap(({ roles }) => roles)
            expect(mapped).not.toContain(role)
          }
      }),
      { numRuns: 500 },
    )
  })

  it('names for each rule a source that came, and names of claims that came', () => {
    fc.assert(
      fc.property(provider, sources, (config, given) => {
        const { rules, arrived = [] } = addHints(decideAccess(config, given).trace)
        const sets = new Map(Object.entries(given)) as ReadonlyMap<string, Claims | undefined>
        for (const { read = [] } of rules)
          for (const source of read) expect(sets.has(source) || sets.has('bearer')).toBe(true)
        for (const { names, source } of arrived)
          expect(Object.keys(sets.get(source) ?? sets.get('bearer') ?? {})).toEqual(
            expect.arrayContaining([...names]),
          )
      }),
    )
  })
})
