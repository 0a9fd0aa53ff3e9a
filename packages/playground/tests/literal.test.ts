import { describe, expect, it } from 'vitest'
import { answerTexts } from '../src/answer/answer-texts.ts'
import { parseLiteral } from '../src/parse/parse-literal.ts'

const problemOf = (text: string) => {
  const parsed = parseLiteral(text)
  return 'problem' in parsed ? parsed.problem : { message: 'none' }
}

describe('an object literal', () => {
  it('is read with names without quotes, single quotes, comments, and commas at the end', () => {
    const text = `
      // as in auth.ts
      {
        providers: [
          { rolesClaims: [{ path: ['realm_access', 'roles'], from: 'idToken', },], 'nameClaim': "sub", },
        ],
        security: { roleMapping: { staff: ['ROLE_USER'] /* all of them */ } },
        $other_1: +.5, day: 0x10, nothing: null,
      }`
    expect(parseLiteral(text)).toEqual({
      value: {
        providers: [
          { rolesClaims: [{ path: ['realm_access', 'roles'], from: 'idToken' }], nameClaim: 'sub' },
        ],
        security: { roleMapping: { staff: ['ROLE_USER'] } },
        ...{ $other_1: 0.5, day: 16, nothing: null },
      },
    })
  })

  it('decides as JSON does', () => {
    const { outcome } = answerTexts({
      claims: '{"sub": "ada", "groups": ["staff"]}',
      configuration: `{ providers: [{ rolesClaims: ['groups'] }], security: { roleMapping: { staff: ['ROLE_USER'] } } }`,
    })
    expect(outcome).toBe('Admitted with ROLE_USER.')
  })

  it.each([
    [
      '{ clientSecret: process.env.CLIENT_SECRET }',
      'column 17: process.env.CLIENT_SECRET has a value only where',
    ],
    ["{ a: import.meta.env['X'] }", 'import.meta.env has a value only where'],
    ['{ a: env.X }', 'env.X has a value only where'],
    ['{ onEvent: (event) => console.log(event) }', 'a function cannot stand here'],
    ['{ onEvent: event => 1 }', 'a function cannot stand here'],
    ['{ onEvent: async (event) => 1 }', 'a function cannot stand here'],
    ['{ onEvent: function () {} }', 'a function cannot stand here'],
    ['{ onEvent(event) { return 1 } }', 'a function cannot stand here'],
    ['{ async onEvent(event) {} }', 'a function cannot stand here'],
    ['{ store: createStore({}) }', 'createStore(…) is a call'],
    ['{ store: new Store(1) }', 'new Store(…) is a call'],
    ['{ store: await open() }', 'await is a name'],
    ['{ store: redis }', 'redis is a name that only your program knows'],
    ['{ a: trueish }', 'trueish is a name that only your program knows'],
    ['{ a: undefined }', 'undefined is a name'],
    ['{ providers }', '} cannot stand here: there is no value before it'],
    ['{ ...shared }', 'what ... spreads'],
    ['{ a: [...shared] }', 'what ... spreads'],
    ['{ a: `b` }', 'a text in backticks is not plain'],
    ['{ a: 60 * 60 }', '* wants a calculation'],
    ["{ a: 'b' + 'c' }", '+ wants a calculation'],
    ['const oidc = createOidc({ a: 1 })', 'column 1: const begins a program. Paste the object alone'],
    ["import { createOidc } from 'x'", 'import begins a program'],
    ['createOidc({})', 'createOidc begins a program'],
    ['({ a: 1 })', 'Paste the object alone'],
    ['{ a: 1 })', ') cannot stand here. Paste the object alone'],
    ['{ a: 1 };', '; cannot stand here. Paste the object alone'],
    ['{ a: 1 } as const', 'as is a name'],
    ['{ a: 1 b: 2 }', 'a comma or a quote is missing before it'],
    ["{ a: 'b", 'the text ends too early'],
    ['{ a: [1', 'the text ends too early'],
    [' ', 'There is nothing here yet'],
  ])('is told what is not plain in it: %s', (text, message) => {
    expect(problemOf(text).message).toContain(message)
  })

  it('is shown with a mark below the place', () => {
    expect(problemOf("{\n  a: 'b',\n  c: process.env.C,\n}")).toMatchObject({
      message: expect.stringContaining('line 3, column 6') as unknown,
      excerpt: "2 │   a: 'b',\n3 │   c: process.env.C,\n  │      ▲",
    })
  })
})

describe('a hostile literal', () => {
  it.each([
    '{ a: (globalThis.ran = true) }',
    '{ [globalThis.ran = true]: 1 }',
    '{ get a() { return globalThis.ran = true } }',
    '{ a: ((x) => globalThis.ran = true)() }',
    '{ a: `${globalThis.ran = true}` }',
    '{ a: 1 }; globalThis.ran = true',
    'globalThis.ran = true',
  ])('is never run: %s', (text) => {
    expect(problemOf(text).message).toContain('no object of plain values')
    expect(globalThis).not.toHaveProperty('ran')
  })

  it.each(['__proto__', '"__proto__"', "'\\u005f_proto__'", 'constructor'])(
    'changes no prototype: %s',
    (name) => {
      const parsed = parseLiteral(`{ ${name}: { polluted: true, prototype: { polluted: true } } }`)
      expect('value' in parsed && Object.getPrototypeOf(parsed.value)).toBe(Object.prototype)
      expect({}).not.toHaveProperty('polluted')
      const { configuration } = answerTexts({
        claims: '{"sub": "ada"}',
        configuration: `{ ${name}: { providers: [{}] } }`,
      })
      expect(configuration.isWrong).toBe(true)
    },
  )

  it.each(['Infinity', '-Infinity', 'NaN'])('has numbers that no option takes: %s', (number) => {
    const { configuration } = answerTexts({
      claims: '{"sub": "ada"}',
      configuration: `{ providers: [{ clockToleranceSeconds: ${number} }] }`,
    })
    expect(configuration.isWrong).toBe(true)
  })

  it('ends, however deep or long it is', () => {
    for (const text of ['['.repeat(50_000), `${'{a:'.repeat(50_000)}x`, `{ a: ${'x'.repeat(200_000)} }`]) {
      const { message } = problemOf(text)
      expect(message).toContain('no object of plain values')
      expect(message.length).toBeLessThan(300)
    }
  })

  it('is escaped where it is shown', () => {
    const { configuration } = answerTexts({
      claims: '{}',
      configuration: "{ a: <script>alert('x')</script> }",
    })
    expect(configuration.body.toString()).not.toContain('<script')
  })
})
