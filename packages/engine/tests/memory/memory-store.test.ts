import { createHash } from 'node:crypto'
import { memoryStore } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { measureHeap } from '../measure-heap.ts'

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** Texts as they come from cryptography: flat, and of one byte for each character. */
function fill(count: number, length: number, maxMebibytes: number) {
  const store = memoryStore({ maxMebibytes, now: () => 1_793_000_000 })
  for (let at = 0; at < count; at += 1) {
    void store.create(hash(`session ${at}`), {
      data: Buffer.alloc(length, `${at}`).toString('latin1'),
      version: 0,
      expiresAt: 1_793_003_600,
      indexes: [hash(`subject ${at}`), hash(`sid ${at}`)],
      lockVersion: 0,
    })
  }
  return store
}

describe('a full session store in memory', () => {
  it.each([
    ['of the shortest sessions', 400],
    ['of sessions with tokens', 6000],
    ['of the longest sessions', 20_480],
  ])('takes at most its size: %s', (_, length) => {
    fill(100, length, 8)
    const before = measureHeap()
    const store = fill(20_000, length, 8)
    const bytes = measureHeap() - before
    expect(bytes).toBeLessThan(8.25 * 2 ** 20)
    expect(bytes).toBeGreaterThan(4 * 2 ** 20)
    expect(store).toBeDefined()
  })
})
