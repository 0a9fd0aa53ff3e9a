import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Claims } from './json.ts'
import { readUserClaims } from './user-claims.ts'

describe('the claims of a user', () => {
  it('are the same object where every standard claim has its type', () => {
    const claims: Claims = {
      ...{
        sub: 'ada',
        name: 'Ada',
        email: 'ada@example.com',
        email_verified: true,
        updated_at: 1_700_000_000,
      },
      address: { country: 'UK', locality: 'London', floor: 3 },
      ...{ groups: ['a'], department: null, level: 7 },
    }
    expect(readUserClaims(claims)).toBe(claims)
  })

  it.each([
    ['true', true],
    ['false', false],
  ])('have the boolean for the text %s', (text, value) => {
    expect(readUserClaims({ email_verified: text, phone_number_verified: text, other: text })).toEqual({
      email_verified: value,
      phone_number_verified: value,
      other: text,
    })
  })

  it.each<Claims>([
    { name: ['Ada'] },
    { name: null },
    { email: 7 },
    { email_verified: 'yes' },
    { email_verified: 1 },
    { phone_number_verified: null },
    { updated_at: '2026-11-29T00:00:00.000Z' },
    { locale: { language: 'en', country: 'US' } },
    { address: 'London' },
    { address: ['London'] },
    { address: { country: 44 } },
  ])('lack a standard claim of another type: %j', (claims) => {
    expect(readUserClaims({ ...claims, kept: 'text' })).toEqual({ kept: 'text' })
  })

  it('are frozen if they are a copy, and have own members only, also with reserved names (R-06)', () => {
    const claims = readUserClaims(JSON.parse('{"__proto__":{"name":"Mallory"},"name":7}') as Claims)
    expect(Object.keys(claims)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(claims)).toBe(Object.prototype)
    expect(claims.name).toBeUndefined()
    expect(Object.isFrozen(claims)).toBe(true)
  })

  it('do not change when they are read again', () => {
    const name = fc.constantFrom('name', 'email_verified', 'address', 'updated_at', 'groups')
    const value = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Claims[string]>
    fc.assert(
      fc.property(fc.dictionary(name, value), (claims) => {
        const read = readUserClaims(claims)
        expect(readUserClaims(read)).toBe(read)
      }),
    )
  })
})
