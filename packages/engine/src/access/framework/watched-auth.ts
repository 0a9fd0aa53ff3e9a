import type { HandleOptions } from '../../http/wait-until.ts'
import type { Auth } from '../auth.ts'
import { createPersonAccess, type PersonAccess } from '../person-access.ts'
import type { RequestAuth } from '../request-auth.ts'
import type { UserTypes } from '../with-extra.ts'
import { type ReadListener, watchReads } from './watch-reads.ts'

/**
 * Sets the headers of the response to one request. Implement it as a class. If a request refers to a closure that refers back to
 * the request, both survive V8's minor garbage collections.
 */
export interface ResponseHeaders {
  /** Makes the response private to its caller (`Cache-Control`, `Vary`) and adds cookies to it. */
  add(setCookies: readonly string[]): void
  /** Whether the head of the response has left, so that cookies come too late. @default false */
  isSent?(): boolean
}

const none: readonly string[] = []

/** The `auth` of a request as handlers see it. */
export interface WatchedAuth<Types extends UserTypes> {
  /** The caller. Reading it makes the response private. */
  readonly auth: Auth<Types>
}

/**
 * The caller of a request and the headers of its response. Requests have a reference to it. It is a class and not a closure,
 * because a closure would keep requests in memory for longer (see `ResponseHeaders`). Applications log requests: the fields are
 * private, so that a log does not show them.
 */
export class WatchedRequestAuth<Types extends UserTypes> implements WatchedAuth<Types>, ReadListener {
  readonly #requestAuth: RequestAuth<Types>
  readonly #headers: ResponseHeaders
  #watched: Auth<Types> | undefined
  #isRead = false
  #access: PersonAccess | undefined

  constructor(requestAuth: RequestAuth<Types>, headers: ResponseHeaders) {
    this.#requestAuth = requestAuth
    this.#headers = headers
  }

  /** Watched until the first read. After it the response is private, and further reads change nothing. */
  get auth(): Auth<Types> {
    return this.#isRead
      ? this.#requestAuth.auth
      : (this.#watched ??= watchReads(this.#requestAuth.auth, this))
  }

  /** Makes the response private, and returns the caller. Further reads are not watched. */
  get requestAuth(): RequestAuth<Types> {
    this.onRead()
    return this.#requestAuth
  }

  /** The caller, for a later step of authentication. Handlers do not see it, so this does not count as a read. */
  get known(): RequestAuth<Types> {
    return this.#requestAuth
  }

  /**
   * Creates the access to the tokens of the person, once for the request. It makes the response private.
   * @param onLost is called if the cookies of a refresh come too late for the response
   */
  openAccess(handling: HandleOptions | undefined, onLost: () => void): PersonAccess {
    return (this.#access ??= createPersonAccess(this.requestAuth, {
      handling,
      addCookies: (setCookies) => {
        this.#headers.add(setCookies)
        if (this.#headers.isSent?.() === true) onLost()
      },
    }))
  }

  /** Responds with the error if authentication failed; undefined otherwise. */
  answerFailure(): Promise<Response> | undefined {
    return this.#requestAuth.isFailed === true ? this.requestAuth.authorize() : undefined
  }

  onRead(): void {
    if (this.#isRead) return
    this.#headers.add(none)
    this.#isRead = true
  }
}
