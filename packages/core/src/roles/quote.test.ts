import { expect, it } from 'vitest'
import { quote, quoteAll } from './quote.ts'

it.each([
  ['a "b" \\ é 😀', '"a \\"b\\" \\\\ é 😀"'],
  ['a\nb\tc\0', '"a\\nb\\tc\\u0000"'],
  ['\x7f\x85\x9f\xa0', '"\\u007f\\u0085\\u009f\xa0"'],
  ['\u2027\u2028\u2029\u2030', '"\u2027\\u2028\\u2029\u2030"'],
  ['\u200e\u200f\u061c', '"\\u200e\\u200f\\u061c"'],
  ['\u202aa\u202b\u202c\u202d\u202e', '"\\u202aa\\u202b\\u202c\\u202d\\u202e"'],
  ['\u2065\u2066\u2067\u2068\u2069\u206a', '"\u2065\\u2066\\u2067\\u2068\\u2069\u206a"'],
])('writes a sign that breaks or turns the line as an escape, and shows the rest: %j', (text, quoted) => {
  expect(quote(text)).toBe(quoted)
  expect(JSON.parse(quoted)).toBe(text)
})

it('quotes a claim path as JSON', () => {
  expect(quote(['a', 0, null])).toBe('["a",0,null]')
})

it('cuts a long text and a long list, and closes the quotes', () => {
  expect(quote('x'.repeat(600))).toBe(`"${'x'.repeat(499)}…"`)
  expect(quoteAll([])).toBe('no roles')
  const many = quoteAll(Array.from({ length: 105 }, () => 'a'))
  expect(many).toMatch(/^"a"(?:, "a"){99}, … and 5 more$/)
})
