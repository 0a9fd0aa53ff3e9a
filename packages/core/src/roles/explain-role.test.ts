import { describe, expect, it } from 'vitest'
import type { Claims } from '../claims/json.ts'
import { defineOidcConfig } from '../config/define-oidc-config.ts'
import type { SecurityConfig } from '../config/oidc-config.ts'
import type { ProviderOptions, SecurityOptions } from '../config/oidc-options.ts'
import type { AccessSources } from './claim-sources.ts'
import { decideAccess } from './decide-access.ts'
import type { Decision } from './decision.ts'
import { recordSecurity } from './evidence.ts'
import { explainAccess, type ExplainOptions } from './explain-access.ts'
import { describeUngrantedRole } from './explain-role.ts'
import { addHints } from './hints.ts'
import type { Trace } from './trace.ts'

type Provider = Partial<ProviderOptions>

function decide(security: SecurityOptions, sources: AccessSources, provider: Provider = {}): Decision {
  const [config] = defineOidcConfig({
    baseUrl: 'https://app.example.com',
    providers: [
      {
        ...{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' },
        rolesClaims: ['groups'],
        ...provider,
        security: { requiredRoles: [], ...security },
      },
    ],
    session: { secret: 'thirty-two bytes are the least..' },
  }).providers
  return decideAccess(config, sources)
}

const idToken = (groups: readonly string[], claims: Claims = {}): AccessSources => ({
  idToken: { sub: 'ben', groups, ...claims },
})

/** The lines about the role, without those about claims and role keys. */
function linesOf(decision: Decision, options: ExplainOptions = { role: 'ROLE_ADMIN' }): readonly string[] {
  const lines = explainAccess(decision, options).split('\n')
  return lines.slice(0, lines.indexOf('Claims:'))
}

const linesFor = (
  security: SecurityOptions,
  groups: readonly string[] = [],
  provider?: Provider,
): readonly string[] => linesOf(decide(security, idToken(groups), provider))

const toGrant = ['"ROLE_ADMIN" was not granted.', 'These entries would grant it:']
const byNone = '"ROLE_ADMIN" was not granted: no entry of security grants it.'
const outdated = 'it matches, but the decision was made with another security: sign out and in again'

describe('the explanation of a role', () => {
  it('says which entries would have granted it, which role keys came and why none matched', () => {
    const decision = decide(
      {
        roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'], root: ['ROLE_ROOT'] },
        rolePatterns: [{ pattern: 'admin-*', roles: ['ROLE_ADMIN'] }],
        individualRoles: { ada: ['ROLE_ADMIN'], bob: ['ROLE_ROOT'], eve: [] },
        defaultRoles: ['ROLE_ADMIN'],
        impliedRoles: { ROLE_ROOT: ['ROLE_ADMIN'] },
      },
      idToken(['staff', '/Admins']),
    )
    expect(explainAccess(decision, { role: 'ROLE_ADMIN' })).toBe(
      [
        ...toGrant,
        '- roleMapping "admins": "/Admins" came; case, white space and a leading "/" must match',
        '- roleMapping "root", by "ROLE_ROOT", which implies it: no such role key came',
        '- rolePatterns "admin-*": it matches no role key that came',
        '- individualRoles, for 2 user names: none is the name of this user',
        '- defaultRoles: only for users without another role, and "ROLE_USER" was granted',
        'Claims:',
        '- The name is read from "sub".',
        '- "groups" in the ID Token: found, 2 role keys',
        'Role keys:',
        '- "staff" grants "ROLE_USER" by roleMapping "staff"',
        '- "/Admins" grants nothing: unmapped. Hint: roleMapping has "admins"; case and a leading "/" must match',
      ].join('\n'),
    )
  })

  it('does not show the names of other users', () => {
    const text = explainAccess(
      decide({ individualRoles: { 'ada@example.com': ['ROLE_ADMIN'] } }, idToken([])),
      { role: 'ROLE_ADMIN' },
    )
    expect(text).toContain('- individualRoles, for 1 user name: none is the name of this user')
    expect(text).not.toContain('ada@example.com')
  })

  it('covers the whole decision if no role is named', () => {
    const decision = decide({}, idToken([]))
    expect(explainAccess(decision, {})).toBe(explainAccess(decision))
    expect(explainAccess(decision, { role: undefined })).toBe(explainAccess(decision))
  })
})

describe('a role that was granted', () => {
  it('is explained by what granted it', () => {
    const lines = linesOf(
      decide(
        {
          roleMapping: { admins: ['ROLE_ADMIN'], ben: ['ROLE_ADMIN'], ops: ['ROLE_OPS'] },
          rolePatterns: [{ pattern: 'adm*', roles: ['ROLE_ADMIN'] }],
          individualRoles: { ben: ['ROLE_ADMIN'] },
          usernameAsRoleKey: true,
        },
        idToken(['admins', 'ops']),
      ),
    )
    expect(lines).toEqual([
      '"ROLE_ADMIN" was granted:',
      '- roleMapping "admins" grants "ROLE_ADMIN": the role key "admins" came',
      '- rolePatterns "adm*" grants "ROLE_ADMIN": the role key "admins" came',
      '- roleMapping grants "ROLE_ADMIN" to the name of the user, with usernameAsRoleKey',
      '- individualRoles grants "ROLE_ADMIN" to the name of the user',
    ])
  })

  it('is explained by the role that implies it, and by defaultRoles', () => {
    const impliedRoles = { ROLE_ROOT: ['ROLE_OPS'], ROLE_OPS: ['ROLE_ADMIN'] }
    expect(linesFor({ defaultRoles: ['ROLE_ROOT'], impliedRoles })).toEqual([
      '"ROLE_ADMIN" was granted:',
      '- impliedRoles grants "ROLE_ADMIN" to users with "ROLE_OPS"',
      '- impliedRoles grants "ROLE_OPS" to users with "ROLE_ROOT"',
      '- defaultRoles grants "ROLE_ROOT": there was no other role',
    ])
  })

  it('is explained if passthrough granted it', () => {
    const decision = decide({ passthrough: { allow: ['*'], prefix: 'P_' } }, idToken(['x']))
    expect(linesOf(decision, { role: 'P_x' })).toEqual([
      '"P_x" was granted:',
      '- passthrough "*" grants "P_x": the role key "x" came',
    ])
  })

  it('counts as not granted if the person is not admitted', () => {
    const security = { roleMapping: { admins: ['ROLE_ADMIN'] }, requiredRoles: ['ROLE_USER'] }
    expect(linesFor(security, ['admins'], { nameClaim: 'email' })).toEqual([
      '"ROLE_ADMIN" was not granted, because the user is not admitted.',
      'Not admitted, name_missing: the name claim does not give exactly one name.',
      'Also role_missing: no required role was granted.',
      'If the user were admitted:',
      '- roleMapping "admins" grants "ROLE_ADMIN": the role key "admins" came',
    ])
  })

  it('is explained in bounded time if the trace has a cycle', () => {
    const decision = decide({ defaultRoles: ['ROLE_ADMIN'] }, idToken([]))
    const implied = [
      { role: 'ROLE_ADMIN', by: 'ROLE_ROOT' },
      { role: 'ROLE_ROOT', by: 'ROLE_ADMIN' },
    ]
    const lines = linesOf({ ...decision, trace: { ...decision.trace, implied } })
    expect(lines).toHaveLength(5)
  })

  it('is explained if the chain of implied roles is longer than the call stack', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `R${index}`)
    const impliedRoles = Object.fromEntries(names.slice(1).map((name, index) => [name, [names[index] ?? '']]))
    const decision = decide({ impliedRoles, defaultRoles: ['R19999'] }, idToken([]))
    expect(linesOf(decision, { role: 'R0' }).at(-1)).toBe('- … and 19980 more')
  })
})

