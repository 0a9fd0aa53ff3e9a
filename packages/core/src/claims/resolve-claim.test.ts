import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClaimRef } from './claim-path.ts'
import type { Claims, JsonValue } from './json.ts'
import { resolveClaim } from './select-claim.ts'

const parse = (json: string): Claims => JSON.parse(json) as Claims

describe('a claim that is not an own member', () => {
  it.each([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    ['__proto__', 'constructor', 'name'],
    ['constructor', 'name'],
    ['list', 'length'],
    ['list', '0'],
    ['text', 0],
    ['text', 'length'],
  ])('R-06: %j selects nothing', (ref) => {
    expect(resolveClaim({ list: ['x'], text: 'x' }, ref)).toEqual([])
  })

  it('R-06: is selected where the provider sent one of that name', () => {
    const claims = parse('{"__proto__":["a"],"constructor":{"name":"b"}}')
    expect(resolveClaim(claims, '__proto__')).toEqual(['a'])
    expect(resolveClaim(claims, ['constructor', 'name'])).toEqual(['b'])
  })
})

describe('a claim ref', () => {
  const claims: Claims = {
    'https://example.com/roles': 'url',
    'a.b': 'dotted',
    'cognito:groups': ['colon'],
    a: { b: 'nested' },
    list: ['x', ['y', 'z'], null],
    nested: [['p'], ['q', ['r']], 's'],
    people: [{ name: 'ada' }, { name: ['bob', 'cy'] }, 'dan', { other: 1 }, { name: null }],
    empty: [],
    nothing: null,
  }

  it.each<[ClaimRef, readonly JsonValue[]]>([
    ['https://example.com/roles', ['url']],
    ['a.b', ['dotted']],
    [['a.b'], ['dotted']],
    [['a', 'b'], ['nested']],
    ['cognito:groups', ['colon']],
    ['list', ['x', ['y', 'z'], null]],
    [
      ['list', null],
      ['x', ['y', 'z'], null],
    ],
    [
      ['list', 1],
      ['y', 'z'],
    ],
    [['list', 0], ['x']],
    [['list', 3], []],
    [['list', 2], [null]],
    [
      ['list', null, null],
      ['y', 'z'],
    ],
    ['nested', [['p'], ['q', ['r']], 's']],
    [
      ['nested', null],
      [['p'], ['q', ['r']], 's'],
    ],
    [
      ['nested', null, null],
      ['p', 'q', ['r']],
    ],
    [
      ['people', null, 'name'],
      ['ada', 'bob', 'cy', null],
    ],
    ['empty', []],
    ['nothing', [null]],
    ['absent', []],
    [['a', null], []],
    [['a', 0], []],
    [['a', 'b', 'c'], []],
    [[null], []],
    [[0], []],
    [[], []],
  ])('%j selects %j', (ref, values) => {
    expect(resolveClaim(claims, ref)).toEqual(values)
  })
})

it('selects something from any JSON by any path, and never throws', () => {
  const step = fc.oneof(fc.string(), fc.nat(3), fc.constant(null))
  const ref = fc.oneof(fc.string(), fc.array(step, { maxLength: 5 }))
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), ref, (claims, path) => {
      expect(Array.isArray(resolveClaim(claims as Claims, path))).toBe(true)
    }),
  )
})

it('finds what stands at a path of member names', () => {
  const names = fc.array(fc.string(), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(names, fc.string(), (path, value) => {
      const json = path.reduceRight(
        (inner, name) => `{${JSON.stringify(name)}:${inner}}`,
        JSON.stringify(value),
      )
      expect(resolveClaim(parse(json), path)).toEqual([value])
    }),
  )
})

it('opens a list of a million elements without running out of stack', () => {
  const groups = Array.from({ length: 1_000_000 }, () => 'x')
  expect(resolveClaim({ groups }, ['groups', null])).toHaveLength(1_000_000)
})
