/** Counts comparisons and lists those that failed, so that one run shows all of a runtime's faults. */
export interface Recorder {
  /** @param what names the input and the implementation */
  readonly expectSame: (what: string, actual: unknown, expected: unknown) => void
  readonly count: () => number
  readonly failures: readonly string[]
}

export function createRecorder(): Recorder {
  const failures: string[] = []
  let count = 0
  return {
    expectSame(what, actual, expected) {
      count += 1
      if (actual !== expected) failures.push(`${what}: ${String(actual)}, expected ${String(expected)}`)
    },
    count: () => count,
    failures,
  }
}
