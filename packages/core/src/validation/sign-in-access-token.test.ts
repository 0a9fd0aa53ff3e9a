import { describe, expect, it } from 'vitest'
import { validateAccessToken } from './sign-in-access-token.ts'

const now = 1_793_000_000
const expected = { issuer: 'https://id.example.com', now, clockSkewSeconds: 30 }
const honest = { iss: expected.issuer, exp: now + 300, aud: 'https://api.example.com' }

describe('an access token of a sign-in', () => {
  it('is accepted with any audience', () => {
    expect(validateAccessToken(honest, expected)).toBeUndefined()
    expect(validateAccessToken({ ...honest, nbf: now + 30 }, expected)).toBeUndefined()
  })

  it.each([null, '', 'https://id.example.com/', ['https://id.example.com']])(
    'is refused of the issuer %j',
    (iss) => {
      expect(validateAccessToken({ ...honest, iss }, expected)).toBe('iss')
    },
  )

  it.each([null, 'soon', -1, Number('1e309'), now - 30, now - 31])('is refused with exp %j', (exp) => {
    expect(validateAccessToken({ ...honest, exp }, expected)).toBe('exp')
  })

  it('is accepted to the last second of the tolerance', () => {
    expect(validateAccessToken({ ...honest, exp: now - 29 }, expected)).toBeUndefined()
  })

  it.each([null, 'soon', now + 31, Number('1e309')])('is refused with nbf %j', (nbf) => {
    expect(validateAccessToken({ ...honest, nbf }, expected)).toBe('nbf')
  })

  it('#61: is refused without issuer and expiry', () => {
    expect(validateAccessToken({}, expected)).toBe('iss')
    expect(validateAccessToken({ iss: expected.issuer }, expected)).toBe('exp')
  })
})
