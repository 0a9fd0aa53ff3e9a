import { expect, it } from 'vitest'
import type { Claims } from '../claims/json.ts'
import { pickProfileClaims } from './session.ts'

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
