import type { EngineContext } from '../engine-context.ts'
import type { BearerGateOptions } from '../gate/gate-options.ts'
import { resolveBearerPlan } from './bearer-plan.ts'
import type { BearerOptions } from './bearer-options.ts'
import { createBearerGuard, type Authenticate, type BearerGuard } from './create-bearer-guard.ts'
import { createResourceRegistry, type ResourceRegistry } from './create-resource-registry.ts'

export interface Guards {
  /** @throws OidcError `config_invalid` */
  readonly create: (options: BearerOptions) => BearerGuard
  /** The guard of a gate whose options are written in the call: made at the first request. @throws OidcError `config_invalid` */
  readonly resolve: (options: BearerGateOptions) => BearerGuard
  readonly resources: ResourceRegistry
}

/** Guards of gates that are remembered by what their options say. */
const mostGuards = 100

/** Creates what makes and finds the guards of one engine. */
export function createGuards(context: EngineContext, authenticate: Authenticate): Guards {
  const resources = createResourceRegistry()
  const byObject = new WeakMap<object, BearerGuard>()
  const byText = new Map<string, BearerGuard>()

  function create(options: BearerOptions): BearerGuard {
    const plan = resolveBearerPlan(options, context.config)
    if (plan.resource !== undefined) resources.add(plan.resource)
    return createBearerGuard(context, plan, authenticate)
  }

  /** Options that say the same share a guard, and what it remembers. They are checked as they are: JSON drops `undefined`. */
  function find(options: BearerOptions): BearerGuard {
    resolveBearerPlan(options, context.config)
    const text = JSON.stringify(options)
    const known = byText.get(text)
    if (known !== undefined) return known
    const guard = create(options)
    byText.set(text, guard)
    const [oldest] = byText.keys()
    if (byText.size > mostGuards && oldest !== undefined) byText.delete(oldest)
    return guard
  }

  return {
    create,
    resources,
    resolve({ bearer, optional }) {
      const isObject = typeof bearer === 'object' && (bearer as unknown) !== null
      const known = isObject && optional === undefined ? byObject.get(bearer) : undefined
      if (known !== undefined) return known
      const guard = find(optional === undefined ? bearer : { ...bearer, optional })
      if (optional === undefined) byObject.set(bearer, guard)
      return guard
    },
  }
}
