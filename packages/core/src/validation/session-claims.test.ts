import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClaimRef } from '../claims/claim-path.ts'
import type { Claims, JsonValue } from '../claims/json.ts'
import { resolveClaim } from '../claims/select-claim.ts'
import { pickProfileClaims, pickSessionClaims } from './session-claims.ts'

it('picks the standard profile claims and leaves the rest', () => {
  const claims = {
    sub: 'ada',
    email: 'ada@example.com',
    email_verified: true,
    name: 'Ada',
    groups: ['a'],
    nonce: 'n',
  }
  expect(pickProfileClaims(claims)).toEqual({ name: 'Ada', email: 'ada@example.com', email_verified: true })
})

it('leaves out what is neither text nor boolean, or too long for a cookie', () => {
  const claims = { name: ['Ada'], email: null, given_name: 7, picture: `data:${'x'.repeat(300)}`, locale: {} }
  expect(pickProfileClaims(claims)).toEqual({})
})

it('reads own members only', () => {
  expect(pickProfileClaims(JSON.parse('{"__proto__":{"name":"Mallory"}}') as Claims)).toEqual({})
})

describe('the claims of a session', () => {
  const idToken: Claims = {
    ...{ sub: 'ada', name: 'Ada', department: 'sales', country: null, nothing: null },
    address: { city: 'X', country: 'Y', parts: { street: 'S', number: 7 } },
    groups: [{ id: 1, name: 'a' }, 'b'],
  }
  const userinfo: Claims = { name: 'other', country: 'UserInfo', nothing: null }
  const pick = (...kept: readonly ClaimRef[]): Claims => pickSessionClaims([idToken, userinfo], kept)

  it.each<[readonly ClaimRef[], Claims]>([
    [[], {}],
    [['department', 'absent'], { department: 'sales' }],
    // As in the merged view, null hides nothing.
    [['country', 'nothing'], { country: 'UserInfo', nothing: null }],
    [[['address', 'city']], { address: { city: 'X' } }],
    [
      [
        ['address', 'city'],
        ['address', 'parts', 'street'],
      ],
      { address: { city: 'X', parts: { street: 'S' } } },
    ],
    [[['address', 'city'], 'address'], { address: idToken['address'] as JsonValue }],
    [[['groups', null, 'name']], { groups: idToken['groups'] as JsonValue }],
    [[['groups', 0]], { groups: idToken['groups'] as JsonValue }],
    [[['groups', 'name'], ['department', 'x'], ['address', 0], ['address', 'x', 'y'], [0]], {}],
  ])('are those of the profile, and of %j', (kept, more) => {
    expect(pick(...kept)).toEqual({ name: 'Ada', ...more })
  })

  it('hold no access token for other providers of claims, unless it is named', () => {
    const sources = { src1: { endpoint: 'https://claims.example.com', access_token: 'secret' } }
    const distributed: Claims = {
      ...{ sub: 'ada', _claim_names: { credit: 'src1' }, _claim_sources: sources },
    }
    const kept = { sub: 'ada', _claim_names: { credit: 'src1' } }
    expect(pickSessionClaims([distributed, { _claim_sources: sources }], true)).toEqual(kept)
    const endpoint = ['_claim_sources', 'src1', 'endpoint']
    expect(pickSessionClaims([distributed], [endpoint])).toEqual({
      _claim_sources: { src1: { endpoint: 'https://claims.example.com' } },
    })
  })

  it('are all where the configuration says so', () => {
    expect(pickSessionClaims([idToken, userinfo], true)).toEqual({ ...idToken, country: 'UserInfo' })
    expect(pickSessionClaims([idToken], true)).toEqual(idToken)
  })

  it('may be longer than a claim of the profile where they are named', () => {
    const picture = 'x'.repeat(300)
    expect(pickSessionClaims([{ picture }], [])).toEqual({})
    expect(pickSessionClaims([{ picture }], ['picture'])).toEqual({ picture })
  })

  it('R-06: are own members alone, of whatever name', () => {
    const hostile = JSON.parse('{"__proto__":{"name":"Mallory","x":1}}') as Claims
    for (const kept of [true as const, ['__proto__'], ['constructor', ['__proto__', 'x']]]) {
      const claims = pickSessionClaims([hostile], kept)
      expect(Object.keys(claims)).toEqual(['__proto__'])
      expect(Object.getPrototypeOf(claims)).toBe(Object.prototype)
    }
  })

  it('give every kept claim path what all claims give it', () => {
    const name = fc.constantFrom('a', 'b', '__proto__', 'name')
    const step = fc.oneof(name, fc.nat(1), fc.constant(null))
    const ref = fc.oneof(name, fc.array(step, { minLength: 1, maxLength: 3 }))
    const value = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom<JsonValue>(null, 'text', 0),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.array(fc.tuple(name, tie('value')), { maxLength: 3 }).map((all) => Object.fromEntries(all)),
      ),
    })).value
    const claims = fc.array(fc.tuple(name, value), { maxLength: 4 }).map((all) => Object.fromEntries(all))
    fc.assert(
      fc.property(claims, claims, fc.array(ref, { maxLength: 3 }), (over, under, kept) => {
        const all = pickSessionClaims([over, under], true)
        const some = pickSessionClaims([over, under], kept)
        for (const each of kept) expect(resolveClaim(some, each)).toEqual(resolveClaim(all, each))
      }),
    )
  })
})
