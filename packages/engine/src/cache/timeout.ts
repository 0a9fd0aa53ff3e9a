/** What came instead of a result: the work failed, or the time was up. The failure itself is foreign, and not to be logged. */
export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly isLate: boolean; readonly cause: unknown }

/**
 * Runs a function of the application's, and waits for it no longer than this. It never rejects, whatever the function
 * throws, and when time is up the signal is aborted.
 */
export async function withTimeout<Value>(
  seconds: number,
  work: (signal: AbortSignal) => Value | Promise<Value>,
): Promise<Outcome<Value>> {
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<Outcome<Value>>((resolve) => {
    timer = setTimeout(() => {
      resolve({ ok: false, isLate: true, cause: undefined })
      controller.abort()
    }, seconds * 1000)
  })
  const done = (async (): Promise<Outcome<Value>> => {
    try {
      return { ok: true, value: await work(controller.signal) }
    } catch (cause) {
      return { ok: false, isLate: false, cause }
    }
  })()
  try {
    return await Promise.race([done, late])
  } finally {
    clearTimeout(timer)
  }
}