describe('an entry of roleMapping', () => {
  it('comes first if it nearly matched, and at most 20 are listed', () => {
    const names = Array.from({ length: 30 }, (_, index) => `g${index}`)
    const lines = linesFor({ roleMapping: Object.fromEntries(names.map((name) => [name, ['ROLE_ADMIN']])) }, [
      'G29',
    ])
    expect(lines).toHaveLength(23)
    expect(lines.slice(0, 4)).toEqual([
      ...toGrant,
      '- roleMapping "g29": "G29" came; case, white space and a leading "/" must match',
      '- roleMapping "g0": no such role key came',
    ])
    expect(lines.at(-1)).toBe('- … and 10 more')
  })

  it('gets a hint if its literal * would match as a pattern', () => {
    const security = { roleMapping: { 'admin-*': ['ROLE_ADMIN'], '*': ['ROLE_ADMIN'] } }
    expect(linesFor(security, ['admin-1/x', 'admin-2'])).toEqual([
      ...toGrant,
      '- roleMapping "admin-*": "admin-2" came, and "*" is literal there; see rolePatterns',
      '- roleMapping "*": "admin-2" came, and "*" is literal there; see rolePatterns',
    ])
    expect(linesFor(security)).toContain('- roleMapping "*": no such role key came')
  })

  it('is explained if it is the name of the user, with usernameAsRoleKey', () => {
    const security = { roleMapping: { ben: ['ROLE_ADMIN'] }, usernameAsRoleKey: true }
    const lines = linesOf(decide(security, { bearer: { sub: 'ben' } }, { nameClaim: 'email' }))
    expect(lines).toEqual([
      ...toGrant,
      '- roleMapping "ben": it is the name of this user, but the name claim did not give it',
    ])
    const nameless = decide(security, idToken([]), { nameClaim: 'email' })
    expect(linesOf(nameless)).toContain('- roleMapping "ben": no such role key came')
  })
})

