import { describe, expect, it, vi } from 'vitest'
import type { ClaimRef, RoleRule } from '../claims/claim-path.ts'
import type { Claims } from '../claims/json.ts'
import { defineOidcConfig } from '../config/define-oidc-config.ts'
import type { ProviderConfig } from '../config/oidc-config.ts'
import type { ProviderOptions, SecurityOptions } from '../config/oidc-options.ts'
import type { AccessSources, AccessTokenProblem } from './claim-sources.ts'
import { decideAccess } from './decide-access.ts'
import type { Decision } from './decision.ts'
import { addHints } from './hints.ts'

type Rule = ClaimRef | RoleRule

const define = (provider: Partial<ProviderOptions>, security: SecurityOptions = {}): ProviderConfig =>
  defineOidcConfig({
    baseUrl: 'https://app.example.com',
    providers: [
      { providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app', ...provider, security },
    ],
    session: { secret: 'thirty-two bytes are the least..' },
  }).providers[0]

const staff: SecurityOptions = { roleMapping: { staff: ['ROLE_USER'] } }
const idToken = (claims: Claims): AccessSources => ({ idToken: { sub: 'ada-id', ...claims } })
/** Decides with one rule. */
const by = (rule: Rule, claims: Claims, security: SecurityOptions = staff): Decision =>
  decideAccess(define({ rolesClaims: [rule] }, security), idToken(claims))
const keysOf = (decision: Decision): readonly string[] => decision.trace.keys.map(({ key }) => key)
const outcomesOf = (decision: Decision): readonly string[] =>
  decision.trace.rules.map(({ outcome }) => outcome)

describe('a subject', () => {
  it.each([undefined, null, '', 7, ['ada'], { sub: 'ada' }])('I-14: must not be %j', (sub) => {
    const claims = sub === undefined ? {} : { sub }
    const decision = decideAccess(define({ nameClaim: 'name' }, { requiredRoles: [] }), {
      idToken: { ...claims, name: 'ada' },
    })
    expect(decision).toMatchObject({
      admitted: false,
      reason: 'subject_missing',
      subject: undefined,
      roles: [],
    })
  })

  it('identifies a person, together with the issuer; the name is for reading', () => {
    const decision = decideAccess(
      define({ nameClaim: 'name' }, { requiredRoles: [] }),
      idToken({ name: ' Ada ' }),
    )
    expect(decision).toMatchObject({
      admitted: true,
      issuer: 'https://id.example.com',
      subject: 'ada-id',
      name: ' Ada ',
    })
  })
})

describe('a name', () => {
  it.each([[], ['a', 'b'], ['a', null], [['a']], ' ', '\u00a0\t', 7, true, null, { a: 'a' }])(
    'must not be %j',
    (name) => {
      const decision = decideAccess(define({ nameClaim: 'name' }, { requiredRoles: [] }), idToken({ name }))
      expect(decision).toMatchObject({ admitted: false, reason: 'name_missing', name: undefined })
    },
  )

  it('may be the one element of an array', () => {
    const decision = decideAccess(
      define({ nameClaim: 'name' }, { requiredRoles: [] }),
      idToken({ name: ['ada'] }),
    )
    expect(decision.name).toBe('ada')
  })
})

describe('an e-mail as the name', () => {
  const decide = (claims: Claims, options: Partial<ProviderOptions> = {}): Decision =>
    decideAccess(
      define({ nameClaim: 'email', ...options }, { individualRoles: { 'ada@example.com': ['ROLE_USER'] } }),
      idToken({ email: 'ada@example.com', ...claims }),
    )

  it.each([false, 'false', 'TRUE', 0, 1, '', [], {}])(
    'I-17: is refused with email_verified %j',
    (email_verified) => {
      const decision = decide({ email_verified })
      expect(decision).toMatchObject({
        admitted: false,
        reason: 'email_unverified',
        name: undefined,
        roles: [],
      })
      expect(decision.trace.individual).toEqual([])
    },
  )

  it.each([true, 'true', null])('is accepted with email_verified %j', (email_verified) => {
    expect(decide({ email_verified }).admitted).toBe(true)
    expect(decide({}).admitted).toBe(true)
  })

  it('is accepted unverified where the configuration says so', () => {
    expect(decide({ email_verified: false }, { allowUnverifiedEmail: true }).admitted).toBe(true)
  })

  it.each([[['email']], [['email', 0]], [['email', null]]])(
    'is one however it is written: %j',
    (nameClaim) => {
      const decision = decide({ email: ['ada@example.com'], email_verified: false }, { nameClaim })
      expect(decision.reason).toBe('email_unverified')
    },
  )

  it('is no e-mail when another claim of that name stands deeper', () => {
    const claims = { profile: { email: 'ada@example.com' }, email_verified: false }
    expect(decide(claims, { nameClaim: ['profile', 'email'] }).admitted).toBe(true)
  })
})

describe('UserInfo', () => {
  it.each([{}, { sub: null }, { sub: 'other' }, { sub: ['ada-id'] }])(
    'I-18: about another subject is read by no rule: %j',
    (subject) => {
      const decision = decideAccess(
        define({ rolesClaims: ['groups', { path: 'groups', from: 'userinfo' }] }, staff),
        {
          idToken: { sub: 'ada-id' },
          userinfo: { ...subject, groups: ['staff'] },
        },
      )
      expect(decision).toMatchObject({ admitted: false, roles: [], trace: { userinfo: 'subject_mismatch' } })
      expect(outcomesOf(decision)).toEqual(['missing', 'missing'])
    },
  )

  it('I-20: never lies on top of the ID Token', () => {
    const decision = decideAccess(define({ rolesClaims: ['groups'] }, staff), {
      idToken: { sub: 'ada-id', groups: [] },
      userinfo: { sub: 'ada-id', groups: ['staff'] },
    })
    expect(decision.roles).toEqual([])
    const [rule] = addHints(decision.trace).rules
    expect(rule).toMatchObject({ outcome: 'found', keys: [], elsewhere: ['userinfo'] })
  })

  it('fills in what the ID Token leaves null', () => {
    const decision = decideAccess(define({ rolesClaims: ['groups'] }, staff), {
      idToken: { sub: 'ada-id', groups: null },
      userinfo: { sub: 'ada-id', groups: ['staff'] },
    })
    expect(decision.roles).toEqual(['ROLE_USER'])
  })
})

describe('UserInfo beside an ID Token without a usable subject', () => {
  it.each<Claims>([{}, { sub: null }, { sub: 7 }, { sub: ['ada'] }])(
    'I-18: is read by no rule, even if its own subject is the same: %j',
    (subject) => {
      const decision = decideAccess(define({ rolesClaims: ['groups'] }, staff), {
        idToken: subject,
        userinfo: { ...subject, groups: ['staff'] },
      })
      expect(decision.trace.userinfo).toBe('subject_mismatch')
      expect(outcomesOf(decision)).toEqual(['missing'])
    },
  )
})

describe('the access token', () => {
  const rules: readonly Rule[] = ['groups', { path: 'groups', from: 'accessToken' }]
  const sources: AccessSources = { idToken: { sub: 'ada-id' }, accessToken: { sub: 'x', groups: ['staff'] } }

  it('is read only by rules that say so, whatever its subject', () => {
    const decision = decideAccess(define({ rolesClaims: rules }, staff), sources)
    expect(outcomesOf(decision)).toEqual(['missing', 'found'])
    expect(addHints(decision.trace).rules[0]?.elsewhere).toEqual(['accessToken'])
  })

  it('is not read where access tokens are opaque, and the trace says so', () => {
    const provider = define({ rolesClaims: rules, accessTokenFormat: 'opaque' }, staff)
    const decision = decideAccess(provider, { ...sources, accessTokenProblem: 'signature' })
    expect(decision.roles).toEqual([])
    expect(outcomesOf(decision)).toEqual(['missing', 'missing'])
    expect(decision.trace.rules.map(({ notes }) => notes)).toEqual([
      [],
      [{ note: 'not_read', kind: 'opaque', count: 1 }],
    ])
  })
})

describe('an access token that cannot be verified', () => {
  const rule: Rule = { path: 'groups', from: 'accessToken' }
  const guests: SecurityOptions = { ...staff, defaultRoles: ['ROLE_GUEST'], requiredRoles: [] }
  const decide = (
    rules: readonly Rule[],
    sources: Partial<Record<'idToken' | 'accessToken', Claims>> = {},
    accessTokenProblem: unknown = 'signature',
  ): Decision =>
    decideAccess(define({ rolesClaims: rules }, guests), {
      idToken: { sub: 'ada-id', ...sources.idToken },
      accessToken: sources.accessToken,
      accessTokenProblem: accessTokenProblem as AccessTokenProblem,
    })

  it('is unverifiable for the rules that read it, names its problem and withholds the default roles', () => {
    const decision = decide([rule, 'groups'])
    expect(outcomesOf(decision)).toEqual(['unverifiable', 'missing'])
    expect(decision.trace.rules.map(({ problem }) => problem)).toEqual(['signature', undefined])
    expect(decision).toMatchObject({ admitted: true, roles: [], trace: { default: [] } })
  })

  it('gives no role and no hint, even if its claims are handed in', () => {
    const decision = decide([rule, 'groups'], { accessToken: { groups: ['staff'] } })
    expect(outcomesOf(decision)).toEqual(['unverifiable', 'missing'])
    expect(decision.roles).toEqual([])
    expect(addHints(decision.trace).rules.map(({ elsewhere }) => elsewhere)).toEqual([undefined, undefined])
  })

  it('takes no role away that other claims give', () => {
    expect(decide([rule, 'groups'], { idToken: { groups: ['staff'] } }).roles).toEqual(['ROLE_USER'])
  })

  it('is no matter where no rule reads it', () => {
    const decision = decide(['groups', { path: 'groups', from: 'idToken' }])
    expect(outcomesOf(decision)).toEqual(['missing', 'missing'])
    expect(decision.roles).toEqual(['ROLE_GUEST'])
  })

  it('denies where a rule is required, after claim_missing and before claim_wrong_type', () => {
    const required = { ...rule, required: true }
    const wrongType = { path: 'number', required: true }
    const missing = { path: 'absent', required: true }
    expect(decide([required]).reason).toBe('claim_unverifiable')
    const decision = decide([wrongType, required, missing], { idToken: { number: 7 } })
    expect(decision.roles).toEqual([])
    expect(decision.trace.denials).toEqual(['claim_missing', 'claim_unverifiable', 'claim_wrong_type'])
  })

  it.each([7, false, {}, ['signature']])('is unverified where the problem is %j', (problem) => {
    expect(decide([rule], {}, problem).trace.rules[0]).toMatchObject({
      outcome: 'unverifiable',
      problem: 'unverified',
    })
  })

  it('is an access token that there is not, where the problem is null', () => {
    expect(outcomesOf(decide([rule], {}, null))).toEqual(['missing'])
  })

  it('is no matter of a bearer request, which has one verified token', () => {
    const sources = { bearer: { sub: 'ada-id', groups: ['staff'] }, accessTokenProblem: 'signature' }
    const decision = decideAccess(define({ rolesClaims: [rule] }, staff), sources as unknown as AccessSources)
    expect(decision.roles).toEqual(['ROLE_USER'])
  })
})

describe('a decision', () => {
  it('says of which kind of request it is', () => {
    const provider = define({}, { requiredRoles: [] })
    expect(decideAccess(provider, idToken({})).trace.request).toBe('sign_in')
    expect(decideAccess(provider, { bearer: { sub: 'ada-id' } }).trace.request).toBe('bearer')
  })
})

describe('a bearer request', () => {
  const decide = (bearer: Claims, options: Partial<ProviderOptions> = {}, security = staff): Decision =>
    decideAccess(define({ rolesClaims: ['groups'], ...options }, security), { bearer })

  it('is read by every rule but those for the ID Token', () => {
    const rolesClaims = [undefined, 'userinfo', 'accessToken', 'idToken'].map((from) => ({
      path: 'groups',
      from,
    }))
    const decision = decide({ sub: 'ada-id', groups: ['staff'] }, { rolesClaims })
    expect(outcomesOf(decision)).toEqual(['found', 'found', 'found', 'missing'])
    expect(addHints(decision.trace).rules[3]?.elsewhere).toBeUndefined()
  })

  it('is named by the subject if there is no name, and the subject is never looked up', () => {
    const security = { ...staff, individualRoles: { 'ada-id': ['ROLE_ADMIN'] }, usernameAsRoleKey: true }
    const decision = decide({ sub: 'ada-id', groups: ['staff'] }, { nameClaim: 'name' }, security)
    expect(decision).toMatchObject({
      admitted: true,
      name: 'ada-id',
      subject: 'ada-id',
      roles: ['ROLE_USER'],
    })
    expect(decide({ sub: 'staff' }, { nameClaim: 'name' }, security).roles).toEqual([])
  })

  it('is looked up like a sign-in if there is a name', () => {
    const decision = decide({ sub: 'ada-id' }, {}, { individualRoles: { 'ada-id': ['ROLE_USER'] } })
    expect(decision.roles).toEqual(['ROLE_USER'])
  })

  it('is named by the client id if a client sends it, and the identity is not that of a person', () => {
    const security = { ...staff, individualRoles: { job: ['ROLE_ADMIN'], 'client:job': ['ROLE_ADMIN'] } }
    const decision = decide({ client_id: 'job', groups: ['staff'] }, {}, security)
    expect(decision).toMatchObject({
      admitted: true,
      name: 'job',
      subject: 'client:job',
      roles: ['ROLE_USER'],
    })
  })

  it.each<Claims>([
    {},
    { client_id: '' },
    { client_id: ' ' },
    { client_id: 7 },
    { sub: '', client_id: 'job' },
    { sub: 7, client_id: 'job' },
  ])('without a subject is denied: %j', (claims) => {
    expect(decide(claims)).toMatchObject({ admitted: false, reason: 'subject_missing' })
  })

  it('is denied if it has a name but no subject: two people could share the client’s identity', () => {
    const decision = decide({ client_id: 'job', name: 'ada', groups: ['staff'] }, { nameClaim: 'name' })
    expect(decision).toMatchObject({ admitted: false, reason: 'subject_missing', subject: undefined })
  })

  it('has no name if the subject is white space', () => {
    expect(decide({ sub: ' ' })).toMatchObject({ reason: 'name_missing', subject: ' ' })
  })
})

describe('a rule', () => {
  it.each<[Rule, Claims, readonly string[]]>([
    ['groups', { groups: 'a,b' }, ['a,b']],
    [{ path: 'groups', split: ',' }, { groups: 'a,,b,' }, ['a', 'b']],
    [{ path: 'groups', split: ',' }, { groups: ['a,b'] }, ['a,b']],
    [{ path: ['groups', 0], split: ',' }, { groups: ['a,b'] }, ['a,b']],
    [{ path: ['o', null, 'g'], split: ',' }, { o: [{ g: 'a,b' }, { g: ['c,d'] }] }, ['a', 'b', 'c,d']],
    ['scope', { scope: 'a b' }, ['a', 'b']],
    [['scp'], { scp: 'a b' }, ['a', 'b']],
    [{ path: 'scope', split: ',' }, { scope: 'a b,c' }, ['a b', 'c']],
    [['x', 'scope'], { x: { scope: 'a b' } }, ['a b']],
    [['scope', 'x'], { scope: { x: 'a b' } }, ['a b']],
    ['scope', { scope: ['a b'] }, ['a b']],
    [{ path: 'g', stripPrefix: '/' }, { g: ['/a', '//b', 'c', '/'] }, ['a', '/b', 'c']],
    [{ path: 'g', select: 'keys' }, { g: [{ a: 1, b: 2 }, { c: 3 }] }, ['a', 'b', 'c']],
    [{ path: 'g', select: 'keys' }, { g: { 'a b': {} } }, ['a b']],
    [{ path: 'scope', select: 'keys' }, { scope: { 'a b': {} } }, ['a b']],
    [{ path: 'g', select: { member: 'n' } }, { g: { n: 'a' } }, ['a']],
    [{ path: 'g', select: { member: 'n' }, split: ',' }, { g: [{ n: 'a,b' }] }, ['a,b']],
    [{ path: 'g', select: { member: '__proto__' } }, { g: [{ n: 'a' }] }, []],
    [{ path: 'g', whenTrue: '/admin', stripPrefix: '/' }, { g: true }, ['/admin']],
    [{ path: 'g', whenTrue: 'admin' }, { g: false }, []],
    [{ path: 'g', whenTrue: 'admin' }, { g: 'true' }, ['true']],
    ['g', { g: ['a', 'a', '', ' a'] }, ['a', ' a']],
    ['g', { g: ['undefined', 'null', 'true'] }, ['undefined', 'null', 'true']],
    ['g', { g: null }, []],
    [['g', null, 'n'], { g: [{ n: null }, {}] }, []],
  ])('%j takes from %j the keys %j', (rule, claims, keys) => {
    expect(keysOf(by(rule, claims))).toEqual(keys)
  })

  it.each<[Rule, Claims, string]>([
    ['g', {}, 'missing'],
    ['g', { g: null }, 'missing'],
    [['g', 'x'], { g: 'x' }, 'missing'],
    [['g', null, 'x'], { g: [] }, 'missing'],
    [['g', null, 'x'], { g: [{ x: null }] }, 'missing'],
    [['g', 0], { g: [null] }, 'missing'],
    ['g', { g: [] }, 'found'],
    [['g', null], { g: [] }, 'found'],
    ['g', { g: '' }, 'found'],
    [{ path: 'g', select: 'keys' }, { g: {} }, 'found'],
    [{ path: 'g', select: 'keys' }, { g: [] }, 'found'],
    [{ path: 'g', select: 'keys' }, { g: null }, 'missing'],
    [['g', null, 'x'], { g: [{ x: 'a' }, { x: null }, {}] }, 'found'],
    ['g', { g: ['a', null] }, 'wrong_type'],
    ['g', { g: 0 }, 'wrong_type'],
    ['g', { g: false }, 'wrong_type'],
    ['g', { g: {} }, 'wrong_type'],
    ['g', { g: [[]] }, 'wrong_type'],
    [{ path: 'g', select: 'keys' }, { g: 'a' }, 'wrong_type'],
    [{ path: 'g', select: 'keys' }, { g: [{}, null] }, 'wrong_type'],
    [{ path: 'g', select: { member: 'n' } }, { g: [{ n: 'a' }, { m: 'a' }] }, 'wrong_type'],
    [{ path: 'g', select: { member: 'n' } }, { g: [{ n: ['a'] }] }, 'wrong_type'],
    [{ path: 'g', whenTrue: 'x' }, { g: [true] }, 'wrong_type'],
    [{ path: 'g', whenTrue: 'x' }, { g: false }, 'found'],
    [{ path: 'g', truncatesAt: 2 }, { g: ['a', 'b'] }, 'incomplete'],
    [{ path: 'g', truncatesAt: 2 }, { g: ['a'] }, 'found'],
    [{ path: ['g', null, 'n'], truncatesAt: 2 }, { g: [{ n: 'a' }, {}] }, 'incomplete'],
    [{ path: 'g', truncatesAt: 2 }, { g: 'a b' }, 'found'],
    [[0], { 0: 'a', _claim_names: { 0: 'src1' } }, 'missing'],
  ])('%j finds %j: %s', (rule, claims, outcome) => {
    expect(outcomesOf(by(rule, claims))).toEqual([outcome])
  })

  it('of the wrong type withholds the default roles and nothing else', () => {
    const security: SecurityOptions = { ...staff, defaultRoles: ['ROLE_GUEST'], requiredRoles: [] }
    expect(by('g', { g: [1] }, security).roles).toEqual([])
    expect(by('g', { g: ['staff', 1] }, security).roles).toEqual(['ROLE_USER'])
    expect(by('g', { g: ['other'] }, security).roles).toEqual(['ROLE_GUEST'])
  })

  it.each<[Claims, string | undefined]>([
    [{}, 'claim_missing'],
    [{ g: 1 }, 'claim_wrong_type'],
    [{ g: [1] }, 'claim_wrong_type'],
    [{ g: ['x', 1] }, undefined],
    [{ g: [] }, undefined],
  ])('that is required judges %j: %s', (claims, reason) => {
    expect(by({ path: 'g', required: true }, claims, { requiredRoles: [] }).reason).toBe(reason)
  })

  it('says which branches its path could not follow', () => {
    const decision = by(['o', null, 'g', 'n'], { o: [{ g: 'x' }, { g: 'y' }, { g: { n: 'staff' } }, 7] })
    expect(decision.roles).toEqual(['ROLE_USER'])
    expect(decision.trace.rules[0]?.notes).toEqual([
      { note: 'branch_skipped', kind: 'number', step: 2, count: 1 },
      { note: 'branch_skipped', kind: 'string', step: 3, count: 2 },
    ])
    expect(by(['o', null, 'g', 'n'], { o: ['x', { g: 'y' }] }).trace.rules[0]?.notes).toEqual([
      { note: 'branch_skipped', kind: 'string', step: 2, count: 1 },
      { note: 'branch_skipped', kind: 'string', step: 3, count: 1 },
    ])
  })

  it('says of a full list that it is one', () => {
    const decision = by({ path: 'g', truncatesAt: 2 }, { g: ['a', 'b'] })
    expect(decision.trace.rules[0]?.notes).toEqual([{ note: 'list_full', kind: 'array', count: 1 }])
  })

  it('says what it dropped, and what looks odd', () => {
    const decision = by('g', { g: ['', ' a', 7, 8, null, [], 'x'.repeat(1025)] })
    expect(decision.trace.rules[0]?.notes).toEqual([
      { note: 'empty_key', kind: 'string', count: 1 },
      { note: 'padded_key', kind: 'string', count: 1 },
      { note: 'not_a_key', kind: 'number', count: 2 },
      { note: 'not_a_key', kind: 'null', count: 1 },
      { note: 'not_a_key', kind: 'array', count: 1 },
      { note: 'key_too_long', kind: 'string', count: 1 },
    ])
  })
})

describe('a provider that left something out', () => {
  it.each<[Claims, string]>([
    [{ _claim_names: { groups: 'src1' } }, '_claim_names'],
    [{ _claim_names: { groups: null } }, '_claim_names'],
    [{ hasgroups: true }, 'hasgroups'],
    [{ 'groups:src1': {} }, 'groups:src1'],
    [{ 'groups:src42': 'x' }, 'groups:src42'],
    [{ groups: 'src1', _claim_sources: { src1: {} } }, '_claim_sources'],
    [{ groups: ['staff'], hasgroups: true }, 'hasgroups'],
  ])('R-14: denies, and says by which sign: %j', (claims, sign) => {
    const security: SecurityOptions = { ...staff, defaultRoles: ['ROLE_USER'], requiredRoles: [] }
    const decision = by(['groups', null], claims, security)
    expect(decision).toMatchObject({ admitted: false, reason: 'claims_incomplete', roles: [] })
    expect(decision.trace.rules[0]?.notes).toContainEqual({ note: 'overage', kind: sign, count: 1 })
  })

  it.each<Claims>([
    { _claim_names: { address: 'src1' } },
    { _claim_names: 'groups' },
    { _claim_names: ['groups'] },
    { _claim_names: null },
    { hasgroups: 'true' },
    { hasgroups: false },
    { 'groups:src': {} },
    { 'groups:src1x': {} },
    { 'xgroups:src1': {} },
    { groups: ['src1'], _claim_sources: { src1: {} } },
    { groups: 'toString', _claim_sources: {} },
    { groups: 'x', _claim_sources: ['x'] },
  ])('gives no such sign in %j', (claims) => {
    expect(by('groups', claims).reason).toBe('role_missing')
  })

  it('says so of groups alone by hasgroups and groups:src1', () => {
    expect(by('roles', { roles: ['staff'], hasgroups: true, 'groups:src1': {} }).admitted).toBe(true)
    expect(by('roles', { roles: ['staff'], _claim_names: { roles: 'x' } }).reason).toBe('claims_incomplete')
  })

  it('is heard in UserInfo although the ID Token speaks of other claims', () => {
    const decision = decideAccess(
      define({ rolesClaims: ['groups'] }, { ...staff, defaultRoles: ['ROLE_USER'] }),
      {
        idToken: { sub: 'ada-id', _claim_names: { address: 'src1' } },
        userinfo: { sub: 'ada-id', _claim_names: { groups: 'src1' } },
      },
    )
    expect(decision.reason).toBe('claims_incomplete')
  })

  it('is not heard by a rule that reads another source', () => {
    const rule = { path: 'groups', from: 'idToken' }
    const decision = decideAccess(define({ rolesClaims: [rule] }, staff), {
      idToken: { sub: 'ada-id', groups: ['staff'] },
      userinfo: { sub: 'ada-id', hasgroups: true },
    })
    expect(decision.admitted).toBe(true)
  })
})

describe('too much', () => {
  const numbered = (count: number, prefix = 'k'): string[] =>
    Array.from({ length: count }, (_, index) => `${prefix}${index}`)

  it('is more than 5,000 distinct keys over all rules', () => {
    const provider = define({ rolesClaims: ['a', 'b'] }, staff)
    const decide = (a: string[], b: string[]): Decision => decideAccess(provider, idToken({ a, b }))
    expect(decide(numbered(5000), ['staff'])).toMatchObject({
      admitted: false,
      reason: 'too_large',
      roles: [],
    })
    expect(decide(numbered(4999), ['staff', 'k1', 'staff']).admitted).toBe(true)
  })

  it('is one key of more than 1,024 code units, before its prefix is stripped', () => {
    const rule = { path: 'g', stripPrefix: 'x' }
    expect(by(rule, { g: ['staff', 'x'.repeat(1025)] }).reason).toBe('too_large')
    expect(by(rule, { g: ['staff', 'x'.repeat(1024)] }).admitted).toBe(true)
    expect(by({ path: 'g', split: ' ' }, { g: 'staff '.repeat(1000) }).admitted).toBe(true)
    expect(by('g', { g: `staff${'😀'.repeat(512)}` }).reason).toBe('too_large')
  })

  it('leaves a trace of bounded length', () => {
    const { trace } = by('g', { g: numbered(50_000) })
    expect(trace.keys).toHaveLength(5000)
    expect(trace.rules[0]?.keys).toHaveLength(5000)
  })

  it.each([200_000])('R-06: is taken without a throw: %i values of every kind', (count) => {
    const g = Array.from(
      { length: count },
      (_, index) => [`k${index}`, index, null, {}, [], true][index % 6] ?? null,
    )
    expect(by({ path: 'g', select: 'keys' }, { g }).admitted).toBe(false)
    expect(by(['g', null], { g }).reason).toBe('too_large')
  })
})

describe('the first reason', () => {
  const all: Claims = { sub: '', a: 'x'.repeat(1025), _claim_names: { b: 's' }, d: 7, email_verified: false }
  const rolesClaims = ['a', 'b', { path: 'c', required: true }, { path: 'd', required: true }]
  const decide = (claims: Claims, nameClaim: string): Decision =>
    decideAccess(define({ rolesClaims, nameClaim }), { idToken: claims })

  it('is given, and the trace has the others in their order', () => {
    expect(decide(all, 'name').trace.denials).toEqual([
      'subject_missing',
      'name_missing',
      'too_large',
      'claims_incomplete',
      'claim_missing',
      'claim_wrong_type',
      'role_missing',
    ])
    const decision = decide({ ...all, sub: 'x', email: 'e' }, 'email')
    expect(decision.reason).toBe('email_unverified')
    expect(decision.trace.denials.slice(0, 2)).toEqual(['email_unverified', 'too_large'])
  })
})

describe('R-06: names of a prototype', () => {
  const names = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty']

  it('grant nothing as role keys, user names and roles', () => {
    const security: SecurityOptions = {
      roleMapping: { staff: ['ROLE_USER'] },
      individualRoles: { ada: ['ROLE_USER'] },
      impliedRoles: { ROLE_ADMIN: ['ROLE_USER'] },
      usernameAsRoleKey: true,
    }
    for (const sub of names) {
      const decision = decideAccess(define({ rolesClaims: ['g'] }, security), { idToken: { sub, g: names } })
      expect(decision.trace.granted).toEqual([])
    }
  })

  it('grant what the configuration gives them', () => {
    const roles = JSON.parse('{"__proto__":["ROLE_USER"]}') as Record<string, string[]>
    const implied = JSON.parse('{"ROLE_USER":["__proto__"],"__proto__":["constructor"]}') as Record<
      string,
      string[]
    >
    expect(by('g', { g: '__proto__' }, { roleMapping: roles, impliedRoles: implied }).roles).toEqual([
      'ROLE_USER',
      '__proto__',
      'constructor',
    ])
    const named = define({}, { individualRoles: roles })
    expect(decideAccess(named, { idToken: { sub: '__proto__' } }).roles).toEqual(['ROLE_USER'])
  })
})

describe('granting', () => {
  it('tells of every key which entry granted what', () => {
    const decision = by(
      'g',
      { g: ['staff', 'app-x', 'nothing', 'other', 'ROLE_USER'] },
      {
        roleMapping: { staff: ['ROLE_USER'], nothing: [] },
        rolePatterns: [{ pattern: 'st*', roles: ['ROLE_TEAM'] }],
        passthrough: { allow: ['app-*', 'ROLE_*', 'nothing'] },
      },
    )
    expect(decision.roles).toEqual(['ROLE_TEAM', 'ROLE_USER', 'app-x'])
    expect(decision.trace.keys).toEqual([
      {
        key: 'staff',
        grants: [
          { by: 'mapping', entry: 'staff', roles: ['ROLE_USER'] },
          { by: 'pattern', entry: 'st*', roles: ['ROLE_TEAM'] },
        ],
      },
      { key: 'app-x', grants: [{ by: 'passthrough', entry: 'app-*', roles: ['app-x'] }] },
      { key: 'nothing', grants: [{ by: 'mapping', entry: 'nothing', roles: [] }] },
      { key: 'other', grants: [] },
      { key: 'ROLE_USER', grants: [], reserved: 'ROLE_USER' },
    ])
  })

  it('folds ASCII case where asked, of keys, patterns and the name as a key, and of nothing else', () => {
    const security: SecurityOptions = {
      roleMapping: { Staff: ['ROLE_USER'], ADA: ['ROLE_NAME'] },
      rolePatterns: [{ pattern: 'Team-*', roles: ['ROLE_TEAM'] }],
      passthrough: { allow: ['APP-*'] },
      individualRoles: { Ada: ['ROLE_ADMIN'] },
      usernameAsRoleKey: true,
      caseInsensitiveKeys: true,
    }
    const provider = define({ rolesClaims: ['g'] }, security)
    const decision = decideAccess(provider, { idToken: { sub: 'ada', g: ['sTAFF', 'TEAM-a', 'App-x'] } })
    expect(decision.roles).toEqual(['App-x', 'ROLE_NAME', 'ROLE_TEAM', 'ROLE_USER'])
    expect(decision.trace.username).toEqual(['ROLE_NAME'])
  })

  it('says by which role an implied one came', () => {
    const decision = by(
      'g',
      { g: ['staff'] },
      { ...staff, impliedRoles: { ROLE_USER: ['B', 'C'], C: ['D', 'B'] } },
    )
    expect(decision.trace.implied).toEqual([
      { role: 'B', by: 'ROLE_USER' },
      { role: 'C', by: 'ROLE_USER' },
      { role: 'D', by: 'C' },
    ])
  })

  it('lets implied roles open the gate', () => {
    const decision = by(
      'g',
      {},
      { defaultRoles: ['ROLE_ADMIN'], impliedRoles: { ROLE_ADMIN: ['ROLE_USER'] } },
    )
    expect(decision).toMatchObject({ admitted: true, roles: ['ROLE_ADMIN', 'ROLE_USER'] })
    expect(decision.trace.gate).toEqual({ required: ['ROLE_USER'], met: ['ROLE_USER'], open: true })
  })

  it('shows in the trace alone what a denied person would have got', () => {
    const decision = by('g', { g: ['x'] }, { roleMapping: { x: ['ROLE_OTHER'] } })
    expect(decision.roles).toEqual([])
    expect(decision.trace.granted).toEqual(['ROLE_OTHER'])
    expect(decision.trace.gate).toEqual({ required: ['ROLE_USER'], met: [], open: false })
  })
})

describe('the cost', () => {
  it('does not grow with the mapping', () => {
    const size = 10_000
    const mapping = Object.fromEntries(
      Array.from({ length: size }, (_, index) => [`g${index}`, [`R${index}`]]),
    )
    let reads = 0
    const read = (): void => void (reads += 1)
    const watched = new Proxy(mapping, {
      get: (target, key) => (read(), target[String(key)]),
      getOwnPropertyDescriptor: (target, key) => (read(), Object.getOwnPropertyDescriptor(target, key)),
      ownKeys: (target) => (read(), Reflect.ownKeys(target)),
    })
    const defined = define({ rolesClaims: ['groups'] }, { roleMapping: mapping })
    const security = Object.freeze({ ...defined.security, roleMapping: watched })
    const provider: ProviderConfig = { ...defined, security }
    const groups = Array.from({ length: 200 }, (_, index) => `g${index * 50}`)
    const decide = () => decideAccess(provider, { idToken: { sub: 'x', groups } })
    const [first, readsOfFirst] = [decide(), reads]
    expect(first.trace.granted).toHaveLength(200)
    expect(readsOfFirst).toBeGreaterThan(size)

    // What was made of the mapping by then is looked up, and never gone through.
    const walks = (['entries', 'forEach', 'keys', 'values'] as const).map((name) =>
      vi.spyOn(Map.prototype, name),
    )
    const walk = vi.spyOn(Map.prototype, Symbol.iterator)
    const lookups = vi.spyOn(Map.prototype, 'get')
    const next = decide()
    const walked = [...walks, walk].map(({ mock }) => mock.calls.length)
    const asked = lookups.mock.calls.length
    vi.restoreAllMocks()
    expect(next).toEqual(first)
    expect(reads).toBe(readsOfFirst)
    expect(walked).toEqual([0, 0, 0, 0, 0])
    expect(asked).toBeLessThan(3 * groups.length)
  })

  it('is paid once for a configuration, but not for one that may change', () => {
    const provider = define({ rolesClaims: ['g'] }, staff)
    const loose: ProviderConfig = { ...provider, security: { ...provider.security, roleMapping: {} } }
    expect(decideAccess(loose, idToken({ g: 'staff' })).roles).toEqual([])
    Object.assign(loose.security, { roleMapping: { staff: ['ROLE_USER'] } })
    expect(decideAccess(loose, idToken({ g: 'staff' })).roles).toEqual(['ROLE_USER'])
  })
})
