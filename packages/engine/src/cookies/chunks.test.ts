import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildChunkName, findChunkNames, joinChunks, maxChunks, splitIntoChunks } from './chunks.ts'

const limits = { cookieBytes: 40, attributeBytes: 10, chunks: maxChunks }
const name = 'app'
// 40 bytes less 10 of attributes, 3 of the name, 2 of `.2` and the equals sign.
const capacity = 24

function store(chunks: readonly string[]): Map<string, string> {
  return new Map(chunks.map((chunk, index) => [buildChunkName(name, index), chunk]))
}

function split(value: string): readonly string[] {
  const result = splitIntoChunks(value, name.length, limits)
  if (!result.ok) throw new Error(`${result.bytes} bytes do not fit`)
  return result.chunks
}

const sealedText = fc.string({
  unit: fc.constantFrom('e', 'y', 'J', '0', '9', '_', '-', '.'),
  minLength: 1,
  maxLength: maxChunks * capacity - 2,
})

describe('chunks', () => {
  it('join to what was split, with nothing stale', () => {
    fc.assert(
      fc.property(sealedText, (value) => {
        expect(joinChunks(store(split(value)), name)).toMatchObject({ value, stale: [] })
      }),
    )
  })

  it('join to what was split over any longer or shorter value before it', () => {
    fc.assert(
      fc.property(sealedText, sealedText, (value, before) => {
        const chunks = split(value)
        const joined = joinChunks(new Map([...store(split(before)), ...store(chunks)]), name)
        expect(joined.value).toBe(value)
        expect(joined.stale).toHaveLength(Math.max(0, split(before).length - chunks.length))
      }),
    )
  })

  it('fit into a cookie with name and attributes', () => {
    fc.assert(
      fc.property(sealedText, (value) => {
        for (const [chunkName, chunk] of store(split(value))) {
          expect(chunkName.length + '='.length + chunk.length + limits.attributeBytes).toBeLessThanOrEqual(40)
        }
      }),
    )
  })

  it.each([
    [1, 1],
    [capacity, 1],
    [capacity + 1, 2],
    [2 * capacity - 2, 2],
    [2 * capacity - 1, 3],
    [3 * capacity - 2, 3],
  ])('of %d characters are %d', (length, count) => {
    expect(split('x'.repeat(length))).toHaveLength(count)
  })

  it('over the cap are refused with the numbers', () => {
    const limit = 3 * capacity - 2
    expect(splitIntoChunks('x'.repeat(limit + 1), name.length, limits)).toEqual({
      ok: false,
      bytes: limit + 1,
      limit,
    })
  })

  it('are refused where a cookie has no room at all', () => {
    expect(splitIntoChunks('x', 100, limits)).toEqual({ ok: false, bytes: 1, limit: 0 })
  })
})

describe('joinChunks', () => {
  const value = 'x'.repeat(3 * capacity - 2)

  it('S-06: reads nothing when a chunk is missing, and lists the others', () => {
    for (const missing of [0, 1, 2]) {
      const cookies = store(split(value))
      cookies.delete(buildChunkName(name, missing))
      const joined = joinChunks(cookies, name)
      expect(joined.value).toBeUndefined()
      expect(joined.stale).toEqual([...cookies.keys()])
    }
  })

  it('S-06: reads nothing when a chunk is empty', () => {
    expect(joinChunks(store(split(value)).set('app.1', ''), name).value).toBeUndefined()
    expect(joinChunks(new Map([['app', '']]), name).value).toBeUndefined()
  })

  it('S-06: lists leftover higher chunks and never reads them', () => {
    const cookies = new Map([
      ['app', 'whole'],
      ['app.1', 'left'],
      ['app.7', 'over'],
    ])
    expect(joinChunks(cookies, name)).toEqual({ value: 'whole', head: 'whole', stale: ['app.1', 'app.7'] })
  })

  it('S-06: lists chunks without a first one', () => {
    const cookies = new Map([['app.1', 'left']])
    expect(joinChunks(cookies, name)).toEqual({ value: undefined, head: undefined, stale: ['app.1'] })
  })

  it.each([
    '0',
    '-1',
    '1',
    '1e9',
    'x',
    '',
    '02',
    '+2',
    ' 2',
    '2.0',
    '4',
    '9',
    '999',
    '0x2',
    'Infinity',
    'NaN',
    '٢',
  ])('CVE-2024-24814, S-06: reads nothing at a count of %j', (count) => {
    const cookies = store([`${count}~eyJ`, 'b', 'c', 'd', 'e'])
    expect(joinChunks(cookies, name)).toEqual({ value: undefined, head: 'eyJ', stale: [...cookies.keys()] })
  })

  it('CVE-2024-24814, S-06: takes no more of 1,000 chunks than it wrote, and lists the rest', () => {
    const cookies = store(['2~a', ...Array.from({ length: 999 }, () => 'b')])
    const joined = joinChunks(cookies, name)
    expect(joined.value).toBe('ab')
    expect(joined.stale).toHaveLength(998)
  })

  it('gives the head of a broken value without the count', () => {
    const [first = ''] = split(value)
    expect(joinChunks(new Map([[name, first]]), name).head).toBe('x'.repeat(capacity - 2))
  })

  it('answers no cookie with nothing', () => {
    expect(joinChunks(new Map(), name)).toEqual({ value: undefined, head: undefined, stale: [] })
  })
})

describe('findChunkNames', () => {
  it('takes no other cookie for a chunk', () => {
    const others = [
      'app.',
      'app.0',
      'app.01',
      'app.x',
      'app.1.1',
      'app.-1',
      'app.10000',
      'app2',
      'app-tx.a.1',
      'xapp.1',
    ]
    expect(findChunkNames(new Map([...others, 'app', 'app.12'].map((other) => [other, 'x'])), name)).toEqual([
      'app',
      'app.12',
    ])
  })
})
