import type { EngineContext } from '../engine-context.ts'
import type { BearerPlan } from './bearer-plan.ts'
import type { Authenticate, BearerGuard } from './create-bearer-guard.ts'

/** Creates a guard whose code is loaded with its first request: most applications are no API. */
export function createLateGuard(
  context: EngineContext,
  plan: BearerPlan,
  authenticate: Authenticate,
): BearerGuard {
  let guard: BearerGuard | undefined

  async function load(): Promise<BearerGuard> {
    const { createBearerGuard } = await import('./create-bearer-guard.ts')
    // Another request may have been quicker, and what its guard remembers counts.
    guard ??= createBearerGuard(context, plan, authenticate)
    return guard
  }

  return {
    check: async (request, options) => (guard ?? (await load())).check(request, options),
    recall: (request) => guard?.recall(request),
  }
}