describe('an entry of rolePatterns', () => {
  it('gets a hint if only case differs', () => {
    const security = { rolePatterns: [{ pattern: 'Admin-*', roles: ['ROLE_ADMIN'] }] }
    expect(linesFor(security, ['admin-1'])).toEqual([
      ...toGrant,
      '- rolePatterns "Admin-*": "admin-1" came; case must match',
    ])
    expect(linesFor({ ...security, caseInsensitiveKeys: true }, ['other'])).toEqual([
      ...toGrant,
      '- rolePatterns "Admin-*": it matches no role key that came',
    ])
  })
})

describe('passthrough', () => {
  const linesOfRole = (
    passthrough: SecurityOptions['passthrough'],
    groups: readonly string[],
    role = 'P_admin',
  ): unknown =>
    linesOf(decide({ passthrough, roleMapping: { mapped: [] } }, idToken(groups)), { role }).filter((line) =>
      line.startsWith('- '),
    )
  const allow = ['adm*', 'mapped']

  it('is named with the role key that would become the role', () => {
    expect(linesOfRole({ allow, prefix: 'P_' }, [])).toEqual([
      '- passthrough "adm*", for the role key "admin": no such role key came',
    ])
    expect(linesOfRole({ allow, prefix: 'P_' }, ['/Admin'])).toEqual([
      '- passthrough "adm*", for the role key "admin": "/Admin" came; case, white space and a leading "/" must match',
    ])
  })

  it.each([
    ['another prefix', 'Q_admin'],
    ['no role key', 'P_'],
    ['a role key that is not allowed', 'P_x'],
  ])('is not named for a role with %s', (_, role) => {
    expect(linesOfRole({ allow, prefix: 'P_' }, [], role)).toEqual([])
  })

  it('grants neither a role that the configuration names nor a mapped role key', () => {
    const cannot =
      '- passthrough cannot grant it: it skips mapped keys and roles that the configuration names.'
    expect(linesOfRole({ allow, prefix: 'P_', except: ['P_admin'] }, ['admin'])).toEqual([cannot])
    expect(linesOfRole({ allow, prefix: 'P_' }, ['mapped'], 'P_mapped')).toEqual([cannot])
    const security = { passthrough: { allow: ['*'] }, rolePatterns: [{ pattern: 'x*', roles: [] }] }
    expect(linesOf(decide(security, idToken([])), { role: 'x1' })).toContain(cannot)
  })
})

