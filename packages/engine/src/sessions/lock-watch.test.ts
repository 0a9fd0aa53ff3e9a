import { describe, expect, it } from 'vitest'
import { createLockWatch } from './lock-watch.ts'

const began = 1_793_000_000

/** Looks at a lock every few seconds, and returns what the last look found. */
function watchFor(
  seconds: number,
  { every = 10, watch = createLockWatch(), version = 7, from = began } = {},
) {
  let hasExpired = false
  for (let passed = 0; passed <= seconds; passed += every)
    hasExpired = watch.hasExpired('id', version, from + passed)
  return hasExpired
}

describe('a lock of another process', () => {
  it('expires when this process has seen it for 90 seconds', () => {
    expect(watchFor(89, { every: 1 })).toBe(false)
    expect(watchFor(90, { every: 1 })).toBe(true)
  })

  it('does not expire at the first look, whatever the clock says', () => {
    expect(createLockWatch().hasExpired('id', 7, began + 1e9)).toBe(false)
  })

  it('begins anew when another process has taken the next lock', () => {
    const watch = createLockWatch()
    watchFor(80, { watch })
    expect(watchFor(80, { watch, version: 8, from: began + 80 })).toBe(false)
    expect(watchFor(10, { watch, version: 8, from: began + 170 })).toBe(true)
  })

  it.each([86_400, -86_400])('is not ended by a clock that is set by %i seconds', (step) => {
    const watch = createLockWatch()
    watchFor(20, { watch })
    expect(watchFor(30, { watch, from: began + 20 + step })).toBe(false)
    expect(watchFor(90, { watch, from: began + 50 + step })).toBe(true)
  })

  it('is not ended by a clock that shows no time', () => {
    const watch = createLockWatch()
    for (let at = 0; at < 100; at += 1) expect(watch.hasExpired('id', 7, Number.NaN)).toBe(false)
  })

  it('begins anew if more than 10,000 others were looked at since: memory is bounded', () => {
    const watch = createLockWatch()
    watchFor(80, { watch })
    for (let other = 0; other < 10_000; other += 1) watch.hasExpired(`other-${other}`, 1, began)
    expect(watchFor(20, { watch, from: began + 80 })).toBe(false)
  })
})

describe('a lock of this process', () => {
  it('is its own until another process has taken it over', () => {
    const watch = createLockWatch()
    expect(watch.isOwn('id', 7)).toBe(false)
    watch.take('id', 7, began)
    expect([watch.isOwn('id', 7), watch.isOwn('id', 9), watch.isOwn('other', 7)]).toEqual([
      true,
      false,
      false,
    ])
    watch.hasExpired('id', 9, began + 100)
    expect([watch.isOwn('id', 7), watch.isOwn('id', 9)]).toEqual([false, false])
  })

  it('expires, too: its request may have been cut off', () => {
    const watch = createLockWatch()
    watch.take('id', 7, began)
    expect(watchFor(80, { watch })).toBe(false)
    expect(watchFor(20, { watch, from: began + 80 })).toBe(true)
  })
})
