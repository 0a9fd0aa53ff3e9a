import { withoutPrototype } from '@x/oidc-core'
import type { EngineContext } from '../engine-context.ts'
import type { BearerGateOptions } from '../gate/gate-options.ts'
import { copyBearerOptions, resolveBearerPlan } from './bearer-plan.ts'
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

  /** Options that say the same share a guard, and what it remembers. The guard is made of a copy of them. */
  function find(bearer: BearerOptions, optional: boolean | undefined): BearerGuard {
    const copy = copyBearerOptions(bearer, context.config)
    const options = optional === undefined ? copy : withoutPrototype({ ...copy, optional })
    const text = spell(options)
    const known = byText.get(text)
    if (known !== undefined) return known
    const plan = resolveBearerPlan(options, context.config)
    if (plan.resource !== undefined) context.resources.add(plan.resource)
    const guard = createLateGuard(context, plan, authenticate)
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

/** Spells options, so that those that say the same have one spelling. `JSON.stringify` would ask every object for `toJSON`. */
function spell(value: unknown): string {
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : String(value)
  if (Array.isArray(value)) return `[${value.map(spell).join()}]`
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${spell(member)}`).join()}}`
}
