import { describe, expect, it } from 'vitest'
import type { ClaimRef, NameClaim, RoleRule } from '../claims/claim-path.ts'
import type { Claims } from '../claims/json.ts'
import { defineOidcConfig } from '../config/define-oidc-config.ts'
import type { ProviderConfig } from '../config/oidc-config.ts'
import type { ProviderOptions } from '../config/oidc-options.ts'
import type { AccessSources } from './claim-sources.ts'
import { decideAccess } from './decide-access.ts'
import { explainAccess } from './explain-access.ts'
import { addHints } from './hints.ts'
import type { RuleTrace, Trace } from './trace.ts'

const define = (provider: Partial<ProviderOptions>): ProviderConfig =>
  defineOidcConfig({
    baseUrl: 'https://app.example.com',
    providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app', ...provider }],
    security: { roleMapping: { staff: ['ROLE_USER'] } },
    session: { secret: 'thirty-two bytes are the least..' },
  }).providers[0]

const traceOf = (provider: Partial<ProviderOptions>, sources: AccessSources): Trace =>
  addHints(decideAccess(define(provider), sources).trace)

const textOf = (provider: Partial<ProviderOptions>, sources: AccessSources): string =>
  explainAccess(decideAccess(define(provider), sources))

const ruleOf = (rule: ClaimRef | RoleRule, claims: Claims): RuleTrace | undefined =>
  traceOf({ rolesClaims: [rule] }, { idToken: { sub: 'ada', ...claims } }).rules[0]

describe('a trace with hints', () => {
  it('is plain data and does not change', () => {
    const trace = traceOf(
      { rolesClaims: ['g', 'h.i'] },
      { idToken: { sub: 'ada', g: ['x'], h: { i: ['y'] } } },
    )
    expect(JSON.parse(JSON.stringify(trace))).toEqual(trace)
    expect(addHints(trace)).toBe(trace)
  })

  it('is explained as the decision itself, also after JSON', () => {
    const decision = decideAccess(define({ rolesClaims: ['a.b', 'Sub'], nameClaim: ['sub', 'x'] }), {
      idToken: { sub: 'ada', a: { b: ['/Staff'] } },
    })
    const stored = JSON.parse(JSON.stringify(addHints(decision.trace))) as Trace
    expect(explainAccess({ ...decision, trace: stored })).toBe(explainAccess(decision))
  })
})

describe('the claims that came', () => {
  const groups = { rolesClaims: ['groups'] }

  it('are named where a rule found none, for each source, sorted, and never with a value', () => {
    const sub = 'the-value'
    const text = textOf(groups, {
      idToken: { sub, email: 'the-value', aud: 'the-value' },
      userinfo: { sub, nick: 'the-value' },
      accessToken: {},
    })
    expect(text).toContain(
      [
        '- "groups" in the ID Token and UserInfo: missing, 0 role keys',
        '- Claims of the ID Token: "aud", "email", "sub".',
        '- Claims of UserInfo: "nick", "sub".',
        '- Claims of the access token: nothing.',
        'Role keys:',
      ].join('\n'),
    )
    expect(text).not.toContain('the-value')
  })

  it.each([[[]], ['staff'], [7]])('are not named where the claim is there: %j', (value) => {
    expect(textOf(groups, { idToken: { sub: 'ada', groups: value } })).not.toContain('Claims of')
  })

  it('are not named for a rule that does not look for them', () => {
    const opaque = { rolesClaims: [{ path: 'groups', from: 'accessToken' }], accessTokenFormat: 'opaque' }
    expect(textOf(opaque, { idToken: { sub: 'ada' } })).not.toContain('Claims of')
  })

  it('are named where there is no name', () => {
    const text = textOf({ nameClaim: 'email' }, { idToken: { sub: 'ada', mail: 'a@example.com' } })
    expect(text).toContain('- Claims of the ID Token: "mail", "sub".')
  })

  it('are cut to 40 names of 64 characters on one line', () => {
    const claims = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`c${index}${'x'.repeat(99)}`, 1]),
    )
    const { arrived = [] } = traceOf(groups, { idToken: { ...claims, '\nAdmitted': 1, sub: 'ada' } })
    expect(arrived).toHaveLength(1)
    const [{ names, more, source } = { names: [], more: 0, source: 'userinfo' }] = arrived
    expect([source, names.length, more]).toEqual(['idToken', 40, 62])
    expect(Math.max(...names.map(({ length }) => length))).toBe(64)
    const text = textOf(groups, { idToken: { ...claims, '\nAdmitted': 1, sub: 'ada' } })
    expect(text).toContain('- Claims of the ID Token: "\\nAdmitted", "c0xxx')
    expect(text).toContain('…", … and 62 more.')
  })

  it('are named inside the object where the path broke off', () => {
    const rule = ruleOf(['realm', 'access', 'roles'], { realm: { access: { role: 1, groups: 1 } } })
    expect(rule?.members).toEqual({ step: 2, names: ['groups', 'role'], more: 0 })
    const higher = ruleOf(['realm', 'access', 'roles'], { realm: { axess: {} } })
    expect(higher?.members).toEqual({ step: 1, names: ['axess'], more: 0 })
    const branches = ruleOf(['orgs', null, 'roles'], { orgs: [{ a: 1 }, 'x', { b: 1, a: 1 }] })
    expect(branches?.members).toEqual({ step: 2, names: ['a', 'b'], more: 0 })
    expect(ruleOf(['realm', 'roles'], { realm: { roles: [] } })?.members).toBeUndefined()
    expect(ruleOf(['realm', 'roles'], { realm: 'x' })?.members).toBeUndefined()
    const text = textOf(
      { rolesClaims: [['realm', 'roles']] },
      { idToken: { sub: 'ada', realm: { role: 1 } } },
    )
    expect(text).toContain('  - at step 2 of the path came: "role"')
  })
})

