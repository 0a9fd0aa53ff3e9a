import type { Decision } from '@x/oidc-core'
import type { HandleOptions } from '../http/keep-alive.ts'
import type { HttpRequest } from '../http/request.ts'
import type { RequestAuth } from './request-auth.ts'
import { isPromise } from './is-promise.ts'
import type { Auth, User } from './auth.ts'
import { type ReadListener, watchReads } from './watch-reads.ts'
import type { BearerAuthentication, BearerAuthenticationResult } from './bearer/authentication.ts'
import type { GateOptions } from './gate.ts'

/**
 * What marks the answer to a request. It is to be an object of a class and no closure: a closure over the request that the
 * request leads to survives V8's quick collections, and every request with it.
 */
export interface ResponseHeaders {
  /** Marks the answer as one for its caller alone, and adds cookies to it. */
  add(setCookies: readonly string[]): void
}

const none: readonly string[] = []

/** What an adapter hands to handlers. */
export interface Admitted<Role extends string> {
  /** Who is calling: whoever reads it marks the answer. */
  readonly auth: Auth<Role>
}

/**
 * Somebody who was found out, and the answer to them. A class for the reason that `AnswerMarks` names. It hangs on requests,
 * which people log: so nothing is in its fields that they would show.
 */
class Admission<Role extends string> implements Admitted<Role>, ReadListener {
  readonly #caller: RequestAuth<Role>
  readonly #marks: ResponseHeaders
  #watched: Auth<Role> | undefined
  #isRead = false

  constructor(caller: RequestAuth<Role>, marks: ResponseHeaders) {
    this.#caller = caller
    this.#marks = marks
  }

  /** Once the answer is marked, another look tells nothing new: nobody watches it. */
  get auth(): Auth<Role> {
    return this.#isRead ? this.#caller.auth : (this.#watched ??= watchReads(this.#caller.auth, this))
  }

  /** Who it is. The answer is marked. */
  get caller(): RequestAuth<Role> {
    this.onRead()
    return this.#caller
  }

  /** Answers where it could not be found out who is calling: a page for strangers would say that no user is signed in. */
  refuseFailed(): Promise<Response> | undefined {
    return this.#caller.isFailed === true ? this.caller.authorize() : undefined
  }

