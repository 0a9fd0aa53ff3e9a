import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isSameText } from './same-text.ts'

it('agrees with === on texts', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      expect(isSameText(one, other)).toBe(one === other)
      expect(isSameText(one, one)).toBe(true)
    }),
  )
})

it.each([undefined, null, 7, ['a'], { length: 1 }])('finds %s equal to no text', (value) => {
  expect(isSameText(value, 'a')).toBe(false)
})

it('finds nothing equal to an absent text', () => {
  expect(isSameText('', undefined)).toBe(false)
})
