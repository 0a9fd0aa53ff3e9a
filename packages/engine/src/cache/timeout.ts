import type { Ports } from '../ports.ts'

/** Why there is no result: the work failed or timed out. Do not log the cause: it is a foreign error. */
export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly isLate: boolean; readonly cause: unknown }

/**
 * Runs a function with a timeout, in seconds. It never rejects, whatever the function throws. At the timeout, it aborts the
 * signal.
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
