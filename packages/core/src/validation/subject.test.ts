import { expect, it } from 'vitest'
import { isSubject } from './subject.ts'

it.each(['a', ' a', 'a b ', '~', 'x'.repeat(255)])('takes %j for a subject', (sub) => {
  expect(isSubject(sub)).toBe(true)
})

it.each([undefined, null, 7, ['a'], '', ' ', '   ', 'é', 'a\n', '\ta', 'a\u007F', 'x'.repeat(256)])(
  'takes %j for no subject',
  (sub) => {
    expect(isSubject(sub)).toBe(false)
  },
)
