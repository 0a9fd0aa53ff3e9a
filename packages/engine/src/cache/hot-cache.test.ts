import { describe, expect, it } from 'vitest'
import { expectExpiry } from '../../tests/expect-expiry.ts'
import { createHotCache, createHotCaches } from './hot-cache.ts'

const entry = { what: 'is known' }
const ended = { at: 100, until: 100 }

describe('a hot cache', () => {
  it('advisory #29: answers the whole text alone, never one that differs at its end', () => {
    const cache = createHotCache<object>(100_000)
    const sealed = 'x'.repeat(4000)
    cache.write(`${sealed}a`, entry)
    expect(cache.read(`${sealed}a`)).toBe(entry)
    expect(cache.read(`${sealed}b`)).toBeUndefined()
    expect(cache.read(sealed)).toBeUndefined()
  })

  it('advisory #29: answers the whole text alone, never one that ends the same', () => {
    const cache = createHotCache<object>(100_000)
    const end = 'x'.repeat(4000)
    cache.write(`a${end}`, entry)
    // Half of it holds the first alone.
    const aged = createHotCache<object>(8400)
    for (const text of [`a${end}`, 'y'.repeat(30)]) aged.write(text, entry)
    for (const each of [cache, aged]) {
      expect(each.read(`a${end}`)).toBe(entry)
      expect(each.read(`b${end}`)).toBeUndefined()
      expect(each.read(end)).toBeUndefined()
    }
  })

  it('keeps what is used and forgets what is not', () => {
    // Half of it holds one entry.
    const cache = createHotCache<object>(320)
    cache.write('one', entry)
    cache.write('two', entry)
    cache.read('one')
    cache.write('three', entry)
    expect(['one', 'two', 'three'].filter((text) => cache.read(text) !== undefined)).toEqual(['one', 'three'])
  })

  it('keeps no more bytes than it may have', () => {
    const cache = createHotCache<object>(2 ** 21)
    const texts = Array.from({ length: 300 }, (_, count) => `${count}`.padStart(20_000, 'x'))
    for (const text of texts) cache.write(text, entry)
    const kept = texts.filter((text) => cache.read(text) !== undefined)
    expect(kept.join('').length).toBeLessThanOrEqual(2 ** 21)
    expect(kept.join('').length).toBeGreaterThan(2 ** 20 - 20_000)
    expect(kept.at(-1)).toBe(texts.at(-1))
  })

  it('keeps no more entries than it may have, however they are used', () => {
    const cache = createHotCache<object>(10 * 160)
    const texts = Array.from({ length: 100 }, (_, count) => `${count}`)
    for (const text of texts) {
      cache.write(text, entry)
      cache.read('0')
    }
    const kept = texts.filter((text) => cache.read(text) !== undefined)
    expect(kept.length).toBeLessThanOrEqual(10)
    expect(kept).toContain('0')
  })

  it('counts a text that is written twice once', () => {
    const cache = createHotCache<object>(100_000)
    const large = 'x'.repeat(20_000)
    cache.write('small', entry)
    for (let count = 0; count < 1000; count += 1) cache.write(large, entry)
    expect(cache.read('small')).toBe(entry)
  })

  it('counts what is known, too, and keeps nothing that takes half of the room', () => {
    const memory = createHotCache<object>(2 ** 21)
    for (let at = 0; at < 6; at += 1) memory.write(`${at}`, entry, { length: 500_000 })
    const kept = [0, 1, 2, 3, 4, 5].filter((at) => memory.read(`${at}`) !== undefined)
    expect(kept.length).toBeLessThanOrEqual(4)
    expect(kept).toContain(5)
    memory.write('more than there is room for', entry, { length: 10_000_000 })
    expect(memory.read('more than there is room for')).toBeUndefined()
    expect(memory.read('5')).toBe(entry)
  })

  it('knows nothing of a text any more whose newer value has no room', () => {
    const memory = createHotCache<object>(4000)
    memory.write('text', entry)
    memory.write('text', entry, { length: 10_000_000 })
    expect(memory.read('text')).toBeUndefined()
  })

  it('deletes an entry that is replaced by an ended one, and not another whose key ends the same', () => {
    const memory = createHotCache<object>(4000)
    const end = 'x'.repeat(30)
    memory.write(`a${end}`, entry)
    memory.write(`b${end}`, entry, ended)
    expect(memory.read(`a${end}`)).toBe(entry)
    memory.write(`a${end}`, entry, ended)
    expect(memory.read(`a${end}`)).toBeUndefined()
  })

  it('takes the later of two texts that end the same, and never one for the other', () => {
    const memory = createHotCache<string>(4000)
    const end = 'x'.repeat(30)
    memory.write(`a${end}`, 'a')
    memory.write(`b${end}`, 'b')
    expect([memory.read(`a${end}`), memory.read(`b${end}`)]).toEqual([undefined, 'b'])
  })

  it('returns an entry with a lifetime to no reader without a clock', () => {
    const cache = createHotCache<object>(4000)
    cache.write('text', entry, { at: 0, until: Infinity })
    expect(cache.read('text')).toBeUndefined()
  })

  it('holds what is read in turns, as long as half of its bytes hold it', () => {
    const texts = Array.from({ length: 1000 }, (_, count) => `${count}`.padStart(600, 'x'))
    const cache = createHotCache<object>(2 * 1000 * (600 + 900 + 150))
    for (const text of texts) cache.write(text, entry, { length: 900 })
    for (let turn = 0; turn < 3; turn += 1)
      expect(texts.filter((text) => cache.read(text) === undefined)).toEqual([])
  })

  it('keeps nothing with 0 bytes', () => {
    const cache = createHotCache<object>(0)
    cache.write('one', entry)
    expect(cache.read('one')).toBeUndefined()
  })
})

