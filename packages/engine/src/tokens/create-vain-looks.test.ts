import { beforeEach, describe, expect, it } from 'vitest'
import { createVainLooks, type VainLooks } from './create-vain-looks.ts'

const began = 1_793_000_000
let now = began
let looks: VainLooks

beforeEach(() => {
  now = began
  looks = createVainLooks(() => now)
})

describe('a name that was looked for in vain', () => {
  it('is known for a minute', () => {
    looks.add('a')
    expect([looks.has('a'), looks.has('b')]).toEqual([true, false])
    now += 59
    expect(looks.has('a')).toBe(true)
    now += 1
    expect(looks.has('a')).toBe(false)
  })

  it('counts from the last time', () => {
    looks.add('a')
    now += 40
    looks.add('a')
    now += 40
    expect(looks.has('a')).toBe(true)
  })

  it.each([-1, NaN])('is not known to a clock that shows %s more', (seconds) => {
    looks.add('a')
    now += seconds
    expect(looks.has('a')).toBe(false)
  })

  it('is evicted by 200 others, the oldest first', () => {
    looks.add('a')
    for (let at = 0; at < 199; at++) looks.add(`spray-${at}`)
    expect(looks.has('a')).toBe(true)
    looks.add('one more')
    expect([looks.has('a'), looks.has('spray-0')]).toEqual([false, true])
  })

  it('is not kept where it is longer than a name of a key', () => {
    looks.add('a'.repeat(301))
    expect(looks.has('a'.repeat(301))).toBe(false)
  })
})
