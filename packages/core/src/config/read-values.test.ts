import { describe, expect, it } from 'vitest'
import { IssueList } from './issues.ts'
import { isList, isObject, readItems, readMembers } from './read-values.ts'
import { takeOptions } from './take-options.ts'

const listed = (issues: IssueList): readonly string[] =>
  issues.issues.map(({ path, code }) => `${path.join('.')} ${code}`)

function read(value: unknown, keys?: readonly string[]) {
  const issues = new IssueList()
  const reportUnknown = (path: readonly (string | number)[]): void =>
    issues.error(path, 'unknown_key', 'is unknown.')
  const known = keys && { keys, reportUnknown }
  const members = readMembers(value, ['at'], issues, known === undefined ? {} : { known })
  return { members: Object.fromEntries(members), problems: listed(issues) }
}

const throwing = {
  get bad(): string {
    throw new Error('foreign')
  },
  good: 'b',
}
const revoked = Proxy.revocable({}, {})
revoked.revoke()

describe('the members of an object', () => {
  it('are its own, whatever these are called', () => {
    const options: unknown = JSON.parse('{"__proto__":1,"constructor":2}')
    expect(read(options)).toEqual({ members: options, problems: [] })
  })

  it('are read once, and those that are unknown not at all', () => {
    let reads = 0
    const options = {
      get known() {
        reads += 1
        return reads
      },
      get unknown(): never {
        throw new Error('an unexpected read')
      },
    }
    expect(read(options, ['known'])).toEqual({ members: { known: 1 }, problems: ['at.unknown unknown_key'] })
    expect(reads).toBe(1)
  })

  it('are reported where they are inherited or hidden, which copies would lose', () => {
    const hidden = Object.defineProperty(Object.create({ inherited: 1 }), 'hidden', { value: 1 }) as unknown
    expect(read(hidden, ['inherited', 'hidden', 'absent'])).toEqual({
      members: {},
      problems: ['at.inherited inherited', 'at.hidden inherited'],
    })
    expect(read(hidden)).toEqual({ members: {}, problems: [] })
  })

  it('that cannot be read leave the others', () => {
    expect(read(throwing)).toEqual({
      members: { bad: undefined, good: 'b' },
      problems: ['at.bad unreadable'],
    })
    expect(read(revoked.proxy)).toEqual({ members: {}, problems: ['at unreadable'] })
  })

  it.each([undefined, null, 'text', 7, [], () => undefined])('are none of %j', (value) => {
    expect(read(value)).toEqual({ members: {}, problems: ['at invalid_type'] })
  })

  it('are reported one by one where they are few, and counted where they are many', () => {
    const many = Object.fromEntries(Array.from({ length: 100_050 }, (_, index) => [`key${index}`, {}]))
    const { problems } = read(many, ['known'])
    expect(problems).toHaveLength(21)
    expect(problems.at(-1)).toBe('at unknown_key')
    expect(read(many).problems).toEqual(['at unreadable'])
  })
})

describe('the elements of a list', () => {
  const readList = (value: unknown) => {
    const issues = new IssueList()
    return [readItems(value, ['at'], issues), listed(issues)]
  }

  it('are copied, and what is left out has no value, whatever is inherited', () => {
    expect(readList(['a', 'b'])).toEqual([['a', 'b'], []])
    const holes = new Array<unknown>(2)
    Object.defineProperty(Object.prototype, '1', { value: 'polluted', configurable: true, writable: true })
    let read: unknown
    try {
      read = readList(holes)
    } finally {
      Reflect.deleteProperty(Object.prototype, '1')
    }
    expect(read).toEqual([[undefined, undefined], []])
  })

  it('are 100,000 at the most', () => {
    expect(readList(new Array(100_000))[1]).toEqual([])
    expect(readList(new Array(100_001))).toEqual([[], ['at unreadable']])
    expect(readList(new Proxy([], { get: () => NaN }))).toEqual([[], ['at unreadable']])
  })

  it('are none of what is no list', () => {
    expect(readList({ length: 1, 0: 'a' })).toEqual([[], ['at invalid_type']])
    expect([isList(revoked.proxy), isObject(revoked.proxy), isObject([])]).toEqual([false, true, false])
  })
})

describe('a report', () => {
  it('lists a hundred errors and as many warnings, and counts the rest', () => {
    const issues = new IssueList()
    for (let index = 0; index < 150; index += 1) issues.error([index], 'wrong', 'is wrong.')
    for (let index = 0; index < 120; index += 1) issues.warn([index], 'odd', 'is odd.')
    expect(issues.issues).toHaveLength(202)
    expect(issues.issues.slice(-2).map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      'error has 50 more errors. Fix these first.',
      'warning has 20 more warnings. Fix these first.',
    ])
  })

  it('makes no text for what it has no room for', () => {
    const issues = new IssueList()
    let texts = 0
    for (let index = 0; index < 150; index += 1)
      issues.error([index], 'wrong', () => {
        texts += 1
        return 'is wrong.'
      })
    expect([texts, issues.issues[0]?.message]).toEqual([100, 'is wrong.'])
  })

  it('reads a million values at the most', () => {
    const issues = new IssueList()
    const large = new Array(100_000).fill('a')
    for (let index = 0; index < 10; index += 1) expect(readItems(large, [], issues)).toHaveLength(100_000)
    expect(readItems(['a'], ['a'], issues)).toEqual([])
    expect(readMembers({ a: 1 }, ['b'], issues, {}).size).toBe(0)
    expect(listed(issues)).toEqual(['a unreadable', 'b unreadable'])
  })
})

describe('a copy of options', () => {
  it('inherits nothing at any level, is frozen, and keeps keys without a value', () => {
    const given = { list: ['a', { b: ['c'] }], lost: undefined, call: isList }
    const { values, issues } = takeOptions(given, ['list', 'lost', 'call'], ['bearer'])
    expect([values, issues]).toEqual([given, []])
    expect([Object.getPrototypeOf(values), Object.hasOwn(values, 'lost')]).toEqual([null, true])
    const [, table] = values['list'] as [string, object]
    expect([Object.getPrototypeOf(table), Object.isFrozen(values['list']), Object.isFrozen(table)]).toEqual([
      null,
      true,
      true,
    ])
  })

  it('of a table that inherits its members is refused, because they would be lost', () => {
    class Table {
      readonly own = 1
      get main(): string {
        return 'introspection'
      }
    }
    const hostile = new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error('secret')
        },
      },
    )
    const tables = { created: Object.create({ main: 'introspection' }) as object, made: new Table(), hostile }
    const bare = Object.assign(Object.create(null) as object, { main: 'introspection' })
    const { issues } = takeOptions({ ...tables, bare, plain: {} }, [...Object.keys(tables), 'bare', 'plain'])
    expect(issues.map(({ path, code }) => `${path.join('.')} ${code}`)).toEqual([
      'created inherited',
      'made inherited',
      'hostile unreadable',
    ])
    expect(issues.map(({ message }) => message).join(' ')).not.toContain('secret')
  })

  it('of what holds itself ends after three levels', () => {
    const endless: Record<string, unknown> = {}
    for (const key of ['a', 'b', 'c']) endless[key] = endless
    const { issues } = takeOptions({ known: endless, unknown: endless }, ['known'])
    expect(issues.length).toBeLessThan(102)
    expect(issues.at(0)).toMatchObject({ path: ['unknown'], code: 'unknown_key' })
    expect(new Set(issues.map(({ code }) => code))).toEqual(new Set(['unknown_key', 'unreadable']))
  })
})
