import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from './parse-json.ts'

describe('parseJson', () => {
  it('gives any JSON value, however it is spelt', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 2), (value, space) => {
        const json = JSON.stringify(value, undefined, space)
        expect(parseJson(json)).toEqual(JSON.parse(json))
      }),
    )
  })

  it.each(['', '{', 'undefined', "{'a':1}", '[1,]', 'NaN', '\uFEFF{}'])(
    'refuses what is not JSON: %j',
    (text) => {
      expect(parseJson(text)).toBeUndefined()
    },
  )

  it.each(['{"a":1,"a":1}', '{"sub":"a","s\\u0075b":"b"}', ' [{"a":{"b":1,"b":2}}]'])(
    'I-16: refuses a member that is named twice: %s',
    (text) => {
      expect(parseJson(text)).toBeUndefined()
    },
  )

  it.each([
    ['[', ']'],
    ['{"a":', '}'],
    ['[{"a":', '}]'],
    [' [ ', ' ] '],
  ])('refuses what is nested too deep, and does not run out of stack: %s', (open, close) => {
    expect(parseJson(open.repeat(50) + '1' + close.repeat(50))).toBeDefined()
    for (const levels of [101, 5000, 200_000])
      expect(parseJson(open.repeat(levels) + '1' + close.repeat(levels))).toBeUndefined()
  })
})
