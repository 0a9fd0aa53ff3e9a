import { ServerResponse } from 'node:http'
import { listHeaders, type ReportOverwrite, type ResponseHeaders } from '@x/oidc-engine/adapter'
import { HeldHeaders } from './held-headers.ts'
import { allowChanges, refuseChanges } from './refuse-changes.ts'

// The state is stored on the response, and all responses share one function. With a WeakMap, or a function for each response,
// garbage collection takes longer than the rest of a request.
const slot: unique symbol = Symbol('headers')

type HeldResponse = ServerResponse & { [slot]?: NodeResponseHeaders }

const nativeWriteHead = ServerResponse.prototype.writeHead

/**
 * Controls the head of a response until it is written. Call it before the handler of the application, in the first
 * hook of the framework: it wraps `res.writeHead`, so it works for every way to respond, with or without the framework. A
 * second call returns the result of the first one.
 *
 * If the result is not used, the response is sent as the application wrote it.
 *
 * @param report receives a held header that was sent with another value, for a log outside production: it costs a listener for
 *   each response. `createOverwriteReport` of the engine creates one
 * @returns an object that sets the headers. Its `add` throws a TypeError if the head is written and the response continues: a
 *   cache may store it
 */
export function holdResponseHeaders(res: ServerResponse, report?: ReportOverwrite): ResponseHeaders {
  return hold(res, report)
}

/** Sets the headers of a response of the library, and holds them. */
export function setOwnHeaders(res: ServerResponse, headers: Headers): void {
  hold(res).setOwn(headers)
}

function hold(res: HeldResponse, report?: ReportOverwrite): NodeResponseHeaders {
  return res[slot] ?? new NodeResponseHeaders(res, report)
}

class NodeResponseHeaders implements ResponseHeaders {
  readonly #res: HeldResponse
  readonly #report: ReportOverwrite | undefined
  readonly #held = new HeldHeaders()
  #writeHead: ServerResponse['writeHead'] = nativeWriteHead

  /** Code that wraps `writeHead` later runs before this function. */
  constructor(res: HeldResponse, report?: ReportOverwrite) {
    this.#res = res
    this.#report = report
    if (res.headersSent) return
    this.#writeHead = res.writeHead
    res[slot] = this
    res.writeHead = writeHeldHead
  }

  add(setCookies: readonly string[]): void {
    const res = this.#res
    if (this.#isTooLate() || (res.headersSent && !this.#held.isPrivate)) {
      // A call after the end of the response, for example in a log, cannot change the response.
      if (res.writableEnded || res.destroyed) return
      throw new TypeError(
        'Read req.auth before res.writeHead() or res.write(): a cache may store the response.',
      )
    }
    this.#watch()
    this.#held.addPrivate(setCookies)
  }

  isSent(): boolean {
    return this.#res.headersSent
  }

  setOwn(headers: Headers): void {
    if (this.#isTooLate()) return
    this.#watch()
    allowChanges(this.#res)
    this.#held.addOwn(headers)
    this.#held.setOn(this.#res)
  }

  /** Writes the head with the original function and the held headers. */
  writeHead(status: number, rest: readonly unknown[]): ServerResponse {
    const res = this.#res
    if (this.#held.isEmpty) return Reflect.apply(this.#writeHead, res, [status, ...rest]) as ServerResponse
    if (rest.length > 0) {
      const given = listHeaders(rest)
      for (const [name] of given) res.removeHeader(name)
      for (const [name, value] of given) res.appendHeader(name, value)
      if (typeof rest[0] === 'string') res.statusMessage = rest[0]
    }
    this.#held.setOn(res)
    // Other code wrapped `writeHead` before us, so that code runs after us.
    if (this.#writeHead !== nativeWriteHead) refuseChanges(res, this.#held)
    return this.#writeHead.call(res, status)
  }

  /** Reports held headers that were sent with another value. */
  reportOverwritten(): void {
    for (const [name, value] of this.#held.listFixed()) {
      const sent = this.#res.getHeader(name)?.toString()
      if (sent !== value) this.#report?.(name, value, sent)
    }
  }

  /** Whether the head was written before it could be held. */
  #isTooLate(): boolean {
    return this.#res[slot] !== this
  }

  #watch(): void {
    if (this.#report !== undefined && this.#held.isEmpty) this.#res.on('finish', reportOverwritten)
  }
}

function writeHeldHead(this: HeldResponse, status: number, ...rest: unknown[]): ServerResponse {
  return this[slot]?.writeHead(status, rest) ?? this
}

function reportOverwritten(this: HeldResponse): void {
  this[slot]?.reportOverwritten()
}
