import { expect, it } from 'vitest'
import { mergeSetCookies } from './merge-set-cookies.ts'

it.each([
  [[], ['a=1'], ['a=1']],
  [['a=1'], [], ['a=1']],
  [['a=1; Path=/', 'b=1'], ['a=2; Path=/'], ['b=1', 'a=2; Path=/']],
  [['ab=1'], ['a=2'], ['ab=1', 'a=2']],
])('adds to %j the cookies %j', (earlier, later, all) => {
  expect(mergeSetCookies(earlier, later)).toEqual(all)
})