  onRead(): void {
    if (this.#isRead) return
    this.#marks.add(none)
    this.#isRead = true
  }
}

/** What handlers ask of a framework's own object for a request. */
export interface CallerReading<Key extends object, Role extends string = string> {
  /**
   * Who is calling.
   * @throws TypeError for a request that went through neither the middleware nor a gate
   */
  readonly auth: (key: Key) => Auth<Role>
  /** @throws TypeError when nobody is signed in: put `requireUser` or `requireRole` in front. */
  readonly user: (key: Key) => User
  /** The decision of the sign-in, with its trace, where `session.keep` has `'trace'`. */
  readonly explain: (key: Key) => Decision<Role> | undefined
}

/** What a step of an adapter lets requests through by. */
export type GateOrGuard<Role extends string = string> = GateOptions<Role> | BearerAuthentication<Role>

/** An answer of ours, or undefined where others answer; a promise where something has to be waited for. */
export type Answered = Response | undefined | Promise<Response | undefined>

/** What an adapter needs of the engine. */
export interface FrameworkEngine<Role extends string> {
  readonly handles: (url: string) => boolean
  readonly handle: (request: Request | HttpRequest, options?: HandleOptions) => Promise<Response | undefined>
  readonly authenticate: (request: Request | HttpRequest) => RequestAuth<Role> | Promise<RequestAuth<Role>>
}

/** What an adapter says of its framework, once for all requests. `Key` is the framework's own object for a request. */
export interface Framework<Key extends object, Marks extends ResponseHeaders, Role extends string = string> {
  /** What the engine reads of a request. */
  readonly read: (key: Key) => Request | HttpRequest
  /** Puts what handlers are to read where they find it: the first time, and behind the guard of an API once more. */
  readonly begin: (key: Key, admitted: Admitted<Role>, marks: Marks) => void
  readonly handling?: (key: Key) => HandleOptions
}

/** Who is calling, found out once per request and kept as long as a framework's own object for it. For adapters. */
export interface Callers<
  Key extends object,
  Marks extends ResponseHeaders,
  Role extends string = string,
> extends CallerReading<Key, Role> {
  /**
   * Finds out who is calling; answers whom the gate does not let through. Without a gate, it answers requests to the engine's
   * own paths. The marks of the step that finds it out are put on the answer: when a gate ran, when there are cookies to
   * write, and when `auth` is read. One that never reads it stays cacheable. Behind the guard of an API, whoever sent the
   * access token takes the place of whoever the session belongs to.
   *
   * It is over at once where nothing has to be waited for, as it is with nearly every request.
   */
  readonly admit: (key: Key, marks: Marks, gate?: GateOrGuard<Role>) => Answered
}

/** Creates the memory of who is calling. */
export function createCallers<Key extends object, Marks extends ResponseHeaders, Role extends string>(
  engine: FrameworkEngine<Role>,
  { read, begin, handling }: Framework<Key, Marks, Role>,
): Callers<Key, Marks, Role> {
  // On the request itself: a WeakMap of requests keeps the garbage collector longer than the rest of a request takes.
  const slot: unique symbol = Symbol('caller')
  type Slotted = Key & { [slot]?: Admission<Role> }

  function find(key: Slotted): Admission<Role> {
    const known = key[slot]
    if (known !== undefined) return known
    throw new TypeError('This request went through neither oidc.middleware() nor a gate: put one in front.')
  }

  function keep(key: Slotted, marks: Marks, caller: RequestAuth<Role>, isGated: boolean): Admission<Role> {
    const admission = (key[slot] = new Admission(caller, marks))
    // Before it is handed on: what a gate has marked, nobody needs to watch.
    if (isGated) admission.onRead()
    begin(key, admission, marks)
    if (caller.setCookies.length > 0) marks.add(caller.setCookies)
    return admission
  }

  function passGuard(key: Slotted, marks: Marks, guard: BearerAuthentication<Role>): Answered {
    const result = guard.authenticate(read(key), { ...handling?.(key), identity: key })
    const settle = ({ requestAuth, response }: BearerAuthenticationResult<Role>): Response | undefined => {
      if (response === undefined) keep(key, marks, requestAuth, true)
      return response
    }
    return isPromise(result) ? result.then(settle) : settle(result)
  }

  return {
    admit(key: Slotted, marks, gate) {
      // The token counts, and not the session of whoever is known already.
      if (isGuard(gate)) return passGuard(key, marks, gate)
      const known = key[slot]
      if (known !== undefined && gate !== undefined) return passGate(known, gate)
      const request = read(key)
      if (gate === undefined && engine.handles(request.url)) return engine.handle(request, handling?.(key))
      if (known !== undefined) return undefined
      const caller = engine.authenticate(request)
      return isPromise(caller)
        ? caller.then((found) => passGate(keep(key, marks, found, gate !== undefined), gate))
        : passGate(keep(key, marks, caller, gate !== undefined), gate)
    },
    auth: (key) => find(key).auth,
    user: (key) => {
      const { user } = find(key).caller.auth
      if (user !== undefined) return user
      throw new TypeError('Nobody is signed in: put oidc.requireUser() or oidc.requireRole() in front.')
    },
    explain: (key) => find(key).caller.explain(),
  }
}

/** A guard has its methods itself: what pollution put on every object makes no guard of a gate. */
function isGuard<Role extends string>(
  gate: GateOrGuard<Role> | undefined,
): gate is BearerAuthentication<Role> {
  return gate !== undefined && Object.hasOwn(gate, 'authenticate')
}

function passGate<Role extends string>(
  admission: Admission<Role>,
  gate: GateOptions<Role> | undefined,
): Answered {
  return gate === undefined ? admission.refuseFailed() : admission.caller.authorize(gate)
}
