import type { Context } from 'hono'

/** Sets the required headers of a response. */
export interface ResponseHolder {
  hold(res: Response): Response
}

const holders: unique symbol = Symbol('holders')

type HeldContext = Context & { [holders]?: readonly ResponseHolder[] }

/**
 * Sets the required headers of a response at every read from the context, so after all other code. Hono reads the response once
 * more when all middleware is done, and passes it to the runtime.
 * @returns true if this is the first call for this context
 */
export function holdResponse(c: HeldContext, holder: ResponseHolder): boolean {
  const known = c[holders]
  if (known === undefined) Object.setPrototypeOf(c, findHeldPrototype(c))
  else if (known.includes(holder)) return false
  c[holders] = known === undefined ? [holder] : [...known, holder]
  return true
}

let known: { readonly Base: unknown; readonly prototype: object } | undefined

/** All requests share one map, because a property on each context would take longer. */
function findHeldPrototype({ constructor: Base }: Context): object {
  if (known?.Base !== Base) known = { Base, prototype: createHeldPrototype(Base as typeof Context) }
  return known.prototype
}

function createHeldPrototype(Base: typeof Context): object {
  class HeldContext extends Base {
    declare [holders]: readonly ResponseHolder[]

    override get res(): Response {
      const res = super.res
      // A response that is set before the handlers is a placeholder.
      if (!this.finalized) return res
      const held = this[holders].reduce((answer, holder) => holder.hold(answer), res)
      if (held !== res) {
        super.res = undefined
        super.res = held
      }
      return held
    }

    override set res(res: Response | undefined) {
      super.res = res
    }
  }
  return HeldContext.prototype
}