describe('individualRoles', () => {
  const linesOfNames = (
    names: readonly string[],
    sources = idToken([]),
    provider: Provider = {},
  ): unknown => {
    const individualRoles = Object.fromEntries(names.map((name) => [name, ['ROLE_ADMIN']]))
    return linesOf(decide({ individualRoles }, sources, provider)).find((line) => line.startsWith('- '))
  }

  it('gets a hint if a name differs by case or is a *', () => {
    expect(linesOfNames(['Ben', 'x'])).toBe(
      '- individualRoles, for 2 user names: one differs from the name of this user by case, white space or a leading "/"',
    )
    expect(linesOfNames(['*'])).toBe(
      '- individualRoles, for 1 user name: "*" is a user name there; see defaultRoles',
    )
  })

  it('is not looked up for a user without a name', () => {
    expect(linesOfNames(['ben'], idToken([]), { nameClaim: 'email' })).toBe(
      '- individualRoles, for 1 user name: this user has no name',
    )
    expect(linesOfNames(['ben'], { bearer: { sub: 'ben' } }, { nameClaim: 'email' })).toBe(
      '- individualRoles, for 1 user name: it is the name of this user, but the name claim did not give it',
    )
  })
})

describe('defaultRoles', () => {
  const withheld = (rolesClaims: Provider['rolesClaims'], sources: AccessSources): unknown =>
    linesOf(decide({ defaultRoles: ['ROLE_ADMIN'] }, sources, { rolesClaims }))[2]

  it('is withheld where a claim is not usable', () => {
    expect(withheld(['a', 'groups'], { idToken: { sub: 'ben', groups: 7 } })).toBe(
      '- defaultRoles: withheld, because "groups" is of the wrong type',
    )
    const rule = { path: ['a', 'b'], from: 'accessToken' }
    expect(withheld([rule], { idToken: { sub: 'ben' }, accessTokenProblem: 'expired' })).toBe(
      '- defaultRoles: withheld, because ["a","b"] is unverifiable',
    )
  })

  it('applies only to users who have no role from another entry', () => {
    const why = '- defaultRoles: only for users without another role, and "ROLE_X" was granted'
    const others: readonly SecurityOptions[] = [
      { roleMapping: { x: ['ROLE_X'] } },
      { roleMapping: { ben: ['ROLE_X'] }, usernameAsRoleKey: true },
      { individualRoles: { ben: ['ROLE_X'] } },
    ]
    for (const other of others)
      expect(linesFor({ ...other, defaultRoles: ['ROLE_ADMIN'] }, ['x'])).toEqual([...toGrant, why])
  })
})

describe('a role that no entry grants', () => {
  it('is reported, with the nearest role that an entry grants', () => {
    const security = {
      roleMapping: { a: ['ROLE_USER'] },
      impliedRoles: { ROLE_USER: ['ROLE_ADMIN'] },
      individualRoles: { ada: ['ROLE_OTHER'] },
      rolePatterns: [{ pattern: 'x', roles: ['ROLE_PATTERN'] }],
      defaultRoles: ['ROLE_DEFAULT'],
    }
    expect(linesOf(decide(security, idToken([])), { role: 'ROLE_ADMlN' })).toEqual([
      '"ROLE_ADMlN" was not granted: no entry of security grants it.',
      '- The nearest role that an entry grants is "ROLE_ADMIN".',
    ])
    expect(linesFor({})).toEqual([byNone])
  })

  it('is reported even if requiredRoles names it', () => {
    expect(linesFor({ requiredRoles: ['ROLE_ADMIN'] })).toEqual([
      byNone,
      'Not admitted, role_missing: no required role was granted.',
      '- requiredRoles names it, but grants nothing.',
    ])
  })

  it('is reported even if a role that no entry grants implies it', () => {
    expect(linesFor({ impliedRoles: { ROLE_ROOT: ['ROLE_ADMIN'] } })).toEqual([byNone])
  })

  it('gets a hint if the mapping is reversed', () => {
    expect(linesFor({ roleMapping: { ROLE_ADMIN: ['admins'], ROLE_USER: [] } }, ['admins'])).toContain(
      '- roleMapping has "ROLE_ADMIN" as the role key. The role key comes first: { "admins": ["ROLE_ADMIN"] }.',
    )
    expect(linesFor({ roleMapping: { ROLE_ADMIN: [] } })).toEqual([byNone])
  })
})

