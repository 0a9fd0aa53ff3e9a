import { describe, expect, it } from 'vitest'
import { expectExpiry } from '../../tests/expect-expiry.ts'
import { createTtlCache } from './ttl-cache.ts'

// CAMPAIGN=whole runs the number of the requirement; the everyday run takes less.
const tokens = process.env['CAMPAIGN'] === 'whole' ? 1_000_000 : 90_000

describe('a TTL cache', () => {
  it('gives nothing after the end, nothing before the beginning, and nothing of another key', () => {
    expectExpiry(createTtlCache<string>(10))
  })

  it('returns an entry without a lifetime at any time, and one with a lifetime to no reader without a clock', () => {
    const cache = createTtlCache<string>(10)
    cache.write('a', 'ada')
    cache.write('b', 'ben', { at: 0, until: Infinity })
    expect([cache.read('a'), cache.read('a', NaN), cache.read('a', 100)]).toEqual(['ada', 'ada', 'ada'])
    expect(cache.read('b')).toBeUndefined()
  })

  it('keeps nothing that has ended already', () => {
    const memory = createTtlCache<string>(10)
    memory.write('a', 'ada', { at: 100, until: 100 })
    memory.write('b', 'ben', { at: 100, until: Number.NaN })
    expect(memory.read('a', 100)).toBeUndefined()
    expect(memory.read('b', 100)).toBeUndefined()
  })

  it('forgets what was not asked for longest', () => {
    const memory = createTtlCache<number>(2)
    const kept = { at: 0, until: 10 }
    memory.write('a', 1, kept)
    memory.write('b', 2, kept)
    memory.read('a', 1)
    memory.write('c', 3, kept)
    expect(['a', 'b', 'c'].map((key) => memory.read(key, 1))).toEqual([1, undefined, 3])
  })

  it('counts every entry', () => {
    const memory = createTtlCache<number>(1000)
    const kept = { at: 0, until: 10, length: 1_000_000 }
    for (let at = 0; at < 5; at++) memory.write(`${at}`, at, kept)
    const found = [0, 1, 2, 3, 4].map((at) => memory.read(`${at}`, 1))
    expect(found).toEqual([undefined, undefined, undefined, 3, 4])
    // What is written anew takes its room once.
    for (let again = 0; again < 10; again++) memory.write('4', 4, kept)
    expect(memory.read('3', 1)).toBe(3)
    memory.write('more than there is room for', 5, { ...kept, length: 10_000_000 })
    memory.write('6', 6, { at: 0, until: 10 })
    expect(memory.read('6', 1)).toBe(6)
  })

  it('is bounded in characters, too', () => {
    const memory = createTtlCache<number>(1000)
    for (let at = 0; at < 400; at++) memory.write(`${at} ${'x'.repeat(16_000)}`, at, { at: 0, until: 10 })
    const found = Array.from({ length: 400 }, (_, at) => memory.read(`${at} ${'x'.repeat(16_000)}`, 1))
    expect(found.filter((value) => value !== undefined).length).toBeLessThanOrEqual(131)
    expect(found.at(-1)).toBe(399)
  })

  it(`#29, CVE-2026-35039: tells ${tokens} tokens apart that differ in one character`, () => {
    const memory = createTtlCache<number>(tokens, Infinity)
    const token = ' '.repeat(20)
    const build = (at: number) =>
      token.slice(0, at % 20) + String.fromCharCode(33 + at / 20) + token.slice(at % 20)
    for (let at = 0; at < tokens; at++) memory.write(build(at), at, { at: 0, until: 10 })
    for (let at = 0; at < tokens; at++) if (memory.read(build(at), 1) !== at) expect(at).toBe('its own')
  })
})
