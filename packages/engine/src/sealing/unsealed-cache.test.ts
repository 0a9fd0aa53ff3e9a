import { describe, expect, it } from 'vitest'
import { createUnsealedCache, freezeDeeply } from './unsealed-cache.ts'

const entry = { typ: 'session.app', payload: {} }

describe('createUnsealedCache', () => {
  it('advisory #29: answers the whole text alone, never one that differs at its end', () => {
    const cache = createUnsealedCache(10)
    const sealed = 'x'.repeat(4000)
    cache.write(`${sealed}a`, entry)
    expect(cache.read(`${sealed}a`)).toMatchObject(entry)
    expect(cache.read(`${sealed}b`)).toBeUndefined()
    expect(cache.read(sealed)).toBeUndefined()
  })

  it('advisory #29: answers the whole text alone, never one that ends the same', () => {
    const cache = createUnsealedCache(10)
    const end = 'x'.repeat(4000)
    cache.write(`a${end}`, entry)
    const aged = createUnsealedCache(2)
    for (const text of [`a${end}`, 'y'.repeat(30)]) aged.write(text, entry)
    for (const each of [cache, aged]) {
      expect(each.read(`a${end}`)).toMatchObject(entry)
      expect(each.read(`b${end}`)).toBeUndefined()
      expect(each.read(end)).toBeUndefined()
    }
  })

  it('keeps what is used and forgets what is not', () => {
    const cache = createUnsealedCache(2)
    cache.write('one', entry)
    cache.write('two', entry)
    cache.read('one')
    cache.write('three', entry)
    expect(['one', 'two', 'three'].filter((text) => cache.read(text) !== undefined)).toEqual(['one', 'three'])
  })

  it('keeps no more text than its cap, however many entries it may have', () => {
    const cache = createUnsealedCache(1_000_000)
    const texts = Array.from({ length: 300 }, (_, count) => `${count}`.padStart(20_000, 'x'))
    for (const text of texts) cache.write(text, entry)
    const kept = texts.filter((text) => cache.read(text) !== undefined)
    expect(kept.join('').length).toBeLessThanOrEqual(2 ** 21)
    expect(kept.join('').length).toBeGreaterThan(2 ** 20 - 20_000)
    expect(kept.at(-1)).toBe(texts.at(-1))
  })

  it('keeps no more entries than it may have, however they are used', () => {
    const cache = createUnsealedCache(10)
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
    const cache = createUnsealedCache(10)
    const large = 'x'.repeat(20_000)
    cache.write('small', entry)
    for (let count = 0; count < 1000; count += 1) cache.write(large, entry)
    expect(cache.read('small')).toMatchObject(entry)
  })

  it('keeps nothing with 0 entries', () => {
    const cache = createUnsealedCache(0)
    cache.write('one', entry)
    expect(cache.read('one')).toBeUndefined()
  })
})

describe('freezeDeeply', () => {
  it('freezes every object and list, one named __proto__ included', () => {
    const frozen = freezeDeeply(JSON.parse('{"a":[null,{"b":1}],"__proto__":{"c":[]}}')) as Record<
      string,
      object[]
    >
    expect(Object.isFrozen(frozen['a']?.[1])).toBe(true)
    const own = Object.getOwnPropertyDescriptor(frozen, '__proto__')?.value as { c: unknown[] }
    expect(Object.isFrozen(own.c)).toBe(true)
  })

  it('does not overflow the stack on a payload of any depth', () => {
    let deep: unknown = {}
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep]
    expect(Object.isFrozen(freezeDeeply(deep))).toBe(true)
  })
})
