import { describe, expect, it } from 'vitest'
import { createRecentTokens } from './recent-tokens.ts'

describe('a memory of verified tokens', () => {
  it('gives nothing after the end, nothing before the beginning, and nothing of another token', () => {
    const memory = createRecentTokens<string>(10)
    memory.write('a.b.c', 'ada', { at: 100, until: 160 })
    expect(memory.read('a.b.c', 100)).toBe('ada')
    expect(memory.read('a.b.c', 159)).toBe('ada')
    expect(memory.read('a.b.d', 159)).toBeUndefined()
    expect(memory.read('a.b.c', 160)).toBeUndefined()
    // It is gone for good, even if the clock goes back.
    expect(memory.read('a.b.c', 159)).toBeUndefined()
    memory.write('a.b.c', 'ada', { at: 100, until: 160 })
    expect(memory.read('a.b.c', 99)).toBeUndefined()
  })

  it('keeps nothing that has ended already, and forgets what was known until then', () => {
    const memory = createRecentTokens<string>(10)
    memory.write('a', 'ada', { at: 100, until: 160 })
    memory.write('a', 'ada', { at: 100, until: 100 })
    memory.write('b', 'ben', { at: 100, until: Number.NaN })
    expect(memory.read('a', 100)).toBeUndefined()
    expect(memory.read('b', 100)).toBeUndefined()
  })

  it('advisory #29: takes no token for another with the same signature', () => {
    const memory = createRecentTokens<string>(10)
    const signature = 's'.repeat(342)
    memory.write(`h.ada.${signature}`, 'ada', { at: 0, until: 10 })
    expect(memory.read(`h.ben.${signature}`, 1)).toBeUndefined()
    expect(memory.read(`h.ada.${signature}`, 1)).toBe('ada')
  })
})
