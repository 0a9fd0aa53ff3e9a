import { describe, expect, it } from 'vitest'
import {
  type DeniedPayload,
  type LogoutPayload,
  parseDeniedPayload,
  parseLogoutPayload,
  parseTransactionPayload,
  type TransactionPayload,
} from './sealed-payloads.ts'

const transaction: TransactionPayload = {
  v: 1,
  pid: 'keycloak',
  seed: 'seed',
  ret: '/',
  uri: 'hash',
  at: 1_700_000_000,
  sw: true,
}
const denied: DeniedPayload = {
  v: 1,
  pid: 'keycloak',
  reason: 'role_missing',
  name: 'alice',
  code: 'A1B2',
  at: 1_700_000_000,
  ret: '/me',
  sw: 2,
  idt: 'a.b.c',
  sub: 'alice-id',
  trace: { keys: [] },
}
const logout: LogoutPayload = { v: 1, pid: 'keycloak', sub: 'alice-id', idt: 'a.b.c' }

const payloads = [
  ['transaction', parseTransactionPayload, transaction, ['sw']],
  ['denied', parseDeniedPayload, denied, ['name', 'idt', 'sub', 'trace']],
  ['logout', parseLogoutPayload, logout, []],
] as const

describe.each(payloads)('the %s payload', (_, parse, payload, optional: readonly string[]) => {
  it('is read as it was written', () => {
    expect(parse(payload)).toEqual(payload)
  })

  it('is read without its optional members', () => {
    const required = Object.fromEntries(
      Object.entries(payload).filter(([member]) => !optional.includes(member)),
    )
    expect(parse(required)).toEqual(required)
  })

  it('needs every other member', () => {
    for (const member of Object.keys(payload).filter((name) => !optional.includes(name))) {
      const without = Object.fromEntries(Object.entries(payload).filter(([name]) => name !== member))
      expect(parse(without), member).toBeUndefined()
    }
  })

  it('refuses any member of another type', () => {
    for (const member of Object.keys(payload).filter((name) => name !== 'trace')) {
      for (const wrong of [undefined, null, Symbol.iterator, [[]], '', -1, 1.5, Number.POSITIVE_INFINITY]) {
        expect(parse({ ...payload, [member]: wrong }), `${member}: ${String(wrong)}`).toBeUndefined()
      }
    }
  })

  it('refuses another version', () => {
    for (const version of [0, 2, '1']) expect(parse({ ...payload, v: version })).toBeUndefined()
  })

  it('refuses an unknown member', () => {
    expect(parse({ ...payload, admin: true })).toBeUndefined()
  })

  it('refuses what is no object', () => {
    for (const value of [undefined, null, 1, 'x', [], [payload]]) expect(parse(value)).toBeUndefined()
  })
})

it('refuses a return address of more than 2,048 characters', () => {
  expect(parseTransactionPayload({ ...transaction, ret: '/'.padEnd(2048, 'x') })).toBeDefined()
  expect(parseTransactionPayload({ ...transaction, ret: '/'.padEnd(2049, 'x') })).toBeUndefined()
})

it('refuses a third account switch', () => {
  expect(parseDeniedPayload({ ...denied, sw: 3 })).toBeUndefined()
})
