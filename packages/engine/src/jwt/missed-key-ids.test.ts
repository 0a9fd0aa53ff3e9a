import { beforeEach, describe, expect, it } from 'vitest'
import { createMissedKeyIds, type MissedKeyIds } from './missed-key-ids.ts'

const began = 1_793_000_000
let now = began
let missed: MissedKeyIds

beforeEach(() => {
  now = began
  missed = createMissedKeyIds(() => now, { seconds: 60, from: 'first' })
})

describe('a name of a key that was missed', () => {
  it('is known for a minute', () => {
    missed.add('a')
    expect(missed.find('a')).toEqual({ since: began, at: began, until: began + 60, isSecond: false })
    expect(missed.find('b')).toBeUndefined()
    now += 59
    expect(missed.find('a')).toBeDefined()
    now += 1
    expect(missed.find('a')).toBeUndefined()
  })

  it.each([
    ['first', 60],
    ['last', 100],
  ] as const)('counts from the %s time', (from, lasts) => {
    missed = createMissedKeyIds(() => now, { seconds: 60, from })
    missed.add('a')
    now += 40
    missed.add('a')
    expect(missed.find('a')).toEqual({ since: began, at: now, until: began + lasts, isSecond: true })
    now = began + lasts - 1
    expect(missed.find('a')).toBeDefined()
    now += 1
    expect(missed.find('a')).toBeUndefined()
  })

  it.each([-1, NaN])('is not known to a clock that shows %s more', (seconds) => {
    missed.add('a')
    now += seconds
    expect(missed.find('a')).toBeUndefined()
  })

  it('is evicted by 200 others, the oldest first', () => {
    missed.add('a')
    for (let at = 0; at < 199; at++) missed.add(`spray-${at}`)
    expect(missed.find('a')).toBeDefined()
    missed.add('one more')
    expect(missed.find('a')).toBeUndefined()
    expect(missed.find('spray-0')).toBeDefined()
  })

  it('is not kept where it is longer than a name of a key', () => {
    missed.add('a'.repeat(301))
    expect(missed.find('a'.repeat(301))).toBeUndefined()
  })
})
