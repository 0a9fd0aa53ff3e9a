import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RoleRule } from '../claims/claim-path.ts'
import type { Claims, JsonValue } from '../claims/json.ts'
import { defineOidcConfig } from '../config/define-oidc-config.ts'
import type { SecurityOptions } from '../config/oidc-options.ts'
import { decideAccess } from './decide-access.ts'
import type { Decision } from './decision.ts'
import { explainAccess } from './explain-access.ts'

const json = { path: 'g', parse: 'json' }
const bracketed = { path: 'g', parse: 'bracketed' }

const decide = (rule: RoleRule | string, g: JsonValue, security: SecurityOptions = {}): Decision =>
  decideAccess(
    defineOidcConfig({
      baseUrl: 'https://app.example.com',
      providers: [
        {
          ...{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' },
          rolesClaims: [rule],
          security: { roleMapping: { staff: ['ROLE_USER'] }, ...security },
        },
      ],
      session: { secret: 'thirty-two bytes are the least..' },
    }).providers[0],
    { idToken: { sub: 'ada', g } },
  )

/** The outcome of the rule, and its keys. */
const read = (rule: RoleRule | string, g: JsonValue): readonly [string, readonly string[]] => {
  const [trace] = decide(rule, g).trace.rules
  if (trace === undefined) throw new Error('there is one rule')
  return [trace.outcome, trace.keys]
}

describe('a list as JSON text', () => {
  it.each<[JsonValue, string, readonly string[]]>([
    ['["staff","a, b"]', 'found', ['staff', 'a, b']],
    [' [ "staff" , "\\u0061" ] ', 'found', ['staff', 'a']],
    ['[]', 'found', []],
    ['', 'found', []],
    ['"staff"', 'found', ['staff']],
    [['["staff","b"]'], 'found', ['staff', 'b']],
    [['["a"]', '["b","a"]', '[]'], 'found', ['a', 'b']],
    [['["a"]', 7], 'wrong_type', ['a']],
    ['["a",7,null]', 'wrong_type', ['a']],
    ['7', 'wrong_type', []],
    ['{"staff":{}}', 'wrong_type', []],
    ['null', 'wrong_type', []],
    [null, 'missing', []],
    // What the list holds is not read once more.
    ['["[\\"a\\"]"]', 'found', ['["a"]']],
  ])('%j is %s: %j', (g, outcome, keys) => {
    expect(read(json, g)).toEqual([outcome, keys])
  })

  it.each([
    'staff',
    '[staff]',
    '["staff"',
    "['staff']",
    '["staff",]',
    '["staff"] ["admins"]',
    '[{"n":"staff","n":"admins"}]',
    `${'['.repeat(200)}"staff"${']'.repeat(200)}`,
    'undefined',
    '\ufeff["staff"]',
  ])('%s is none, and gives no key and no default role', (g) => {
    for (const sent of [g, [g]]) {
      const decision = decide(json, sent, { defaultRoles: ['ROLE_GUEST'], requiredRoles: [] })
      expect(decision).toMatchObject({ admitted: true, roles: [] })
      expect(decision.trace.rules).toMatchObject([{ outcome: 'wrong_type', keys: [] }])
    }
  })

  it('may hold what the rule selects, as if the provider had sent it unquoted', () => {
    expect(read({ ...json, select: 'keys' }, '{"staff":{},"b":{}}')).toEqual(['found', ['staff', 'b']])
    expect(read({ ...json, select: { member: 'n' } }, '[{"n":"staff"},{"m":"b"}]')).toEqual([
      'wrong_type',
      ['staff'],
    ])
    expect(read({ ...json, whenTrue: 'admin' }, 'true')).toEqual(['found', ['admin']])
    expect(read({ ...json, whenTrue: 'admin' }, 'false')).toEqual(['found', []])
    expect(read({ ...json, whenTrue: 'admin' }, ['true'])).toEqual(['wrong_type', []])
    expect(read({ ...json, stripPrefix: '/' }, '["/staff"]')).toEqual(['found', ['staff']])
    expect(read({ ...json, truncatesAt: 2 }, '["a","b"]')).toEqual(['incomplete', ['a', 'b']])
    expect(read({ ...json, truncatesAt: 1 }, '"a"')).toEqual(['found', ['a']])
  })

  it('R-06: selects nothing of a prototype', () => {
    expect(read({ ...json, select: { member: 'toString' } }, '[{}]')).toEqual(['wrong_type', []])
    expect(read({ ...json, select: 'keys' }, '{"__proto__":1}')).toEqual(['found', ['__proto__']])
  })

  it('gives the keys that its list gives, whatever is in it', () => {
    const rules = [{}, { stripPrefix: 'a' }, { select: 'keys' }, { truncatesAt: 3 }]
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 2 })), fc.constantFrom(...rules), (list, rule) => {
        const texts = list.filter((value) => typeof value !== 'string') as JsonValue[]
        expect(read({ ...json, ...rule }, JSON.stringify(texts))).toEqual(read({ path: 'g', ...rule }, texts))
      }),
    )
    fc.assert(
      fc.property(fc.array(fc.string()), (keys) => {
        expect(read(json, JSON.stringify(keys))).toEqual(read('g', keys))
        expect(read(json, [JSON.stringify(keys)])).toEqual(read('g', keys))
      }),
    )
  })
})

