import { describe, expect, it } from 'vitest'
import { buildPrivateVary, setPrivateHeaders } from './private-headers.ts'

describe('S-11: the headers of an answer for one caller', () => {
  it.each([
    [undefined, 'Cookie'],
    [null, 'Cookie'],
    ['', 'Cookie'],
    ['Accept', 'Accept, Cookie'],
    ['X-Cookie', 'X-Cookie, Cookie'],
    ['accept, cookie', 'accept, cookie'],
    ['Cookie,Accept', 'Cookie,Accept'],
    ['*', '*'],
  ])('vary by the cookie, once: %s', (before, after) => {
    expect(buildPrivateVary(before)).toBe(after)
  })

  it('take the place of what was said about caching, and add each cookie as a line of its own', () => {
    const headers = new Headers({ 'cache-control': 'public, max-age=60', 'set-cookie': 'a=1' })
    setPrivateHeaders(headers, ['b=2', 'c=3'])
    expect(headers.get('cache-control')).toBe('private, no-store')
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2', 'c=3'])
  })
})
