/** What a platform offers to a request that it handles. */
export interface HandleOptions {
  /**
   * Keeps work alive when the client hangs up or the answer is out. Where a platform ends it with the request, as workerd
   * does, a sign-in under way is finished with it and what is known of a provider renewed. It may throw where there is none.
   */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined
}
