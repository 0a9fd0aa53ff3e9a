import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Claims } from '../claims/json.ts'
import { defineOidcConfig } from '../config/define-oidc-config.ts'
import type { ProviderOptions, SecurityOptions } from '../config/oidc-options.ts'
import type { ProviderConfig } from '../config/oidc-config.ts'
import type { AccessSources, AccessTokenProblem, BearerFrom } from './claim-sources.ts'
import { decideAccess } from './decide-access.ts'
import { explainAccess } from './explain-access.ts'
import type { RuleTrace } from './trace.ts'

const providerOf = (provider: Partial<ProviderOptions>, security: SecurityOptions = {}): ProviderConfig =>
  defineOidcConfig({
    baseUrl: 'https://app.example.com',
    providers: [
      { providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app', ...provider, security },
    ],
    session: { secret: 'thirty-two bytes are the least..' },
  }).providers[0]

const explain = (
  sources: AccessSources,
  provider: Partial<ProviderOptions>,
  security: SecurityOptions = {},
): string => explainAccess(decideAccess(providerOf(provider, security), sources))

describe('the text', () => {
  it('says what was found, what was granted and why', () => {
    const text = explain(
      { idToken: { sub: 'ada', groups: ['staff', 'app-x'] } },
      { rolesClaims: ['groups'] },
      {
        roleMapping: { staff: ['ROLE_USER'], ada: ['ROLE_NAME'] },
        rolePatterns: [{ pattern: 'st*', roles: [] }],
        passthrough: { allow: ['app-*'] },
        impliedRoles: { ROLE_USER: ['ROLE_GUEST'] },
        individualRoles: { ada: ['ROLE_OWNER'] },
        usernameAsRoleKey: true,
      },
    )
    expect(text).toBe(
      [
        'Admitted with "ROLE_GUEST", "ROLE_NAME", "ROLE_OWNER", "ROLE_USER", "app-x".',
        'Claims:',
        '- The name is read from "sub".',
        '- "groups" in the ID Token: found, 2 role keys',
        'Role keys:',
        '- "staff" grants "ROLE_USER" by roleMapping "staff"; nothing by rolePatterns "st*"',
        '- "app-x" grants "app-x" by passthrough "app-*"',
        'Roles:',
        '- "ROLE_NAME" from usernameAsRoleKey',
        '- "ROLE_OWNER" from individualRoles',
        '- "ROLE_GUEST" implied by "ROLE_USER"',
        '- together: "ROLE_GUEST", "ROLE_NAME", "ROLE_OWNER", "ROLE_USER", "app-x"',
        'Gate:',
        '- open: one of "ROLE_USER" is required, "ROLE_USER" was granted.',
      ].join('\n'),
    )
  })

  it('says what was dropped and why, and what may have been meant', () => {
    const text = explain(
      {
        idToken: {
          sub: 'ada',
          groups: ['/Staff', ' x', '', 7, 'ROLE_USER'],
          'https://acme.example/r': ['a'],
        },
        userinfo: { sub: 'bob' },
        accessToken: { roles: ['staff'] },
      },
      {
        rolesClaims: [
          'groups',
          'roles',
          { path: 'https://acme:example/r', required: true },
          ['groups', null, 'n'],
        ],
      },
      {
        roleMapping: { staff: ['ROLE_X'] },
        passthrough: { allow: ['ROLE_*'] },
        defaultRoles: ['ROLE_GUEST'],
      },
    )
    expect(text).toBe(
      [
        'Not admitted, claim_missing: a required claim is missing.',
        'Also role_missing: no required role was granted.',
        'Claims:',
        '- The name is read from "sub".',
        '- UserInfo was left out: it has another subject, or none.',
        '- "groups" in the ID Token: wrong type, so no default roles, 3 role keys',
        '  - kept outer white space of 1 × role key',
        '  - dropped 1 × an empty string',
        '  - dropped 1 × number, no role key',
        '- "roles" in the ID Token: missing, 0 role keys',
        "  - Hint: the access token has role keys there; see from: 'accessToken'.",
        '- "https://acme:example/r" in the ID Token: missing, 0 role keys (required)',
        '  - Hint: there is a claim "https://acme.example/r", with a dot for a colon.',
        '- ["groups",null,"n"] in the ID Token: missing, 0 role keys',
        '  - step 3 of the path cannot go through 4 × string',
        '  - step 3 of the path cannot go through 1 × number',
        '  - Hint: "groups" has role keys itself. A list is a path, not a choice.',
        '- Claims of the ID Token: "groups", "https://acme.example/r", "sub".',
        '- Claims of the access token: "roles".',
        'Role keys:',
        '- "/Staff" grants nothing: unmapped. Hint: roleMapping has "staff"; case and a leading "/" must match',
        '- " x" grants nothing: unmapped',
        '- "ROLE_USER" grants nothing: the configuration names the role "ROLE_USER"',
        'Roles:',
        '- would have been granted: no roles',
        'Gate:',
        '- shut: one of "ROLE_USER" is required, none was granted.',
      ].join('\n'),
    )
  })

  it('says where a provider left something out, and where a key is too long', () => {
    const text = explain(
      { bearer: { sub: 'ada', groups: ['x'.repeat(1025)], hasgroups: true, list: ['a'] } },
      { rolesClaims: ['groups', { path: 'list', truncatesAt: 1, from: 'userinfo' }] },
      { defaultRoles: ['ROLE_GUEST'], requiredRoles: [] },
    )
    expect(text).toBe(
      [
        'Not admitted, too_large: too many role keys, or one is too long.',
        'Also claims_incomplete: the provider left out part of a claim.',
        'Claims:',
        '- The name is read from "sub".',
        '- "groups" in the access token: incomplete, 0 role keys',
        '  - dropped 1 × a string too long for a role key; if it is a list written as text, see split and parse',
        '  - the provider says by "hasgroups" that it left this claim out',
        '- "list" in the access token: incomplete, 1 role key',
        '  - the list is as long as truncatesAt',
        'Role keys:',
        '- "a" grants nothing: unmapped',
        'Roles:',
        '- "ROLE_GUEST" from defaultRoles',
        '- would have been granted: "ROLE_GUEST"',
        'Gate:',
        '- open: no role is required.',
      ].join('\n'),
    )
  })

  it('says that there are no keys, and stops at a hundred', () => {
    expect(explain({ idToken: { sub: 'a' } }, {})).toContain('Role keys:\n- none\nRoles:')
    const textOf = (count: number): string => {
      const groups = Array.from({ length: count }, (_, index) => `g${index}`)
      return explain({ idToken: { sub: 'a', groups } }, { rolesClaims: ['groups'] })
    }
    expect(textOf(103)).toContain('- "g99" grants nothing: unmapped\n- … and 3 more\nRoles:')
    expect(textOf(100)).toContain('- "g99" grants nothing: unmapped\nRoles:')
  })

  it('says of a person who was admitted without a role that there is none', () => {
    const text = explain({ idToken: { sub: 'ada' } }, {}, { requiredRoles: [] })
    expect(text).toMatch(/^Admitted with no roles\.\n/)
    expect(text).toContain('Roles:\n- together: no roles\nGate:')
  })

  it('names the source that was read', () => {
    const rolesClaims = [undefined, 'idToken', 'userinfo', 'accessToken'].map((from) => ({ path: 'g', from }))
    const read = (sources: AccessSources, provider: Partial<ProviderOptions> = {}): readonly string[] => [
      ...(explain(sources, { rolesClaims, ...provider }).match(/(?<=^- "g" in ).*?(?=:)/gm) ?? []),
    ]
    const [g, sub] = [['staff'], 'ada']
    expect(read({ idToken: { sub } })).toEqual([
      'the ID Token',
      'the ID Token',
      'UserInfo, which did not come',
      'the access token, which did not come',
    ])
    expect(read({ idToken: { sub, g: null }, userinfo: { sub, g } })[0]).toBe('UserInfo')
    expect(read({ idToken: { sub }, userinfo: { sub } })[0]).toBe('the ID Token and UserInfo')
    expect(read({ idToken: { sub }, userinfo: { sub: 'bob', g } })[0]).toBe('the ID Token')
    expect(read({ idToken: { sub, g }, userinfo: { sub, g }, accessToken: { g } })).toEqual([
      'the ID Token',
      'the ID Token',
      'UserInfo',
      'the access token',
    ])
    expect(read({} as AccessSources)[0]).toBe('the ID Token and UserInfo, which did not come')
    expect(read({ idToken: { sub } }, { accessTokenFormat: 'opaque' })[3]).toBe('the access token')
    expect(read({ idToken: { sub }, accessTokenProblem: 'signature' })[3]).toBe('the access token')
  })

  it.each([
    ['the access token', undefined],
    ['the access token', 'accessToken'],
    ['the introspection response', 'introspection'],
    ['UserInfo', 'userinfo'],
    ['"else"', 'else'],
  ])('names %s as the source of a bearer request', (name, from) => {
    const rolesClaims = ['g', { path: 'h', from: 'userinfo' }, { path: 'g', from: 'idToken' }]
    const bearerFrom = from as BearerFrom | undefined
    const text = explain({ bearer: { sub: 'ada', g: ['staff'] }, bearerFrom }, { rolesClaims })
    expect(text).toContain(`- "g" in ${name}: found`)
    expect(text).toContain(`- "h" in ${name}: missing`)
    expect(text).toContain('- "g" in the ID Token, which did not come: missing')
    expect(text).toContain(`- Claims of ${name}: "g", "sub".`)
  })

  it('names completeClaims as the source of the claims that it replaced', () => {
    const rolesClaims = ['g', 'h', { path: 'g', from: 'userinfo' }]
    const sub = 'ada'
    const sources = { idToken: { sub, g: ['staff'], h: ['x'] }, userinfo: { sub, g: ['staff'] } }
    const read = (completed: AccessSources['completed']): unknown =>
      explain({ ...sources, completed }, { rolesClaims }).match(/(?<=^- "." in ).*?(?=:)/gm)
    expect(read({ idToken: ['g'] })).toEqual(['what completeClaims returned', 'the ID Token', 'UserInfo'])
    expect(read({ idToken: 'g' } as unknown as AccessSources['completed'])).toEqual([
      'the ID Token',
      'the ID Token',
      'UserInfo',
    ])
  })

  it('explains the trace of an earlier version, which does not say what was read', () => {
    const [rule] = decideAccess(providerOf({ rolesClaims: ['g'] }), { idToken: { sub: 'ada' } }).trace.rules
    const decision = decideAccess(providerOf({}), { idToken: { sub: 'ada' } })
    const trace = { ...decision.trace, rules: [rule as RuleTrace] }
    expect(explainAccess({ ...decision, trace })).toContain('- "g" in the ID Token and UserInfo: missing')
  })

  it.each<[string, Claims]>([
    ['subject_missing: sub is not a string, or empty.', { sub: '' }],
    ['name_missing: the name claim does not give exactly one name.', { email: ['a', 'b'] }],
    [
      'email_unverified: the e-mail address is not verified (see allowUnverifiedEmail).',
      { email_verified: false },
    ],
    ['too_large: too many role keys, or one is too long.', { g: 'x'.repeat(1025) }],
    ['claims_incomplete: the provider left out part of a claim.', { _claim_names: { g: 'src1' } }],
    ['claim_missing: a required claim is missing.', { g: null }],
    ['claim_wrong_type: a required claim contains no role key.', { g: 7 }],
    ['role_missing: no required role was granted.', { g: 'other' }],
  ])('says why a person was not admitted: %s', (sentence, claims) => {
    const text = explain(
      { idToken: { sub: 'ada', email: 'ada@example.com', g: 'staff', ...claims } },
      { rolesClaims: [{ path: 'g', required: true }], nameClaim: 'email' },
      { roleMapping: { staff: ['ROLE_USER'] } },
    )
    expect(text.split('\n')[0]).toBe(`Not admitted, ${sentence}`)
  })

  it('says why the access token cannot be verified, and what helps', () => {
    const rolesClaims = [{ path: 'groups', from: 'accessToken' as const, required: true }]
    const textOf = (accessTokenProblem: AccessTokenProblem): string =>
      explain({ idToken: { sub: 'ada' }, accessTokenProblem }, { rolesClaims })
    const text = textOf('issuer')
    expect(text).toContain(
      'Not admitted, claim_unverifiable: a required claim stands in an access token that cannot be verified.',
    )
    expect(text).toContain(
      [
        '- "groups" in the access token: unverifiable, so no default roles, 0 role keys (required)',
        '  - the access token cannot be verified: its iss is not accessTokenIssuer',
        '  - Hint: set accessTokenIssuer to its iss if it is the provider’s.',
      ].join('\n'),
    )
    expect(textOf('algorithm')).toMatch(/its algorithm is not accepted\nRole keys:/)
    const unknown = textOf('constructor' as AccessTokenProblem)
    expect(unknown).toContain('the access token cannot be verified: it was not verified')
  })

  it('says that sign-ins do not read opaque access tokens', () => {
    const text = explain(
      { idToken: { sub: 'ada' } },
      { rolesClaims: [{ path: 'groups', from: 'accessToken' }], accessTokenFormat: 'opaque' },
    )
    expect(text).toContain('  - sign-ins do not read access tokens with accessTokenFormat: "opaque"')
  })

  it('keeps every key on its line, whatever the provider sends', () => {
    const lines = (groups: readonly string[]): readonly string[] =>
      // What is asked is where a viewer breaks lines.
      explain({ idToken: { sub: 'a', groups } }, { rolesClaims: ['groups'] }).split(
        /[\n\r\u0085\u2028\u2029]/,
      )
    expect(
      lines(['a\nAdmitted with "ROLE_ADMIN".', 'b\u2028c', '\u202egnp', '\u0085', '\ud800']),
    ).toHaveLength(14)
    const codePoint = fc.oneof(fc.constantFrom(0x0a, 0x0d, 0x85, 0x2028, 0x2029), fc.nat(0x10ffff))
    const codePoints = fc.array(codePoint, { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(codePoints, (key) => {
        expect(lines([`x${String.fromCodePoint(...key)}x`])).toHaveLength(10)
      }),
    )
  })

  it('holds no claim but role keys', () => {
    const text = explain(
      {
        idToken: {
          sub: 'the-subject',
          name: 'the-name',
          email: 'the-email',
          groups: ['key'],
          other: 'the-other',
          number: 4711,
        },
        accessToken: { jti: 'the-token' },
      },
      { rolesClaims: ['groups', 'number'], nameClaim: 'name', clientSecret: 'the-secret' },
    )
    expect(text).toContain('"key"')
    expect(text).not.toMatch(/the-|4711/)
  })
})
