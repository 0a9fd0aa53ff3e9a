import { describe, expect, it } from 'vitest'
import { IssueList } from './issue-list.ts'
import { takeSnapshot } from './take-snapshot.ts'

function snapshot(value: unknown): { readonly taken: unknown; readonly problems: readonly string[] } {
  const issues = new IssueList()
  const taken = takeSnapshot(() => value, issues)
  return { taken, problems: issues.issues.map(({ path, code }) => `${path.join('.')} ${code}`) }
}

describe('a snapshot', () => {
  it('is a copy: what changes later changes nothing in it', () => {
    const options = { list: ['a'], table: { a: 1 } }
    const { taken } = snapshot(options)
    options.list.push('b')
    options.table.a = 2
    expect(taken).toEqual(
      new Map<string, unknown>([
        ['list', ['a']],
        ['table', new Map([['a', 1]])],
      ]),
    )
  })

  it('holds own members alone, whatever these are called', () => {
    const options: unknown = JSON.parse('{"__proto__":{"a":1},"constructor":2}')
    expect(snapshot(options).taken).toEqual(
      new Map<string, unknown>([
        ['__proto__', new Map([['a', 1]])],
        ['constructor', 2],
      ]),
    )
    expect(snapshot(Object.create({ inherited: 1 })).taken).toEqual(new Map())
  })

  it.each([undefined, null, '', 'text', 0, NaN, true, 10n])('leaves %s as it is', (value) => {
    expect(snapshot(value)).toEqual({ taken: value, problems: [] })
  })

  it('gives an element that a list leaves out as one without a value', () => {
    expect(snapshot(new Array(2)).taken).toEqual([undefined, undefined])
  })

  it('goes on beside what cannot be read, and says where that is', () => {
    const options = {
      list: [
        'a',
        {
          get bad(): string {
            throw new Error('foreign')
          },
          good: 'b',
        },
      ],
    }
    const { taken, problems } = snapshot(options)
    expect(problems).toEqual(['list.1.bad unreadable'])
    expect(taken).toEqual(
      new Map([
        [
          'list',
          [
            'a',
            new Map([
              ['bad', undefined],
              ['good', 'b'],
            ]),
          ],
        ],
      ]),
    )
  })
})

describe('a snapshot of too much', () => {
  /** So many objects in each other. */
  const nested = (depth: number): unknown => (depth === 0 ? 'end' : { a: nested(depth - 1) })
  const steps = (count: number): string => Array.from({ length: count }, () => 'a').join('.')

  it('goes twelve steps deep and no deeper', () => {
    expect(snapshot(nested(13)).problems).toEqual([])
    expect(snapshot(nested(14)).problems).toEqual([`${steps(13)} unreadable`])
  })

  it('of an object that holds itself ends at the same depth', () => {
    const endless: { a?: unknown } = {}
    endless.a = endless
    expect(snapshot(endless).problems).toEqual([`${steps(13)} unreadable`])
  })

  it('takes lists of up to 100,000 elements', () => {
    expect(snapshot({ a: new Array(100_000) }).problems).toEqual([])
    expect(snapshot({ a: new Array(100_001), b: 1 })).toEqual({
      taken: new Map([
        ['a', undefined],
        ['b', 1],
      ]),
      problems: ['a unreadable'],
    })
  })
})
