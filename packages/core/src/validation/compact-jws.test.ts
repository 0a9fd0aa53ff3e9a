import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitCompactJws } from './compact-jws.ts'

const base64url = fc
  .uint8Array({ minLength: 1, maxLength: 60 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'))

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

describe('a compact JWS', () => {
  it('is split into its three segments', () => {
    expect(splitCompactJws('eyJhIjoxfQ.e30.AA')).toEqual({
      header: 'eyJhIjoxfQ',
      payload: 'e30',
      signature: 'AA',
    })
  })

  it('is accepted in its one canonical spelling, whatever the bytes', () => {
    fc.assert(
      fc.property(base64url, base64url, base64url, (header, payload, signature) => {
        expect(splitCompactJws(`${header}.${payload}.${signature}`)).toEqual({ header, payload, signature })
      }),
    )
  })

  it('has no second spelling: it is refused unless encoding its bytes gives it again', () => {
    fc.assert(
      fc.property(base64url, fc.constantFrom(...alphabet), (text, last) => {
        const segment = text.slice(0, -1) + last
        const isCanonical = Buffer.from(segment, 'base64url').toString('base64url') === segment
        expect(splitCompactJws(`e30.${segment}.AA`) !== undefined).toBe(isCanonical)
      }),
    )
  })

  it.each([
    ['nothing', ''],
    ['one segment', 'e30'],
    ['two segments', 'e30.e30'],
    ['four segments', 'e30.e30.AA.AA'],
    ['five segments, a JWE', 'e30.AA.AA.AA.AA'],
    ['an empty header', '.e30.AA'],
    ['an empty payload', 'e30..AA'],
    ['no signature', 'e30.e30.'],
    ['padding', 'e30=.e30.AA'],
    ['padding in the payload', 'e30.e30=.AA'],
    ['a space before it', ' e30.e30.AA'],
    ['a line break after it', 'e30.e30.AA\n'],
    ['a space in the payload', 'e3 0.e30.AA'],
    ['the alphabet of plain base64', 'e30.e3+/.AA'],
    ['a length that no bytes have', 'e30.e30.A'],
    ['spare bits that are not zero', 'e30.e30.AB'],
    ['letters outside ASCII', 'e30.e30.ÄÄ'],
  ])('is refused with %s', (_, token) => {
    expect(splitCompactJws(token)).toBeUndefined()
  })

  it('#25: is refused by its length before it is looked at', () => {
    expect(splitCompactJws(`e30.${'A'.repeat(64_000_000)}.AA`)).toBeUndefined()
    expect(splitCompactJws(`e30.${'A'.repeat(64 * 1024)}.AA`)).toBeUndefined()
  })
})
