import { describe, expect, it } from 'vitest'
import { freezeDeeply } from './freeze-deeply.ts'
import { isDeeplyFrozen } from './is-deeply-frozen.ts'

describe('a value that is deeply frozen', () => {
  it.each([1, 'text', null, undefined, true, [], {}, { a: [{ b: 'c' }] }])('can be %j', (value) => {
    expect(isDeeplyFrozen(freezeDeeply(value))).toBe(true)
  })

  it('may contain itself', () => {
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    expect(isDeeplyFrozen(Object.freeze(circle))).toBe(true)
  })

  it.each<[string, unknown]>([
    ['an object', {}],
    ['a list in a frozen object', Object.freeze({ a: [] })],
    ['an object deep inside', Object.freeze([Object.freeze({ a: Object.freeze([{}]) })])],
    ['a getter', Object.freeze({ get a() { return 1 } })], // prettier-ignore
    ['a symbol with an object', Object.freeze({ [Symbol('a')]: {} })],
    ['a member that is not enumerable', Object.freeze(Object.defineProperty({}, 'a', { value: {} }))],
    ['a function', Object.freeze(() => 1)],
    ['a proxy that throws', new Proxy(Object.freeze({}), { isExtensible: () => { throw new Error('no') } })], // prettier-ignore
  ])('is not %s', (_, value) => {
    expect(isDeeplyFrozen(value)).toBe(false)
  })
})
