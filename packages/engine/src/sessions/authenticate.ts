import type { Authenticate } from '../access/request-auth.ts'
import type { Decision } from '@x/oidc-core'
import { buildAnonymous, buildAuthenticated, type Auth } from '../access/auth.ts'
import { authorize, refuse } from '../access/authorize.ts'
import type { GateOptions } from '../access/gate-options.ts'
import { isPromise } from '../maybe-promise.ts'
import { FailedAuth, type RequestAuth } from '../access/request-auth.ts'
import { parseCookies } from '../cookies/cookie.ts'
import { answerError } from '../http/error-response.ts'
import { buildPrivateResponse } from '../http/private-headers.ts'
import { readHttpRequest, type HttpRequest } from '../http/request.ts'
import type { SessionContext } from './session-context.ts'
import type { RequestCookies, SessionReading } from './session-store.ts'
import { explainSession } from './session.ts'
import { defineGate } from '../access/define-gate.ts'

/** Creates the authentication by session. */
export function createAuthenticate(context: SessionContext): Authenticate {
  const fail = (received: Request | HttpRequest, error: unknown): RequestAuth =>
    new FailedAuth(() => answerError(context, received, error))

  return (received) => {
    try {
      const request = readHttpRequest(received)
      const reading = context.store.read(readCookies(context, request))
      return isPromise(reading)
        ? reading.then(
            (read) => new SessionAuth(context, request, read),
            (error: unknown) => fail(received, error),
          )
        : new SessionAuth(context, request, reading)
    } catch (error) {
      return fail(received, error)
    }
  }
}

/** Reads the cookies of the engine only. */
export function readCookies({ names }: SessionContext, request: HttpRequest): RequestCookies {
  return parseCookies(request.header('cookie'), names)
}

/** Whether a request has a session cookie, or a part of one, valid or not. */
export function hasSession(context: SessionContext, request: HttpRequest): boolean {
  const { session } = context.names
  for (const name of readCookies(context, request).keys())
    if (name === session || name.startsWith(`${session}.`)) return true
  return false
}

/** Builds the `RequestAuth` of a request from its session. */
export function buildAuth({ session, roles, expiresAt }: SessionReading): Auth {
  return session === undefined || roles === undefined || expiresAt === undefined
    ? buildAnonymous()
    : buildAuthenticated('session', session, expiresAt, roles)
}

const anyUser = defineGate({})

/** The user of a request's session. This is a class because every request makes one. */
class SessionAuth implements RequestAuth {
  readonly auth: Auth
  readonly setCookies: readonly string[]
  readonly #context: SessionContext
  readonly #request: HttpRequest
  readonly #session: SessionReading['session']

  constructor(context: SessionContext, request: HttpRequest, reading: SessionReading) {
    this.auth = buildAuth(reading)
    this.setCookies = reading.setCookies
    this.#context = context
    this.#request = request
    this.#session = reading.session
  }

  authorize(gate: GateOptions = anyUser): Promise<Response> | undefined {
    try {
      return authorize(this.auth, gate).ok ? undefined : this.#refuse()
    } catch (error) {
      return answerError(this.#context, this.#request, error)
    }
  }

  async #refuse(): Promise<Response> {
    try {
      const asked = { auth: this.auth, providerId: this.#session?.providerId }
      return buildPrivateResponse(await refuse(this.#context, this.#request, asked))
    } catch (error) {
      return answerError(this.#context, this.#request, error)
    }
  }

  explain(): Decision | undefined {
    return explainSession(this.#session)
  }
}
