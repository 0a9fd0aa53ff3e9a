import type { Ports } from '../ports.ts'

/** What came instead of a result: the work failed, or the time was up. The failure itself is foreign, and not to be logged. */
export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly isLate: boolean; readonly cause: unknown }

/**
 * Runs a function, and waits no longer than this for what it gives. It never rejects, whatever the function throws; when the
 * time is up, the signal is aborted.
 */
export async function withTimeout<Value>(
  startTimer: Ports['startTimer'],
  seconds: number,
  work: (signal: AbortSignal) => Value | Promise<Value>,
): Promise<Outcome<Value>> {
  const controller = new AbortController()
  let cancel: (() => void) | undefined
  const late = new Promise<Outcome<Value>>((resolve) => {
    cancel = startTimer(seconds, () => {
      resolve({ ok: false, isLate: true, cause: undefined })
      controller.abort()
    })
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
    cancel?.()
  }
}
