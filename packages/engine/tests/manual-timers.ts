import assert from 'node:assert/strict'
import type { Ports } from '../src/ports.ts'

/** Timers that run out when the test says so, however long the machine takes for what happens meanwhile. */
export interface ManualTimers extends Pick<Ports, 'startTimer'> {
  /** How long the timers were set to that run now, in seconds, the oldest first. */
  readonly running: () => readonly number[]
  /** Resolves once exactly these timers run, in whatever order they began. */
  readonly untilRunning: (expected: readonly number[]) => Promise<void>
  /** Lets so many seconds pass for the timers that run. */
  readonly pass: (seconds: number) => void
  /** Never settles, and lets exactly so many seconds pass. Throws if the one timer that runs is set to another time. */
  readonly hangFor: (seconds: number) => Promise<never>
}

interface Timer {
  readonly seconds: number
  readonly endsAt: number
  readonly onEnd: () => void
}

export function createManualTimers(): ManualTimers {
  const timers = new Set<Timer>()
  const looks = new Set<() => void>()
  let passed = 0
  const running = (): readonly number[] => [...timers].map(({ seconds }) => seconds)

  function pass(seconds: number): void {
    passed += seconds
    for (const timer of [...timers]) {
      if (timer.endsAt > passed) continue
      timers.delete(timer)
      timer.onEnd()
    }
  }

  return {
    startTimer(seconds, onEnd) {
      const timer = { seconds, endsAt: passed + seconds, onEnd }
      timers.add(timer)
      for (const look of looks) look()
      return () => {
        timers.delete(timer)
        for (const look of looks) look()
      }
    },
    running,
    untilRunning: (expected) =>
      new Promise((resolve) => {
        const sorted = String([...expected].sort())
        const look = (): void => {
          if (timers.size !== expected.length || String([...running()].sort()) !== sorted) return
          looks.delete(look)
          resolve()
        }
        looks.add(look)
        look()
      }),
    pass,
    hangFor(seconds) {
      assert.deepEqual(running(), [seconds])
      pass(seconds - 1)
      assert.deepEqual(running(), [seconds])
      pass(1)
      return new Promise(() => undefined)
    },
  }
}
