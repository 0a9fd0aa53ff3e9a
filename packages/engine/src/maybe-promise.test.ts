import { describe, expect, it } from 'vitest'
import { isPromise } from './maybe-promise.ts'

describe('what has to be waited for', () => {
  it.each<[string, unknown]>([
    ['a promise', Promise.resolve()],
    ['one of another make', { then: () => undefined }],
  ])('is %s', (_, value) => expect(isPromise(value)).toBe(true))

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an object', {}],
    ['an object with a member of that name', { then: 'next' }],
    ['a text', 'then'],
  ])('is not %s', (_, value) => expect(isPromise(value)).toBe(false))
})
