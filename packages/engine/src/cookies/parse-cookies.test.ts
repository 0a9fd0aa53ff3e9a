import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCookies } from './cookie.ts'

const hostileHeaders: readonly (readonly [string, string | null | undefined])[] = [
  ['no header', undefined],
  ['a null header', null],
  ['an empty header', ''],
  ['=', '='],
  [';;;', ';;;'],
  ['=;=;=', '=;=;='],
  ['a name alone', 'app'],
  ['a value alone', '=value'],
  ['blanks', ' \t ; \t '],
]

describe('parseCookies', () => {
  it.each(hostileHeaders)('advisory #54: reads nothing out of %s', (_, header) => {
    expect(parseCookies(header).size).toBe(0)
  })

  it('advisory #54: reads 10,000 pairs and keeps those that are wanted', () => {
    const header = Array.from({ length: 10_000 }, (_, count) => `a${count}=b`).join(';')
    expect(header.length).toBeGreaterThan(65_536)
    expect([...parseCookies(header, { prefixes: ['a4'], includes: (name) => name === 'a42' })]).toEqual([
      ['a42', 'b'],
    ])
  })

  it('advisory #54: stops reading at 65,536 characters', () => {
    const header = `a=${'x'.repeat(65_534)};b=2`
    expect([...parseCookies(header).keys()]).toEqual(['a'])
    expect(parseCookies(`a=${'x'.repeat(100_000)}`).get('a')).toHaveLength(65_534)
  })

  // In quadratic time, a round is about 30 thousand million steps: the test would not end within its time.
  it('advisory #54: takes linear time on blanks, semicolons and equals signs', () => {
    for (let round = 0; round < 50; round += 1) {
      for (const piece of [' ', '\t', ';', '=', '; ', 'a=', '=;', `a=${' '.repeat(50)}b`]) {
        const found = parseCookies(`app=1;${piece.repeat(65_536 / piece.length)}`)
        expect(found.get('app')).toBe('1')
      }
    }
  })

  it('keeps the first of several cookies of one name', () => {
    expect(parseCookies('app=first; app=second; app=third').get('app')).toBe('first')
  })

  it('keeps values as they came', () => {
    expect(parseCookies('a="quoted"; b=%41; c=x=y=z; d=').get('a')).toBe('"quoted"')
    expect([...parseCookies('b=%41; c=x=y=z; d=; e = spaced \t').values()]).toEqual([
      '%41',
      'x=y=z',
      '',
      'spaced',
    ])
  })

  it('reads names that objects inherit like any other', () => {
    const cookies = parseCookies('__proto__=1; constructor=2; toString=3')
    expect([...cookies]).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
      ['toString', '3'],
    ])
    expect({}).not.toHaveProperty('1')
  })

  it('never throws, whatever the text', () => {
    const pieces = fc.constantFrom(
      'app',
      '=',
      ';',
      ' ',
      '\t',
      '"',
      ',',
      '\u0000',
      '\r\n',
      'é',
      '\ud800',
      '%zz',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 200 }), (parts) => {
        for (const name of parseCookies(parts.join('')).keys()) expect(name).not.toBe('')
      }),
    )
  })
})
