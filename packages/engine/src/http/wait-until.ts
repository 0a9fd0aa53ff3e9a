import { isPromise } from '../maybe-promise.ts'

/** The functions that the platform offers for a request. */
export interface HandleOptions {
  /**
   * Keeps work alive after the client hangs up or the response is sent. A platform that ends work with the request, as workerd
   * does, then still completes a running sign-in and a revalidation. It may throw on a platform that has no such feature.
   */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined
  /**
   * Whether the session may be refreshed for this request. `never`: the response cannot write cookies. `early`: also if the access
   * token expires within a minute, because later steps of the same request cannot refresh it. @default 'due'
   */
  readonly refresh?: 'never' | 'due' | 'early' | undefined
  /**
   * Whether the request counts as activity of the person, which extends the idle timeout of the session. `never`: a program asks, such as
   * the check of an open connection. @default 'due'
   */
  readonly touch?: 'never' | 'due' | undefined
}

/** Runs work after a response is known, and keeps it alive on a platform that would end it with the request. */
export function keepAlive(
  { waitUntil }: HandleOptions,
  answer: unknown,
  work: () => Promise<unknown> | undefined,
): void {
  // Most requests get their answer at once, and leave nothing to do.
  const running = isPromise(answer) ? Promise.resolve(answer).then(work, work) : work()
  if (running === undefined) return
  // A failure has no receiver: an unhandled rejection would end the process.
  const done = running.catch(() => undefined)
  try {
    waitUntil?.(done)
  } catch {
    // Without this feature, the platform decides how long the work runs.
  }
}