describe('a list in brackets', () => {
  it.each<[JsonValue, string, readonly string[]]>([
    ['[staff, b]', 'found', ['staff', 'b']],
    ['[staff,b]', 'found', ['staff', 'b']],
    ['[staff]', 'found', ['staff']],
    ['[]', 'found', []],
    ['', 'found', []],
    ['[a, , b,]', 'found', ['a', 'b']],
    ['[ a,  b ]', 'found', [' a', ' b ']],
    ['[a b, c\nd]', 'found', ['a b', 'c\nd']],
    ['[[a], b]', 'found', ['[a]', 'b']],
    // A comma in a name makes two keys: the check of the configuration warns of that.
    ['[Sales, North]', 'found', ['Sales', 'North']],
    [['[a, b]'], 'found', ['a', 'b']],
    [['[a]', '[b]', null], 'wrong_type', ['a', 'b']],
    [null, 'missing', []],
    [7, 'wrong_type', []],
  ])('%j is %s: %j', (g, outcome, keys) => {
    expect(read(bracketed, g)).toEqual([outcome, keys])
  })

  it.each(['staff', 'staff, b', '[staff', 'staff]', '[', ']', ' [staff]', '[staff] ', '(staff)', '{staff}'])(
    '%j is none, and gives no key',
    (g) => {
      expect(read(bracketed, g)).toEqual(['wrong_type', []])
      expect(read(bracketed, ['[a]', g])).toEqual(['wrong_type', ['a']])
    },
  )

  it('gives the keys of any list whose names have no comma', () => {
    const key = fc.string({ minLength: 1 }).filter((text) => !text.includes(',') && !text.startsWith(' '))
    fc.assert(
      fc.property(fc.array(key), (keys) => {
        expect(read(bracketed, `[${keys.join(', ')}]`)).toEqual(read('g', keys))
        expect(read(bracketed, `[${keys.join(',')}]`)).toEqual(read('g', keys))
      }),
    )
  })

  it('is taken without a throw, however long it is', () => {
    const text = `[${Array.from({ length: 6000 }, (_, index) => `group ${index}`).join(', ')}]`
    expect(decide(bracketed, text).reason).toBe('too_large')
    expect(decide(bracketed, `[staff, ${'x'.repeat(1025)}]`).reason).toBe('too_large')
    expect(decide(bracketed, `[staff, ${'group, '.repeat(10_000)}]`).admitted).toBe(true)
  })
})

describe('a text of another form', () => {
  it('denies where the rule is required, as any claim without a role key does', () => {
    const required = { required: true }
    expect(decide({ ...json, ...required }, 'staff', { requiredRoles: [] }).reason).toBe('claim_wrong_type')
    expect(decide({ ...json, ...required }, ['["a"]', 'b'], { requiredRoles: [] }).admitted).toBe(true)
    expect(decide({ ...bracketed, ...required }, 'staff').reason).toBe('claim_wrong_type')
  })

  it('is told of by its form, and what was expected, and never by what is in it', () => {
    const notesOf = (rule: RoleRule, g: JsonValue): unknown => decide(rule, g).trace.rules[0]?.notes
    expect(notesOf(json, ['private, things', '[private]', '["staff"]', '[private, too]'])).toEqual([
      { note: 'not_json', kind: 'string', count: 1 },
      { note: 'not_json', kind: 'list', count: 2 },
    ])
    expect(notesOf(bracketed, ['private', 'things'])).toEqual([
      { note: 'not_bracketed', kind: 'string', count: 2 },
    ])
    const text = explainAccess(decide(json, ['private', '[private]']))
    expect(text).toContain(
      [
        '- "g" in the ID Token: wrong type, so no default roles, 0 role keys',
        '  - dropped 1 × a text, expected JSON such as ["a","b"]',
        `  - dropped 1 × a text in brackets, expected JSON such as ["a","b"]; see parse: 'bracketed'`,
      ].join('\n'),
    )
    expect(text).not.toContain('private')
    expect(explainAccess(decide(bracketed, 'private'))).toContain(
      '  - dropped 1 × a text without brackets, expected one such as [a, b]',
    )
  })
})

it('without parse, a list as text is one key, and the explanation says what helps', () => {
  for (const text of ['["staff","b"]', '[staff, b]', '[]']) {
    expect(read('g', text)).toEqual(['found', [text]])
    expect(explainAccess(decide('g', text))).toContain(
      `grants nothing: unmapped. Hint: if it is a list written as text, see parse: 'json' and 'bracketed'`,
    )
  }
  expect(explainAccess(decide('g', '['))).not.toContain('Hint')
  const mapped = decide('g', '[a]', { roleMapping: { '[a]': ['ROLE_USER'] } })
  expect(explainAccess(mapped)).not.toContain('Hint')
})

it('is read in the same way by an API, of its access tokens', () => {
  const claims: Claims = { sub: 'ada', g: '[staff, b]' }
  const { providers } = defineOidcConfig({
    baseUrl: 'https://app.example.com',
    providers: [
      {
        ...{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' },
        rolesClaims: [bracketed],
        security: { roleMapping: { staff: ['ROLE_USER'] } },
      },
    ],
    session: { secret: 'thirty-two bytes are the least..' },
  })
  expect(decideAccess(providers[0], { bearer: claims }).roles).toEqual(['ROLE_USER'])
})
