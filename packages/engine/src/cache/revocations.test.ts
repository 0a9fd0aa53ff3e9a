import { describe, expect, it } from 'vitest'
import { createRevocations } from './revocations.ts'

describe('revocations in memory', () => {
  it('make room for others when they have expired, also in a full store', () => {
    let at = 0
    const { findRevocation, revoke } = createRevocations(() => at, 4)
    for (const key of ['a', 'b', 'c', 'd']) revoke(key, { at, expiresAt: 10 })
    expect(() => revoke('e', { at, expiresAt: 20 })).toThrow(/full/u)
    at = 10
    revoke('e', { at, expiresAt: 20 })
    expect([findRevocation(['a']), findRevocation(['a', 'e'])]).toEqual([undefined, 10])
  })
})
