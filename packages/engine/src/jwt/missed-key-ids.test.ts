import { beforeEach, describe, expect, it } from 'vitest'
import { createVainLooks, type VainLooks } from './missed-key-ids.ts'

const began = 1_793_000_000
let now = began
let looks: VainLooks

beforeEach(() => {
  now = began
  looks = createVainLooks(() => now, { seconds: 60, from: 'first' })
})

describe('a name that was looked for in vain', () => {
  it('is known for a minute', () => {
    looks.add('a')
    expect(looks.find('a')).toEqual({ since: began, at: began, until: began + 60, isSecond: false })
    expect(looks.find('b')).toBeUndefined()
    now += 59
    expect(looks.find('a')).toBeDefined()
    now += 1
    expect(looks.find('a')).toBeUndefined()
  })

  it.each([
    ['first', 60],
    ['last', 100],
  ] as const)('counts from the %s time', (from, lasts) => {
    looks = createVainLooks(() => now, { seconds: 60, from })
    looks.add('a')
    now += 40
    looks.add('a')
    expect(looks.find('a')).toEqual({ since: began, at: now, until: began + lasts, isSecond: true })
    now = began + lasts - 1
    expect(looks.find('a')).toBeDefined()
    now += 1
    expect(looks.find('a')).toBeUndefined()
  })

  it.each([-1, NaN])('is not known to a clock that shows %s more', (seconds) => {
    looks.add('a')
    now += seconds
    expect(looks.find('a')).toBeUndefined()
  })

  it('is evicted by 200 others, the oldest first', () => {
    looks.add('a')
    for (let at = 0; at < 199; at++) looks.add(`spray-${at}`)
    expect(looks.find('a')).toBeDefined()
    looks.add('one more')
    expect(looks.find('a')).toBeUndefined()
    expect(looks.find('spray-0')).toBeDefined()
  })

  it('is not kept where it is longer than a name of a key', () => {
    looks.add('a'.repeat(301))
    expect(looks.find('a'.repeat(301))).toBeUndefined()
  })
})