describe('a path that was written as text', () => {
  const realm = { realm: { roles: ['staff'], 'a/b': ['x'] }, list: [{ id: 'y' }], 'x.y': {} }

  it.each<[ClaimRef, ClaimRef]>([
    ['realm.roles', ['realm', 'roles']],
    ['$.realm.roles', ['realm', 'roles']],
    ['/realm/roles', ['realm', 'roles']],
    ['/realm/a~1b', ['realm', 'a/b']],
    ['list.0.id', ['list', 0, 'id']],
    ['/list/0/id', ['list', 0, 'id']],
    [['realm.roles'], ['realm', 'roles']],
    [
      ['list', '*', 'id'],
      ['list', null, 'id'],
    ],
  ])('gets a hint: %j', (path, meant) => {
    expect(ruleOf(path, realm)?.meant).toEqual(meant)
    const text = textOf({ rolesClaims: [path] }, { idToken: { sub: 'ada', ...realm } })
    expect(text).toContain(
      `  - Hint: the path ${JSON.stringify(meant)} leads there. A text is one name: dots, slashes and "*" in it are part of the name.`,
    )
  })

  it.each<ClaimRef>([
    'realm.groups',
    'https://example.com/roles',
    '.',
    '/',
    'x.y',
    'realm',
    ['realm', 'groups'],
    ['list', '*', 'name'],
    ['list', null, 'name'],
  ])('is not hinted at where that finds no key: %j', (path) => {
    expect(ruleOf(path, realm)?.meant).toBeUndefined()
  })

  it('is found in another source', () => {
    const sources = { idToken: { sub: 'ada' }, accessToken: realm }
    const [rule] = traceOf({ rolesClaims: ['realm.roles'] }, sources).rules
    expect(rule).toMatchObject({ meant: ['realm', 'roles'], elsewhere: ['accessToken'] })
    expect(traceOf({ rolesClaims: ['realm.roles'] }, { bearer: realm }).rules[0]?.elsewhere).toBeUndefined()
  })
})

describe('a list of claims that is a path', () => {
  const claims = { groups: ['staff'], roles: ['x'], realm: { staff: {} } }

  it('gets a hint if its first claim has the role keys', () => {
    expect(ruleOf(['groups', 'roles'], claims)?.meant).toBe('groups')
    const text = textOf({ rolesClaims: [['groups', 'roles']] }, { idToken: { sub: 'ada', ...claims } })
    expect(text).toContain('  - Hint: "groups" has role keys itself. A list is a path, not a choice.')
  })

  it.each<ClaimRef | RoleRule>([
    { path: ['realm', 'roles'], select: 'keys' },
    ['realm', 'roles'],
    ['nothing', 'roles'],
    [0, 'roles'],
  ])('gets no hint: %j', (rule) => {
    expect(ruleOf(rule, claims)?.meant).toBeUndefined()
  })
})

describe('a claim that is spelt differently', () => {
  it.each([
    ['https://acme:example/roles', 'https://acme.example/roles'],
    ['Groups', 'groups'],
    ['/groups', 'groups'],
    ['groups ', 'groups'],
  ])('is hinted at: %j, there is %j', (path, similar) => {
    expect(ruleOf(path, { [similar]: [7] })?.similar).toBe(similar)
    expect(ruleOf([path, 'x'], { [similar]: [7] })?.similar).toBe(similar)
  })

  it.each<ClaimRef>(['groups', 'group', [0]])('gets no hint: %j', (path) => {
    expect(ruleOf(path, { groups: [], roles: 1 })?.similar).toBeUndefined()
  })

  it('is named with what differs', () => {
    const text = (path: string, name: string): string =>
      textOf({ rolesClaims: [path] }, { idToken: { sub: 'ada', [name]: 7 } })
    expect(text('a:b', 'a.b')).toContain('Hint: there is a claim "a.b", with a dot for a colon.')
    expect(text('Groups', 'groups')).toContain(
      'Hint: there is a claim "groups"; case, white space and a leading "/" must match.',
    )
  })
})

