import { addHints, type SecurityOptions, type Trace } from '@x/oidc-core'
import { describe, expect, it } from 'vitest'
import { buildFragment } from '../src/fragment/build-fragment.ts'
import { ada, decide as decideAll, listGroups } from './decide.ts'

const decide = (...given: Parameters<typeof decideAll>): Trace => addHints(decideAll(...given).trace)
const draw = (trace: Trace) => buildFragment({ trace }).toString()

/** Each box as its tone, its label and its lines. */
function listBoxes(trace: Trace): readonly string[] {
  return [...draw(trace).matchAll(/<li class="oidc-box oidc-(\w+)"[^>]*>(.*?)<\/li>/gs)].map(
    ([, tone = '', content = '']) =>
      [tone, ...[...content.matchAll(/>([^<>\n]+)</g)].map(([, text = '']) => text)].join(' | '),
  )
}

describe('the picture shows a claim', () => {
  it.each<[string, Trace, string]>([
    ['that was found', decide(ada({ groups: ['staff'] })), 'plain | groups | found, 1 role key'],
    ['that is empty', decide(ada({ groups: [] })), 'idle | groups | found, no role key'],
    ['that is missing', decide(ada({})), 'idle | groups | missing'],
    [
      'that is missing, but required',
      decide(ada({}), { rolesClaims: [{ path: 'groups', required: true }] }),
      'warn | groups | missing, but required',
    ],
    [
      'of a wrong type, and what was dropped of it',
      decide(ada({ groups: [1, 2, 'staff'] })),
      'warn | groups | wrong type, 1 role key | dropped 2 × number',
    ],
    [
      'that is no JSON where JSON is expected',
      decide(ada({ groups: '[staff, b]' }), { rolesClaims: [{ path: 'groups', parse: 'json' }] }),
      'warn | groups | wrong type, no role key | dropped 1 × text, no JSON',
    ],
    [
      'that is no list in brackets where one is expected',
      decide(ada({ groups: 'staff' }), { rolesClaims: [{ path: 'groups', parse: 'bracketed' }] }),
      'warn | groups | wrong type, no role key | dropped 1 × text, no [a, b]',
    ],
    [
      'that the provider left out',
      decide(ada({ _claim_names: { groups: 'src1' } })),
      'warn | groups | incomplete, no role key | left out, says _claim_names',
    ],
    [
      'that is as long as the provider sends any',
      decide(ada({ groups: ['staff', 'b'] }), { rolesClaims: [{ path: 'groups', truncatesAt: 2 }] }),
      'warn | groups | incomplete, 2 role keys | as long as truncatesAt',
    ],
    [
      'that is elsewhere',
      decide({ idToken: { sub: 'ada' }, accessToken: { groups: ['staff'] } }),
      'warn | groups | missing | it is in the access token: | try from: &#39;accessToken&#39;',
    ],
    [
      'that is spelt otherwise',
      decide(ada({ 'https://a.example/r': ['staff'] }), { rolesClaims: ['https://a:example/r'] }),
      'warn | https://a:example/r | missing | did you mean | &quot;https://a.example/r&quot;?',
    ],
    [
      'whose path cannot be followed',
      decide(ada({ realm: 'x' }), { rolesClaims: [['realm', 'roles']] }),
      'idle | realm › roles | missing | step 2 cannot enter: 1 × string',
    ],
    [
      'that is read from one source',
      decide(
        { idToken: { sub: 'ada' }, accessToken: { groups: ['staff'] } },
        { rolesClaims: [{ path: 'groups', from: 'accessToken' }] },
      ),
      'plain | groups | found, 1 role key | read from the access token',
    ],
    [
      'in an access token that cannot be verified',
      decide(
        { idToken: { sub: 'ada' }, accessTokenProblem: 'signature' },
        { rolesClaims: [{ path: 'groups', from: 'accessToken' }] },
      ),
      'warn | groups | unverifiable: signature | read from the access token',
    ],
    [
      'in an opaque access token',
      decide(
        { idToken: { sub: 'ada' } },
        { rolesClaims: [{ path: 'groups', from: 'accessToken' }], accessTokenFormat: 'opaque' },
      ),
      'idle | groups | missing | read from the access token | not read: access tokens are opaque',
    ],
  ])('%s', (_, trace, box) => {
    expect(listBoxes(trace)[0]).toBe(box)
  })
})