describe('hot caches of one budget', () => {
  it('hold together at most the bytes of one cache', () => {
    const caches = createHotCaches(2 ** 20)
    const opened = Array.from({ length: 100 }, () => caches.open<object>())
    const key = 'x'.repeat(20_000)
    for (const cache of opened) cache.write(key, entry)
    const holding = opened.filter((cache) => cache.read(key) !== undefined).length
    expect(holding * 20_000).toBeLessThanOrEqual(2 ** 20)
    expect(holding * 20_000).toBeGreaterThan(2 ** 19 - 20_000)
  })

  it('neither read nor replace entries of each other, for any key', () => {
    const caches = createHotCaches(100_000)
    const [one, other] = [caches.open<string>(), caches.open<string>()]
    one.write('key', 'one')
    expect(other.read('key')).toBeUndefined()
    other.write('key', 'other')
    expect([one.read('key'), other.read('key')]).toEqual(['one', 'other'])
    other.write('key', 'other', ended)
    expect([one.read('key'), other.read('key')]).toEqual(['one', undefined])
  })

  it('do not read entries of each other if their keys have the same hash', () => {
    const caches = createHotCaches(100_000)
    const opened = Array.from({ length: 40 }, () => caches.open<number>())
    // Cache 1 with a first character of 31 more is cache 2, and so on.
    const keys = opened.map((_, at) => `${String.fromCharCode(100 + 31 * (40 - at))}b`)
    for (const [at, cache] of opened.entries()) {
      cache.write(keys[at] ?? '', at)
      expect(opened.map((each, index) => each.read(keys[index] ?? ''))).toEqual(
        opened.map((_, index) => (index === at ? at : undefined)),
      )
    }
  })
})

describe('a hot cache of entries with a lifetime', () => {
  it('returns no entry after its end, before its beginning, or of another token', () => {
    expectExpiry(createHotCache<string>(100_000))
  })

  it('does not keep an expired entry, and drops the earlier entry of its key', () => {
    const memory = createHotCache<string>(100_000)
    memory.write('a', 'ada', { at: 100, until: 160 })
    memory.write('a', 'ada', { at: 100, until: 100 })
    memory.write('b', 'ben', { at: 100, until: Number.NaN })
    expect(memory.read('a', 100)).toBeUndefined()
    expect(memory.read('b', 100)).toBeUndefined()
  })

  it('advisory #29: takes no token for another with the same signature', () => {
    const memory = createHotCache<string>(100_000)
    const signature = 's'.repeat(342)
    memory.write(`h.ada.${signature}`, 'ada', { at: 0, until: 10 })
    expect(memory.read(`h.ben.${signature}`, 1)).toBeUndefined()
    expect(memory.read(`h.ada.${signature}`, 1)).toBe('ada')
  })
})
