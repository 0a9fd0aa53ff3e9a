import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesGlob, parseGlob } from './glob.ts'

const matches = (pattern: string, text: string): boolean => matchesGlob(parseGlob(pattern), text)

describe('a glob', () => {
  it.each([
    ['admin', 'xadmin'],
    ['admin', 'adminx'],
    ['admin', 'admin\n'],
    ['admin', ''],
    ['a*', 'a/b'],
    ['/staff/*', '/staff/emea/sales'],
    ['*', 'a/b'],
    ['a.c', 'abc'],
    ['[ab]', 'a'],
    ['a?', 'ab'],
    ['{a,b}', 'a'],
    ['**/b', 'b'],
    ['a**b', 'ac'],
    ['a*b*c', 'a/b/c'],
    ['', 'a'],
  ])('%j does not match %j', (pattern, text) => {
    expect(matches(pattern, text)).toBe(false)
  })

  it.each([
    ['admin', 'admin'],
    ['*', ''],
    ['**', ''],
    ['**', 'a/b/c'],
    ['a*z', 'az'],
    ['a*z', 'a\nz'],
    ['team-*', 'team-'],
    ['/staff/**', '/staff/emea/sales'],
    ['**/sales', 'a/b/sales'],
    ['*/**', 'a/b/c'],
    ['**a*b', 'a/a/ab'],
    ['a*a*a', 'aaaa'],
    ['repo:octo-org/*:ref:refs/heads/main', 'repo:octo-org/x:ref:refs/heads/main'],
    ['\\*', '\\anything'],
    ['', ''],
    ['\ud83d*', '\ud83d\ude00'],
  ])('%j matches %j', (pattern, text) => {
    expect(matches(pattern, text)).toBe(true)
  })

  it('means what the same pattern means to a regular expression', () => {
    const piece = fc.constantFrom('a', 'b', '/', '*', '**', 'a*', '**/')
    const pattern = fc
      .array(piece, { maxLength: 8 })
      .map((pieces) => pieces.join(''))
      .filter((text) => !text.includes('***'))
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 12 })
    fc.assert(
      fc.property(pattern, text, (glob, key) => {
        const source = glob.replace(/\*\*?/g, (stars) => (stars === '*' ? '[^/]*' : '[^]*'))
        expect(matches(glob, key)).toBe(new RegExp(`^${source}$`).test(key))
      }),
      { numRuns: 2000 },
    )
  })

  it.each(['a*'.repeat(40) + 'b', '**a'.repeat(30) + 'b', '*a**a'.repeat(30) + 'b'])(
    // Trying every way to match would not end before the test does.
    'gives up on a hostile key without trying every way to match: %s',
    (pattern) => {
      const glob = parseGlob(pattern)
      expect(matchesGlob(glob, 'a'.repeat(1024))).toBe(false)
    },
  )
})
