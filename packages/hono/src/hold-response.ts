import type { Context } from 'hono'

/** Sets the headers of an answer as they have to be. */
export interface ResponseHolder {
  hold(res: Response): Response
}

const holders: unique symbol = Symbol('holders')

type HeldContext = Context & { [holders]?: readonly ResponseHolder[] }

/**
 * Has the last word on the answer of a request: each time that it is read from the context, its headers are set as they have
 * to be. Hono reads it once more when everything in front is done, and gives what it read to the runtime.
 * @returns whether it is new to this holder
 */
export function holdResponse(c: HeldContext, holder: ResponseHolder): boolean {
  const known = c[holders]
  if (known === undefined) Object.setPrototypeOf(c, findHeldPrototype(c))
  else if (known.includes(holder)) return false
  c[holders] = known === undefined ? [holder] : [...known, holder]
  return true
}

let known: { readonly Base: unknown; readonly prototype: object } | undefined

/** One for all requests: a property on each context would take longer. */
function findHeldPrototype({ constructor: Base }: Context): object {
  if (known?.Base !== Base) known = { Base, prototype: createHeldPrototype(Base as typeof Context) }
  return known.prototype
}

function createHeldPrototype(Base: typeof Context): object {
  class HeldContext extends Base {
    declare [holders]: readonly ResponseHolder[]

    override get res(): Response {
      const res = super.res
      // What is there before an answer is no answer yet.
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
