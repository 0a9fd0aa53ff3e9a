import type { ServerResponse } from 'node:http'
import type { HeaderValue, HeldHeaders } from './held-headers.ts'

const slot: unique symbol = Symbol('refusal')
const nothing: readonly string[] = []

type Methods = Pick<ServerResponse, 'setHeader' | 'appendHeader' | 'removeHeader'>

interface Refusal {
  readonly held: HeldHeaders
  /** The headers that the response had before. */
  readonly methods: Methods
  isOn: boolean
}

type RefusingResponse = ServerResponse & { [slot]: Refusal }

/**
 * Ignores changes to held headers by other code from now on, until the head is written: after that Node throws for every header.
 * Code that wrapped `writeHead` earlier, such as `on-headers`, runs after the held headers were set, and would override them.
 */
export function refuseChanges(res: ServerResponse & { [slot]?: Refusal }, held: HeldHeaders): void {
  const known = res[slot]
  if (known !== undefined) {
    known.isOn = true
    return
  }
  const { setHeader, appendHeader, removeHeader } = res
  res[slot] = { held, methods: { setHeader, appendHeader, removeHeader }, isOn: true }
  Object.assign(res, refusing)
}

/** Allows changes again, for a response that replaces a response whose head could not be written. */
export function allowChanges(res: ServerResponse & { [slot]?: Refusal }): void {
  const refusal = res[slot]
  if (refusal !== undefined) refusal.isOn = false
}

/**
 * All responses share these functions. With new functions for each response, garbage collection takes longer than the rest of a
 * request.
 */
const refusing = {
  setHeader(this: RefusingResponse, name: string, value: HeaderValue): ServerResponse {
    const { held, methods, isOn } = this[slot]
    if (!isOn) return methods.setHeader.call(this, name, value)
    const key = name.toLowerCase()
    return isRefused(this, held, key) ? this : methods.setHeader.call(this, name, held.complete(key, value))
  },

  appendHeader(this: RefusingResponse, name: string, value: string | readonly string[]): ServerResponse {
    const { held, methods, isOn } = this[slot]
    if (isOn && isRefused(this, held, name.toLowerCase())) return this
    return methods.appendHeader.call(this, name, value)
  },

  removeHeader(this: RefusingResponse, name: string): void {
    const { held, methods, isOn } = this[slot]
    if (!isOn) return methods.removeHeader.call(this, name)
    const key = name.toLowerCase()
    if (isRefused(this, held, key)) return
    const kept = held.complete(key, nothing)
    if (kept === nothing) methods.removeHeader.call(this, name)
    else methods.setHeader.call(this, name, kept)
  },
}

function isRefused(res: ServerResponse, held: HeldHeaders, key: string): boolean {
  return held.isFixed(key) && !res.headersSent
}
