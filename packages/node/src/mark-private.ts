import type { ServerResponse } from 'node:http'
import { buildPrivateVary, listHeaders, privateCacheControl, type AnswerMarks } from '@x/oidc-engine'

// The mark is on the answer, and one function writes every head: a WeakMap of answers, or a function for each, keeps
// the garbage collector longer than the rest of a request takes.
const mark: unique symbol = Symbol('private')

type MarkableResponse = ServerResponse & { [mark]?: PrivateAnswer }

/**
 * Marks one answer as one for this caller alone: `Cache-Control: private, no-store` and `Vary: Cookie`, and adds cookies. A
 * cache that handed it on would hand one person's page to another, so it happens when the head is written: nothing that
 * a handler sets takes it back.
 */
export class PrivateAnswer implements AnswerMarks {
  readonly #res: MarkableResponse
  #cookies: readonly string[] = []
  #writeHead: ServerResponse['writeHead'] | undefined

  constructor(res: ServerResponse) {
    this.#res = res
  }

  /** @throws TypeError when the head is written already, and the answer goes on: it is too late to mark it then */
  add(setCookies: readonly string[]): void {
    const res = this.#res
    const known = res[mark]
    if (known === undefined && !res.headersSent) {
      this.#writeHead = res.writeHead
      res[mark] = this
      res.writeHead = writePrivateHead
      // Whoever asks after the end, a log for example, can put nothing into the answer any more.
    } else if (known === undefined && !res.writableEnded && !res.destroyed) {
      throw new TypeError(
        'Ask who is calling before res.writeHead() or res.write(): a cache may keep the answer.',
      )
    }
    const marked = known ?? this
    if (setCookies.length > 0) marked.#cookies = [...marked.#cookies, ...setCookies]
  }

  /** Writes the head as it was written before, with what it has to carry. */
  writeHead(status: number, rest: readonly unknown[]): ServerResponse {
    const res = this.#res
    if (rest.length > 0) {
      const given = listHeaders(rest)
      for (const [name] of given) res.removeHeader(name)
      for (const [name, value] of given) res.appendHeader(name, value)
      if (typeof rest[0] === 'string') res.statusMessage = rest[0]
    }
    for (const cookie of this.#cookies) res.appendHeader('set-cookie', cookie)
    this.#cookies = []
    res.setHeader('cache-control', privateCacheControl)
    res.setHeader('vary', buildPrivateVary(res.getHeader('vary')))
    return this.#writeHead?.call(res, status) ?? res
  }
}

function writePrivateHead(this: MarkableResponse, status: number, ...rest: unknown[]): ServerResponse {
  return this[mark]?.writeHead(status, rest) ?? this
}
