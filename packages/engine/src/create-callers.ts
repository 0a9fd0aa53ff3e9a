import type { Decision } from '@x/oidc-core'
import type { BearerGuard } from './bearer/create-bearer-guard.ts'
import type { Engine } from './create-engine.ts'
import type { Caller } from './gate/caller.ts'
import type { GateOptions } from './gate/gate-options.ts'
import type { HandleOptions } from './http/handle-options.ts'
import type { RequestFacts } from './http/request-facts.ts'
import type { Auth, User } from './session/auth.ts'
import { watchReads } from './watch-reads.ts'

/** Marks the answer to a request as one for its caller alone, and adds cookies to it. It is called again and again. */
export type MarkPrivate = (setCookies: readonly string[]) => void

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
    begin: (auth: Auth<Role>) => MarkPrivate,
    gate?: GateOrGuard<Role>,
    options?: HandleOptions,
  ) => Promise<Response | undefined>
}

interface Admitted<Role extends string> {
  readonly caller: Caller<Role>
  readonly markPrivate: MarkPrivate
  readonly auth: Auth<Role>
}

/** Creates the memory of who is calling. */
export function createCallers<Key extends object, Role extends string>(
  engine: Pick<Engine<Role>, 'authenticate' | 'handle' | 'handles'>,
): Callers<Key, Role> {
  // On the request itself: a WeakMap of requests keeps the garbage collector longer than the rest of a request takes.
  const slot: unique symbol = Symbol('caller')
  type Slotted = Key & { readonly [slot]?: Admitted<Role> }

  function begin(caller: Caller<Role>, start: (auth: Auth<Role>) => MarkPrivate): Admitted<Role> {
    const auth = watchReads(caller.auth, () => {
      markPrivate([])
    })
    const markPrivate = start(auth)
    if (caller.setCookies.length > 0) markPrivate(caller.setCookies)
    return { caller, markPrivate, auth }
  }

  /** Configurable, since a token takes the place of the session. */
  function keep(key: Slotted, known: Admitted<Role>): Admitted<Role> {
    Object.defineProperty(key, slot, { value: known, configurable: true })
    return known
  }

  function find(key: Slotted): Admitted<Role> {
    const known = key[slot]
    if (known !== undefined) return known
    throw new TypeError('This request went through neither oidc.middleware() nor a gate: put one in front.')
  }

  return {
    async admit(key: Slotted, request, start, gate, options) {
      if (isGuard(gate)) {
        const { caller, response } = await gate.check(request, options)
        if (response === undefined) keep(key, begin(caller, start)).markPrivate([])
        return response
      }
      if (gate === undefined && engine.handles(request.url)) {
        const answer = await engine.handle(request, options)
        if (answer !== undefined) return answer
      }
      const known = key[slot] ?? keep(key, begin(await engine.authenticate(request), start))
      if (gate === undefined) return undefined
      known.markPrivate([])
      return known.caller.refuse(gate)
    },
    auth: (key) => find(key).auth,
    user: (key) => {
      const { user } = find(key).auth
      if (user !== undefined) return user
      throw new TypeError('Nobody is signed in: put oidc.requireUser() or oidc.requireRole() in front.')
    },
    explain: (key) => {
      const { caller, markPrivate } = find(key)
      markPrivate([])
      return caller.explain()
    },
  }
}

function isGuard<Role extends string>(gate: GateOrGuard<Role> | undefined): gate is BearerGuard<Role> {
  return gate !== undefined && 'check' in gate
}