describe('the picture shows a role key', () => {
  const security: SecurityOptions = {
    roleMapping: { staff: ['ROLE_USER'], none: [], Admins: ['ROLE_ADMIN'] },
    rolePatterns: [{ pattern: 'team-*', roles: ['ROLE_TEAM'] }],
    passthrough: { allow: ['app-*', 'ROLE_*'] },
  }
  it.each([
    ['that is mapped', 'staff', 'plain | staff | gives ROLE_USER'],
    ['that is mapped to nothing', 'none', 'idle | none | gives nothing'],
    ['that a pattern fits', 'team-a', 'plain | team-a | pattern team-* gives ROLE_TEAM'],
    ['that passes through', 'app-x', 'plain | app-x | passthrough app-* gives app-x'],
    [
      'whose name is reserved',
      'ROLE_ADMIN',
      'idle | ROLE_ADMIN | gives nothing: the name | ROLE_ADMIN is reserved',
    ],
    ['that is not mapped', 'x', 'idle | x | not mapped'],
    ['that differs by case only', 'admins', 'warn | admins | not mapped; did you mean | &quot;Admins&quot;?'],
  ])('%s', (_, key, box) => {
    expect(listBoxes(decide(ada({ groups: [key] }), undefined, security))[1]).toBe(box)
  })
})

describe('the picture shows a role', () => {
  it('that is given by name, by default or included in another', () => {
    const byName = decide(ada({}), undefined, {
      individualRoles: { ada: ['ROLE_ADMIN'] },
      impliedRoles: { ROLE_ADMIN: ['ROLE_USER'] },
    })
    expect(listBoxes(byName)).toEqual([
      'idle | groups | missing',
      'plain | individualRoles | gives ROLE_ADMIN | by the name of the user',
      'plain | ROLE_ADMIN | from individualRoles',
      'plain | ROLE_USER | included in ROLE_ADMIN',
      'good | Open | asks for ROLE_USER',
    ])
    expect(listBoxes(decide(ada({}), undefined, { defaultRoles: ['ROLE_USER'] }))).toContain(
      'plain | defaultRoles | gives ROLE_USER | for nothing else gave a role',
    )
  })

  it('that a shut gate asks for and that was not granted, with a line that leads from nowhere', () => {
    const trace = decide(ada({ groups: ['x'] }), undefined, { requiredRoles: ['ROLE_A', 'ROLE_B'] })
    expect(listBoxes(trace).slice(2)).toEqual([
      'warn | ROLE_A | asked for, not granted',
      'warn | ROLE_B | asked for, not granted',
      'warn | Shut | asks for one of | ROLE_A, ROLE_B',
    ])
    expect(draw(trace).match(/class="oidc-lost"/g)).toHaveLength(2)
  })
})

