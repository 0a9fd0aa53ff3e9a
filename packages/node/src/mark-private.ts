import type { ServerResponse } from 'node:http'
import { buildPrivateVary, listHeaders, privateCacheControl, type AnswerMarks } from '@x/oidc-engine'

/** What a marked answer still has to carry, and how it wrote its head before. */
interface Mark {
  readonly cookies: string[]
  readonly writeHead: ServerResponse['writeHead']
}

// The mark is on the answer, and one function writes every head: a WeakMap of answers, or a function for each, keeps
// the garbage collector longer than the rest of a request takes.
const mark: unique symbol = Symbol('private')

type MarkableResponse = ServerResponse & { [mark]?: Mark }
type MarkedResponse = ServerResponse & { readonly [mark]: Mark }

/**
 * Marks one answer as one for this caller alone: `Cache-Control: private, no-store` and `Vary: Cookie`, and adds cookies. A
 * cache that handed it on would hand one person's page to another, so it happens when the head is written: nothing that
 * a handler sets takes it back.
 */
export class PrivateAnswer implements AnswerMarks {
  readonly #res: MarkableResponse

  constructor(res: ServerResponse) {
    this.#res = res
  }

  /** @throws TypeError when the head is written already, and the answer goes on: it is too late to mark it then */
  add(setCookies: readonly string[]): void {
    const res = this.#res
    const known = res[mark]
    if (known !== undefined) {
      if (setCookies.length > 0) known.cookies.push(...setCookies)
    } else if (!res.headersSent) {
      res[mark] = { cookies: [...setCookies], writeHead: res.writeHead }
      res.writeHead = writePrivateHead
      // Whoever asks after the end, a log for example, can put nothing into the answer any more.
    } else if (!res.writableEnded && !res.destroyed) {
      throw new TypeError(
        'Ask who is calling before res.writeHead() or res.write(): a cache may keep the answer.',
      )
    }
  }
}

function writePrivateHead(this: MarkedResponse, status: number, ...rest: readonly unknown[]): ServerResponse {
  const { cookies, writeHead } = this[mark]
  const given = listHeaders(rest)
  for (const [name] of given) this.removeHeader(name)
  for (const [name, value] of given) this.appendHeader(name, value)
  if (cookies.length > 0) for (const cookie of cookies.splice(0)) this.appendHeader('set-cookie', cookie)
  this.setHeader('cache-control', privateCacheControl)
  this.setHeader('vary', buildPrivateVary(this.getHeader('vary')))
  const [statusMessage] = rest
  if (typeof statusMessage === 'string') this.statusMessage = statusMessage
  return writeHead.call(this, status)
}
