import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasDuplicateMember } from './parse-json.ts'

describe('a JSON text', () => {
  it.each([
    '{"sub":"victim","sub":"attacker"}',
    '{"sub":"a","s\\u0075b":"b"}',
    '{"a":{"b":1,"c":[{"d":1,"d":2}]}}',
    '[{"a":1},{"a":1,"a":1}]',
    '{"":1,"":2}',
    '{"__proto__":1,"__proto__":2}',
    ' { "a" : "}" , "a" : 1 } ',
    '{"a\\"b":1,"a\\"b":2}',
  ])('names a member twice: %s', (json) => {
    expect(hasDuplicateMember(json)).toBe(true)
  })

  it.each([
    '{}',
    '[]',
    '"a"',
    '1',
    'null',
    '{"a":"a","b":"a"}',
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":1}]',
    '{"a":["a","a"],"b":["a"]}',
    '{"a":"\\"a\\":1,\\"a\\":2"}',
    '{"a":1,"A":2,"á":3}',
    '{"x":[],"y":{},"z":[[],{}]}',
  ])('names each member once: %s', (json) => {
    expect(hasDuplicateMember(json)).toBe(false)
  })

  it.each([
    ['[', '{"a":1}', ']'],
    ['{"a":', '1', '}'],
    ['[{"a":', '{"b":1}', '}]'],
  ])('may be nested 200,000 levels deep: %s', (open, inside, close) => {
    const nest = (value: string): string => open.repeat(200_000) + value + close.repeat(200_000)
    expect(hasDuplicateMember(nest(inside))).toBe(false)
    expect(hasDuplicateMember(nest('{"b":1,"b":1}'))).toBe(true)
  })

  it('may have strings of a megabyte, of escapes alone or of anything else', () => {
    for (const long of ['\\\\', '\\"', '\\u0022', 'x', '[', '{'].map((part) => part.repeat(200_000))) {
      expect(hasDuplicateMember(`{"${long}":"${long}"}`)).toBe(false)
      expect(hasDuplicateMember(`{"${long}":1,"a":1,"${long}":2}`)).toBe(true)
    }
  })

  it('has no duplicate when a serializer wrote it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(hasDuplicateMember(JSON.stringify(value))).toBe(false)
      }),
    )
  })

  it('has one when any member of any object is written again', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.nat(), (object, at) => {
        const members = Object.entries(object).map(
          ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
        )
        const again = members[at % members.length] ?? ''
        expect(hasDuplicateMember(`[0,{${[...members, again].join(',')}}]`)).toBe(true)
      }),
    )
  })
})
