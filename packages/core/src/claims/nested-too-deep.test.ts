import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isNestedTooDeep } from './parse-json.ts'

const nest = (levels: number, open = '[', close = ']', inside = ''): string =>
  open.repeat(levels) + inside + close.repeat(levels)

describe('isNestedTooDeep', () => {
  it.each([
    ['lists', nest(100), nest(101)],
    ['objects', nest(100, '{"a":', '}', '1'), nest(101, '{"a":', '}', '1')],
    ['both in turns', nest(50, '[{"a":', '}]', '1'), nest(50, '[{"a":', '}]', '[]')],
    ['200,000 lists', nest(1), nest(200_000)],
    ['200,000 objects', nest(1, '{"a":', '}', '1'), nest(200_000, '{"a":', '}', '1')],
  ])('tells 100 levels from more: %s', (_, shallow, deep) => {
    expect(isNestedTooDeep(shallow)).toBe(false)
    expect(isNestedTooDeep(deep)).toBe(true)
  })

  it.each([
    JSON.stringify(nest(1000)),
    JSON.stringify([`\\"${nest(1000)}`, '\\', '"[']),
    JSON.stringify({ [nest(1000)]: '\\"[' }),
    `[${'[],'.repeat(10_000)}[]]`,
    `[${'{"a":[]},'.repeat(10_000)}{}]`,
    '""',
    '7',
    '',
  ])('counts neither what stands in strings nor what stands side by side: %#', (json) => {
    expect(isNestedTooDeep(json)).toBe(false)
  })

  it('agrees with a walk of the value', () => {
    const depth = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 90, max: 102 }), (value, levels) => {
        const json = nest(levels, '[', ']', JSON.stringify(value))
        expect(isNestedTooDeep(json)).toBe(levels + depth(value) > 100)
      }),
    )
  })
})