describe('the security', () => {
  const security: SecurityOptions = { roleMapping: { admins: ['ROLE_ADMIN'] } }
  const decision = decide({}, idToken(['admins']))
  const stored: Decision = {
    ...decision,
    trace: JSON.parse(JSON.stringify(addHints(decision.trace))) as Trace,
  }

  it('is unknown for a stored decision, and can be passed', () => {
    const unknown = '- To list the entries that would grant it, pass the option security.'
    expect(linesOf(stored)).toEqual(['"ROLE_ADMIN" was not granted.', unknown])
    expect(linesOf(stored, { role: 'ROLE_ADMIN', security })).toEqual([
      ...toGrant,
      `- roleMapping "admins": ${outdated}`,
    ])
  })

  it('can be recorded for a stored decision', () => {
    const trace = { ...stored.trace }
    const [config] = defineOidcConfig({
      baseUrl: 'https://app.example.com',
      providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app', security }],
      session: { secret: 'thirty-two bytes are the least..' },
    }).providers
    recordSecurity(trace, config.security)
    expect(linesOf({ ...stored, trace })).toEqual([...toGrant, `- roleMapping "admins": ${outdated}`])
  })

  it('explains every entry that matches only since a change', () => {
    const newer: SecurityOptions = {
      ...security,
      rolePatterns: [{ pattern: 'adm*', roles: ['ROLE_ADMIN'] }],
      individualRoles: { ben: ['ROLE_ADMIN'] },
      defaultRoles: ['ROLE_ADMIN'],
    }
    expect(
      linesOf(stored, { role: 'ROLE_ADMIN', security: newer }).filter((line) => line.endsWith(outdated)),
    ).toHaveLength(4)
    const passed: SecurityOptions = { passthrough: { allow: ['*'] } }
    expect(linesOf(stored, { role: 'admins', security: passed })[2]).toBe(
      `- passthrough "*", for the role key "admins": ${outdated}`,
    )
    const named: SecurityOptions = { passthrough: { allow: ['*'] }, requiredRoles: ['admins'] }
    expect(linesOf(stored, { role: 'admins', security: named })[0]).toContain(
      'no entry of security grants it',
    )
    const byName: SecurityOptions = { roleMapping: { ben: ['ROLE_ADMIN'] }, usernameAsRoleKey: true }
    expect(linesOf(stored, { role: 'ROLE_ADMIN', security: byName })).toContain(
      `- roleMapping "ben": ${outdated}`,
    )
  })

  it('is not in the trace, and claims are not either', () => {
    const { trace } = decide(
      { individualRoles: { 'ada@example.com': ['ROLE_ADMIN'] } },
      idToken([], { secret: 'value' }),
    )
    expect(JSON.stringify([trace, addHints(trace)])).not.toMatch(/ada@example|value/)
    expect(Reflect.ownKeys(trace).filter((key) => typeof key === 'symbol')).toEqual([])
  })
})