describe('a role key that is spelt differently', () => {
  const keyOf = (key: string): unknown =>
    traceOf({ rolesClaims: ['g'] }, { idToken: { sub: 'ada', g: [key] } }).keys[0]

  it.each(['Staff', '/staff', ' staff', '/STAFF'])('gets a hint: %j', (key) => {
    expect(keyOf(key)).toEqual({ key, grants: [], similar: 'staff' })
  })

  it.each(['staf', 'st/aff', '//staff'])('gets no hint: %j', (key) => {
    expect(keyOf(key)).toEqual({ key, grants: [] })
  })

  it('gets no hint if the key is mapped', () => {
    expect(keyOf('staff')).not.toHaveProperty('similar')
  })
})

describe('a name claim that gives no name', () => {
  const textFor = (nameClaim: NameClaim, claims: Claims): string =>
    textOf({ nameClaim }, { idToken: { sub: 'ada', ...claims } })

  it('is a path if it is a list, and the hint shows firstOf', () => {
    expect(textFor(['email', 'upn'], { email: 'ada@example.com' })).toContain(
      [
        '- The name is read from ["email","upn"], which gives no name.',
        '  - Hint: a list is a path. For the first of several claims write {"firstOf":["email","upn"]}.',
      ].join('\n'),
    )
    expect(textFor(['email', 'upn'], { upn: 'ada' })).toContain('Hint: a list is a path.')
  })

  it.each<[NameClaim, Claims]>([
    [['email', 'upn'], {}],
    [['address', 'email'], { address: {}, email: 'ada@example.com' }],
    ['email', { upn: 'ada' }],
    [['email'], {}],
  ])(
    'gets no such hint if firstOf gives no name, or the path begins with an object: %j',
    (nameClaim, claims) => {
      expect(textFor(nameClaim, claims)).not.toContain('Hint: a list is a path.')
    },
  )

  it('gets a hint if a path was written as text', () => {
    const profile = { profile: { name: 'Ada' } }
    expect(textFor('profile.name', profile)).toContain('Hint: the path ["profile","name"] leads there.')
    expect(textFor('profile.nick', profile)).not.toContain('Hint')
  })

  it('gets a hint if it is spelt differently', () => {
    expect(textFor('Email', { email: 'ada@example.com' })).toContain('Hint: there is a claim "email"; case')
    expect(textFor('mail', { email: 'ada@example.com' })).not.toContain('Hint')
  })

  it('says which of several were tried', () => {
    const text = textFor({ firstOf: ['email', 'upn'] }, { Upn: 'ada' })
    expect(text).toContain(
      [
        '- The name is read from "email", which gives no name. Tried in this order: "email", "upn".',
        '  - Hint: there is a claim "Upn"; case, white space and a leading "/" must match.',
        '  - Hint: providers send it for the scope "email", which is not in scopes.',
        '- No claim is read for role keys: rolesClaims is empty.',
        '- Claims of the ID Token: "Upn", "sub".',
      ].join('\n'),
    )
    expect(textFor({ firstOf: ['email', 'sub'] }, {})).not.toContain('Claims of')
  })

  it.each([
    ['email', 'email'],
    ['name', 'profile'],
    ['preferred_username', 'profile'],
  ])('and that no scope asks for is hinted at: %s', (nameClaim, scope) => {
    const hint = `  - Hint: providers send it for the scope "${scope}", which is not in scopes.`
    const sources = { idToken: { sub: 'ada' } }
    expect(textOf({ nameClaim }, sources)).toContain(
      `- The name is read from "${nameClaim}", which gives no name.\n${hint}`,
    )
    expect(textOf({ nameClaim, scopes: [scope] }, sources)).not.toContain('Hint')
    expect(textOf({ nameClaim: 'displayName' }, sources)).not.toContain('Hint')
  })

  it('says what replaces the name in a bearer request', () => {
    expect(textOf({ nameClaim: 'email' }, { bearer: { sub: 'ada' } })).toContain(
      '- The name is read from "sub", because the name claim gives none. It is not looked up in the configuration.',
    )
  })
})

describe('a provider without rolesClaims', () => {
  it('is explained as one whose claims are not read for roles', () => {
    const line = '- No claim is read for role keys: rolesClaims is empty.'
    const sources = { idToken: { sub: 'ada', groups: ['staff'] } }
    expect(textOf({}, sources)).toContain(line)
    expect(textOf({ rolesClaims: ['groups'] }, sources)).not.toContain(line)
  })
})
