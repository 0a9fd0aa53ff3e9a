import type { EngineContext } from '../engine-context.ts'
import type { BearerGateOptions } from '../gate/gate-options.ts'
import { resolveBearerPlan } from './bearer-plan.ts'
import type { BearerOptions } from './bearer-options.ts'
import type { Authenticate, BearerGuard } from './create-bearer-guard.ts'
import { createLateGuard } from './create-late-guard.ts'

export interface Guards {
  /** Options that say the same have one guard. @throws OidcError `config_invalid` */
  readonly resolve: (options: Pick<BearerGateOptions, 'bearer' | 'optional'>) => BearerGuard
}

/** Guards that are remembered by what their options say. */
const mostGuards = 100

/** Creates what makes and finds the guards of one engine. */
export function createGuards(context: EngineContext, authenticate: Authenticate): Guards {
  const byObject = new Map(
    [undefined, true, false].map((optional) => [optional, new WeakMap<object, BearerGuard>()]),
  )
  const byText = new Map<string, BearerGuard>()

  function create(options: BearerOptions): BearerGuard {
    const plan = resolveBearerPlan(options, context.config)
    if (plan.resource !== undefined) context.resources.add(plan.resource)
    return createLateGuard(context, plan, authenticate)
  }

  /**
   * Options that say the same share a guard, and what it remembers. They are checked as they are, for copies drop what is
   * `undefined` or inherited; the guard is made of the text, so that nobody changes it by changing an array later.
   */
  function find(bearer: BearerOptions, optional: boolean | undefined): BearerGuard {
    resolveBearerPlan(bearer, context.config)
    const text = JSON.stringify(optional === undefined ? bearer : { ...bearer, optional })
    const known = byText.get(text)
    if (known !== undefined) return known
    const guard = create(JSON.parse(text) as BearerOptions)
    byText.set(text, guard)
    const [oldest] = byText.keys()
    if (byText.size > mostGuards && oldest !== undefined) byText.delete(oldest)
    return guard
  }

  return {
    resolve({ bearer, optional }) {
      const isObject = typeof bearer === 'object' && (bearer as unknown) !== null
      const byBearer = byObject.get(optional)
      const known = isObject ? byBearer?.get(bearer) : undefined
      if (known !== undefined) return known
      const guard = find(bearer, optional)
      byBearer?.set(bearer, guard)
      return guard
    },
  }
}
