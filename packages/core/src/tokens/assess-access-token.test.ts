import { describe, expect, it } from 'vitest'
import { assessAccessToken } from './assess-access-token.ts'

const now = 1_793_000_000
const expected = { issuer: 'https://id.example.com', now, clockSkewSeconds: 30 }
const honest = { iss: expected.issuer, exp: now + 300, aud: 'https://api.example.com' }

describe('an access token of a sign-in', () => {
  it('is accepted whoever it is for', () => {
    expect(assessAccessToken(honest, expected)).toBeUndefined()
    expect(assessAccessToken({ ...honest, nbf: now + 30 }, expected)).toBeUndefined()
  })

  it.each([null, '', 'https://id.example.com/', ['https://id.example.com']])(
    'is refused of the issuer %j',
    (iss) => {
      expect(assessAccessToken({ ...honest, iss }, expected)).toBe('iss')
    },
  )

  it.each([null, 'soon', -1, Number('1e309'), now - 30, now - 31])('is refused with exp %j', (exp) => {
    expect(assessAccessToken({ ...honest, exp }, expected)).toBe('exp')
  })

  it('is accepted to the last second of the tolerance', () => {
    expect(assessAccessToken({ ...honest, exp: now - 29 }, expected)).toBeUndefined()
  })

  it.each([null, 'soon', now + 31, Number('1e309')])('is refused with nbf %j', (nbf) => {
    expect(assessAccessToken({ ...honest, nbf }, expected)).toBe('nbf')
  })

  it('#61: is refused without issuer and expiry', () => {
    expect(assessAccessToken({}, expected)).toBe('iss')
    expect(assessAccessToken({ iss: expected.issuer }, expected)).toBe('exp')
  })
})
