/** What a platform offers to a request that it handles. */
export interface HandleOptions {
  /**
   * Keeps work alive when the client hangs up or the answer is out. Where a platform ends it with the request, as workerd
   * does, a sign-in under way is finished with it and what is known of a provider renewed. It may throw where there is none.
   */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined
}

/** Does something once an answer is known, and keeps the work alive where a platform would end it with the request. */
export function keepAlive(
  { waitUntil }: HandleOptions,
  answer: Promise<unknown>,
  work: () => Promise<unknown>,
): void {
  // Work that fails has no one to tell: a rejection that is not handled would end the process.
  const done = answer.then(work, work).catch(() => undefined)
  try {
    waitUntil?.(done)
  } catch {
    // A platform that offers none does without: the work goes on as long as it lets it.
  }
}
