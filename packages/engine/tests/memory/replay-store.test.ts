import { createHash, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createMemoryReplayStore } from '../../src/cache/replay-store.ts'
import { measureHeap } from '../measure-heap.ts'

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url')

interface Claim {
  readonly key: string
  readonly owners: readonly string[]
}

/** A key as the engine makes it of a thumbprint and a `jti`. */
const buildKey = (): string => hash(randomUUID())

/** Fills a store until it refuses more, and measures it. */
function measureFullStore(build: (at: number) => Claim): number {
  const before = measureHeap()
  const store = createMemoryReplayStore(() => 1_793_000_000)
  let claimed = 0
  let refused = 0
  for (let at = 0; at < 205_000; at += 1) {
    const { key, owners } = build(at)
    const result = store.claim(key, { expiresAt: 1_793_000_091, owners })
    if (result === 'claimed') claimed += 1
    else if (result === 'store_full') refused += 1
  }
  const bytes = measureHeap() - before
  expect({ claimed, refused }).toEqual({ claimed: 200_000, refused: 5000 })
  const next = build(0)
  expect(store.claim(next.key, { expiresAt: 1_793_000_091, owners: next.owners })).toMatch(/_full$/u)
  return bytes
}

describe('the memory that a full replay store takes', () => {
  it('is less than 48 MB where owners have many proofs each', () => {
    const owners = Array.from({ length: 100 }, (_, at) => [
      `key ${hash(`${at}`)}`,
      `subject ${hash(`${at}`)}`,
    ])
    const bytes = measureFullStore((at) => ({ key: buildKey(), owners: owners[at % owners.length] ?? [] }))
    expect(bytes).toBeLessThan(48 * 2 ** 20)
  })

  it('is less than 128 MB where every proof has a key and a subject of its own', () => {
    const bytes = measureFullStore((at) => ({
      key: buildKey(),
      owners: [`key ${hash(`key ${at}`)}`, `subject ${hash(`subject ${at}`)}`],
    }))
    expect(bytes).toBeLessThan(128 * 2 ** 20)
  })
})