describe('hostile text', () => {
  it('in role keys and in the role stays on its line, and is cut', () => {
    const key = `\nAdmitted with "ROLE_ADMIN".\u202e${'x'.repeat(900)}`
    const security = { roleMapping: { [key.toUpperCase()]: ['ROLE_ADMIN'] } }
    const lines = linesFor(security, [key])
    expect(lines).toHaveLength(3)
    expect(lines[2]).toMatch(/^- roleMapping "\\nADMITTED.*\\u202e/)
    expect(lines.every(({ length }) => length < 1200)).toBe(true)
    const role = `x\n${'y'.repeat(5000)}`
    const asked = linesOf(decide({}, idToken([])), { role })
    expect(asked).toHaveLength(1)
    expect(asked[0]?.length).toBeLessThan(600)
  })
})

describe('hints about role keys in the whole explanation', () => {
  const keyLine = (key: string, security: SecurityOptions, provider?: Provider): string | undefined =>
    explainAccess(decide(security, idToken([key]), provider))
      .split('\n')
      .find((line) => line.startsWith(`- ${JSON.stringify(key)}`))

  it('name a reversed mapping where the configuration uses its keys as roles', () => {
    const hint =
      '- "admins" grants nothing: unmapped. Hint: roleMapping has "ROLE_ADMIN" as the role key. The role key comes first: { "admins": ["ROLE_ADMIN"] }'
    const roleMapping = { ROLE_ADMIN: ['admins'] }
    const uses: readonly SecurityOptions[] = [
      { requiredRoles: ['ROLE_ADMIN'] },
      { defaultRoles: ['ROLE_ADMIN'] },
      { individualRoles: { ada: ['ROLE_ADMIN'] } },
      { impliedRoles: { ROLE_ADMIN: [] } },
    ]
    for (const use of uses) expect(keyLine('admins', { roleMapping, ...use })).toBe(hint)
    expect(keyLine('admins', { roleMapping })).toBe('- "admins" grants nothing: unmapped')
    expect(keyLine('other', { roleMapping, requiredRoles: ['ROLE_ADMIN'] })).not.toContain('Hint')
  })

  it('name a * that is literal', () => {
    const security = { roleMapping: { 'adm*': ['ROLE_ADMIN'] } }
    expect(keyLine('admins', security)).toContain(
      'Hint: roleMapping has "adm*", where "*" is literal; see rolePatterns',
    )
    expect(keyLine('adm/x', security)).not.toContain('Hint')
    expect(keyLine('adm*', security)).toContain('grants "ROLE_ADMIN"')
  })

  it('name a * in requiredRoles, where the gate is shut', () => {
    const gateOf = (
      requiredRoles: readonly string[],
      passthrough: SecurityOptions['passthrough'] = false,
    ): unknown =>
      explainAccess(decide({ requiredRoles, passthrough }, idToken(['x'])))
        .split('\n')
        .at(-1)
    expect(gateOf(['*'])).toBe(
      '- shut: one of "*" is required, none was granted. Hint: "*" is the name of a role there; [] admits all who sign in.',
    )
    expect(gateOf(['x'])).toBe('- shut: one of "x" is required, none was granted.')
  })

  it('name JSON where a list in brackets is expected', () => {
    const rolesClaims = [{ path: 'list', parse: 'bracketed' }]
    const textOf = (list: string): string =>
      explainAccess(decide({}, { idToken: { sub: 'ben', list } }, { rolesClaims }))
    const hint = "unmapped. Hint: the quotes are a part of it; if it is a list in JSON, see parse: 'json'"
    expect(textOf('["a","b"]')).toContain(
      `- "\\"a\\"" grants nothing: ${hint}\n- "\\"b\\"" grants nothing: ${hint}`,
    )
    expect(textOf('[a, "b]')).not.toContain('Hint')
  })

  it('need no security for what is plain from the role key', () => {
    const decision = decide({}, idToken(['[a]', '"a"', 'a']))
    const trace = JSON.parse(JSON.stringify(decision.trace)) as Trace
    expect(explainAccess({ ...decision, trace }).match(/Hint/g)).toHaveLength(2)
  })
})

describe('a mapped key with a star', () => {
  const explain = (groups: readonly string[]): string =>
    linesFor({ roleMapping: { 'team-*': ['ROLE_ADMIN'] } }, groups).join('\n')
  const others = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => `other-${index}`)

  it('is compared with the first hundred role keys, however many come', () => {
    expect(explain([...others(99), 'team-blue'])).toContain('"*" is literal there')
    expect(explain([...others(100), 'team-blue'])).toContain('no such role key came')
  })
})

describe('a role that no user can have', () => {
  const define = (security: SecurityOptions): SecurityConfig =>
    defineOidcConfig({
      baseUrl: 'https://app.example.com',
      providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
      security,
      session: { secret: 'thirty-two bytes are the least..' },
    }).providers[0].security
  const mapped = define({
    roleMapping: { admins: ['ROLE_ADMIN'] },
    impliedRoles: { ROLE_ADMIN: ['ROLE_EDITOR'] },
  })

  it('is named, with the nearest role that an entry grants', () => {
    expect(describeUngrantedRole('ROLE_ADMlN', [mapped])).toBe(
      'No entry of security grants "ROLE_ADMlN". The nearest role that an entry grants is "ROLE_ADMIN".',
    )
    expect(describeUngrantedRole('constructor', [mapped])).toBe('No entry of security grants "constructor".')
  })

  it('is none that an entry of any provider grants, or passthrough may', () => {
    const other = define({ defaultRoles: ['ROLE_GUEST'] })
    for (const role of ['ROLE_ADMIN', 'ROLE_EDITOR', 'ROLE_GUEST'])
      expect(describeUngrantedRole(role, [mapped, other])).toBeUndefined()
    const passing = define({ passthrough: { allow: ['app-*'] } })
    expect(describeUngrantedRole('app-admin', [mapped, passing])).toBeUndefined()
  })
})
