import type { Decision } from '@x/oidc-core'
import type { BearerGuard } from './bearer/create-bearer-guard.ts'
import type { Engine } from './create-engine.ts'
import type { Caller } from './gate/caller.ts'
import type { GateOptions } from './gate/gate-options.ts'
import type { HandleOptions } from './http/handle-options.ts'
import type { RequestFacts } from './http/request-facts.ts'
import type { Auth, User } from './session/auth.ts'
import { watchReads, type ReadListener } from './watch-reads.ts'

/**
 * What marks the answer to a request. It is to be an object of a class and no closure: a closure over the request that the
 * request leads to survives V8's quick collections, and every request with it.
 */
export interface AnswerMarks {
  /** Marks the answer as one for its caller alone, and adds cookies to it. It is called again and again. */
  add(setCookies: readonly string[]): void
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
export type GateOrGuard<Role extends string = string> = GateOptions<Role> | BearerGuard<Role>

/** Who is calling, found out once per request and kept as long as a framework's own object for it. For adapters. */
export interface Callers<Key extends object, Role extends string = string> extends CallerReading<Key, Role> {
  /**
   * Finds out who is calling; answers whom the gate does not let through. Without a gate, it answers requests to the engine's
   * own paths. The first time `begin` gets what
   * handlers are to read, and says how the answer is marked: it is when a gate ran, when there are cookies to write, and
   * when `auth` is read. One that never reads it stays cacheable. Behind the guard of an API, whoever sent the access token
   * takes the place of whoever the session belongs to.
   */
  readonly admit: (
    key: Key,
    request: Request | RequestFacts,
    begin: (auth: Auth<Role>) => AnswerMarks,
    gate?: GateOrGuard<Role>,
    options?: HandleOptions,
  ) => Promise<Response | undefined>
}

/** Somebody who was found out, and the answer to them. A class for the reason that `AnswerMarks` names. */
class Admission<Role extends string> implements ReadListener {
  readonly caller: Caller<Role>
  /** For handlers: whoever reads it marks the answer. */
  readonly auth: Auth<Role>
  readonly marks: AnswerMarks

  constructor(caller: Caller<Role>, begin: (auth: Auth<Role>) => AnswerMarks) {
    this.caller = caller
    this.auth = watchReads(caller.auth, this)
    this.marks = begin(this.auth)
    if (caller.setCookies.length > 0) this.marks.add(caller.setCookies)
  }

  onRead(): void {
    this.marks.add([])
  }
}

/** Creates the memory of who is calling. */
export function createCallers<Key extends object, Role extends string>(
  engine: Pick<Engine<Role>, 'authenticate' | 'handle' | 'handles'>,
): Callers<Key, Role> {
  // On the request itself: a WeakMap of requests keeps the garbage collector longer than the rest of a request takes.
  const slot: unique symbol = Symbol('caller')
  type Slotted = Key & { readonly [slot]?: Admission<Role> }

  /** Configurable, since a token takes the place of the session. */
  function keep(key: Slotted, known: Admission<Role>): Admission<Role> {
    Object.defineProperty(key, slot, { value: known, configurable: true })
    return known
  }

  function find(key: Slotted): Admission<Role> {
    const known = key[slot]
    if (known !== undefined) return known
    throw new TypeError('This request went through neither oidc.middleware() nor a gate: put one in front.')
  }

  return {
    async admit(key: Slotted, request, begin, gate, options) {
      if (isGuard(gate)) {
        const { caller, response } = await gate.check(request, options)
        if (response === undefined) keep(key, new Admission(caller, begin)).marks.add([])
        return response
      }
      if (gate === undefined && engine.handles(request.url)) {
        const answer = await engine.handle(request, options)
        if (answer !== undefined) return answer
      }
      const known = key[slot] ?? keep(key, new Admission(await engine.authenticate(request), begin))
      if (gate === undefined) return undefined
      known.marks.add([])
      return known.caller.refuse(gate)
    },
    auth: (key) => find(key).auth,
    user: (key) => {
      const { user } = find(key).auth
      if (user !== undefined) return user
      throw new TypeError('Nobody is signed in: put oidc.requireUser() or oidc.requireRole() in front.')
    },
    explain: (key) => {
      const { caller, marks } = find(key)
      marks.add([])
      return caller.explain()
    },
  }
}

function isGuard<Role extends string>(gate: GateOrGuard<Role> | undefined): gate is BearerGuard<Role> {
  return gate !== undefined && 'check' in gate
}
