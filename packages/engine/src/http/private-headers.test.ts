import { describe, expect, it } from 'vitest'
import { buildPrivateVary, overrulingHeaders, setPrivateHeaders } from './private-headers.ts'

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

  it.each([
    [null, 'Cookie, Authorization', 'Cookie, Authorization'],
    ['Accept', 'Cookie, Authorization', 'Accept, Cookie, Authorization'],
    ['authorization', 'Cookie, Authorization', 'authorization, Cookie'],
    ['*', 'Cookie, Authorization', '*'],
    ['Origin', 'Cookie', 'Origin, Cookie'],
  ])('vary by what the library names, too: %s and %s', (before, ours, after) => {
    expect(buildPrivateVary(before, ours)).toBe(after)
  })

  it.each(overrulingHeaders)('have none that some caches put above Cache-Control: %s', (name) => {
    const headers = new Headers({ [name]: 'max-age=60' })
    setPrivateHeaders(headers)
    expect(headers.has(name)).toBe(false)
  })

  it('take the place of what was said about caching, and add each cookie as a line of its own', () => {
    const headers = new Headers({ 'cache-control': 'public, max-age=60', 'set-cookie': 'a=1' })
    setPrivateHeaders(headers, ['b=2', 'c=3'])
    expect(headers.get('cache-control')).toBe('private, no-store')
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2', 'c=3'])
  })
})