describe('the picture shows each reason of a denial', () => {
  it.each<[string, Trace]>([
    ['subject_missing', decide({ idToken: { sub: '', groups: ['staff'] } })],
    ['name_missing', decide(ada({ groups: ['staff'] }), { rolesClaims: ['groups'], nameClaim: 'name' })],
    [
      'email_unverified',
      decide(ada({ email: 'a@example.com', email_verified: false, groups: ['staff'] }), {
        rolesClaims: ['groups'],
        nameClaim: 'email',
      }),
    ],
    ['too_large', decide(ada({ groups: ['staff', 'x'.repeat(1025)] }))],
    ['claims_incomplete', decide(ada({ groups: ['staff'], hasgroups: true }))],
    [
      'claim_missing',
      decide(ada({ groups: ['staff'] }), { rolesClaims: ['groups', { path: 'x', required: true }] }),
    ],
    [
      'claim_unverifiable',
      decide(
        { idToken: { sub: 'ada', groups: ['staff'] }, accessTokenProblem: 'signature' },
        { rolesClaims: ['groups', { path: 'x', from: 'accessToken', required: true }] },
      ),
    ],
    [
      'claim_wrong_type',
      decide(ada({ groups: ['staff'], x: 1 }), { rolesClaims: ['groups', { path: 'x', required: true }] }),
    ],
  ])('although the gate is open: %s', (reason, trace) => {
    const boxes = listBoxes(trace)
    expect(trace.denials[0]).toBe(reason)
    expect(boxes).toContain('idle | Open, in vain | asks for ROLE_USER')
    expect(boxes.some((box) => box.startsWith(`warn | ${reason} | `))).toBe(true)
    expect(draw(trace)).toContain('Roles, not granted')
  })

  it('when UserInfo has another sub than the ID Token', () => {
    expect(listBoxes(decide({ idToken: { sub: 'ada' }, userinfo: { sub: 'bob' } }))[0]).toBe(
      'warn | UserInfo | left out: sub is another',
    )
  })
})

describe('the picture of many', () => {
  it('puts what is not mapped into one box, lists it below, and keeps what gives and what may be a mistake', () => {
    const trace = decide(ada({ groups: [...listGroups(100, 'other-'), 'staff', 'Staff'] }))
    expect(listBoxes(trace)).toEqual([
      'plain | groups | found, 102 role keys',
      'plain | staff | gives ROLE_USER',
      'warn | Staff | not mapped; did you mean | &quot;staff&quot;?',
      'idle | 100 role keys | other-0, other-1 and 98 more | not mapped',
      'plain | ROLE_USER | from staff',
      'good | Open | asks for ROLE_USER',
    ])
    expect(draw(trace).match(/<li data-role-key="other-/g)).toHaveLength(100)
  })

  it.each<[string, SecurityOptions]>([
    ['fit a pattern', { rolePatterns: [{ pattern: 'key-*', roles: ['ROLE_USER'] }] }],
    ['pass through', { passthrough: { allow: ['key-*'], prefix: 'ROLE_' }, requiredRoles: [] }],
    [
      'are mapped each to roles of their own',
      { roleMapping: Object.fromEntries(listGroups(100, 'key-').map((key) => [key, [`ROLE_${key}`]])) },
    ],
    [
      'differ by case',
      { roleMapping: Object.fromEntries(listGroups(100, 'KEY-').map((key) => [key, ['R']])) },
    ],
  ])('has no column of more than a dozen boxes when a hundred keys %s', (_, security) => {
    const trace = decide(ada({ groups: listGroups(100, 'key-') }), undefined, security)
    expect(trace.keys).toHaveLength(100)
    for (const column of draw(trace).split('class="oidc-step"')) {
      expect(column.match(/<li class="oidc-box/g)?.length ?? 0).toBeLessThanOrEqual(12)
    }
  })

  it('is drawn for as many role keys as may count', () => {
    const trace = decide(ada({ groups: listGroups(5000, 'key-') }), undefined, {
      passthrough: { allow: ['**'] },
    })
    expect(draw(trace).length).toBeLessThan(100_000)
  })
})

describe('a hostile key', () => {
  it('neither leaves its box, nor hides in it, nor turns the text around it', () => {
    const trace = decide(
      ada({ groups: ['<img src=x onerror=alert(1)>', 'a\u202eb\n\u200bc', ' x', 'x'.repeat(1000)] }),
    )
    const text = draw(trace)
    expect(text).not.toContain('<img')
    const labels = listBoxes(trace).map((box) => box.split(' | ')[1])
    expect(labels.slice(1, 5)).toEqual([
      '&lt;img src=x onerror=alert(1)&gt;',
      'a\\u202eb\\u000a\\u200bc',
      '␣x',
      `${'x'.repeat(120)}…`,
    ])
  })
})
