import { expect } from 'vitest'

/** What the caches have in common whose entries have an end. */
interface ExpiringCache {
  readonly read: (key: string, at: number) => string | undefined
  readonly write: (key: string, value: string, entry: { readonly at: number; readonly until: number }) => void
}

/** Expects an empty cache to give an entry from its beginning to its end, and to no other key. */
export function expectExpiry(cache: ExpiringCache): void {
  cache.write('a.b.c', 'ada', { at: 100, until: 160 })
  expect(cache.read('a.b.c', 100)).toBe('ada')
  expect(cache.read('a.b.c', 159)).toBe('ada')
  expect(cache.read('a.b.d', 159)).toBeUndefined()
  expect(cache.read('a.b.c', 160)).toBeUndefined()
  // It is gone for good, even if the clock goes back.
  expect(cache.read('a.b.c', 159)).toBeUndefined()
  cache.write('a.b.c', 'ada', { at: 100, until: 160 })
  expect(cache.read('a.b.c', 99)).toBeUndefined()
}
