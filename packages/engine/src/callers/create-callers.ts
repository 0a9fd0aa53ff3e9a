import type { Decision } from '@x/oidc-core'
import type { BearerGuard } from '../bearer/create-bearer-guard.ts'
import type { Engine } from '../create-engine.ts'
import type { Caller } from '../gate/caller.ts'
import type { GateOptions } from '../gate/gate-options.ts'
import type { HandleOptions } from '../http/handle-options.ts'
import type { RequestFacts } from '../http/request-facts.ts'
import type { Auth, User } from '../session/auth.ts'
import { Admission, type Admitted, type AnswerMarks } from './admission.ts'

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
   * own paths. The first time `begin` gets what handlers are to read, and says how the answer is marked: it is when a gate
   * ran, when there are cookies to write, and when `auth` is read. One that never reads it stays cacheable. Behind the guard
   * of an API, whoever sent the access token takes the place of whoever the session belongs to.
   *
   * It is over at once where nothing has to be waited for, as it is with nearly every request.
   */
  readonly admit: (
    key: Key,
    begin: (admitted: Admitted<Role>) => AnswerMarks,
    gate?: GateOrGuard<Role>,
    options?: HandleOptions,
  ) => Response | undefined | Promise<Response | undefined>
}

/** Creates the memory of who is calling. `read` says what the engine reads of a request. */
export function createCallers<Key extends object, Role extends string>(
  engine: Pick<Engine<Role>, 'authenticate' | 'handle' | 'handles' | 'recall'>,
  read: (key: Key) => Request | RequestFacts,
): Callers<Key, Role> {
  // On the request itself: a WeakMap of requests keeps the garbage collector longer than the rest of a request takes.
  const slot: unique symbol = Symbol('caller')
  type Slotted = Key & { [slot]?: Admission<Role> }

  function find(key: Slotted): Admission<Role> {
    const known = key[slot]
    if (known !== undefined) return known
    throw new TypeError('This request went through neither oidc.middleware() nor a gate: put one in front.')
  }

  return {
    admit(key: Slotted, begin, gate, options) {
      const known = key[slot]
      if (known !== undefined && gate !== undefined && !isGuard(gate)) return passGate(known, gate)
      const keep = (caller: Caller<Role>): Admission<Role> => (key[slot] = new Admission(caller, begin))
      const request = read(key)
      // The token counts, and not the session of whoever is known already.
      if (isGuard(gate)) return passGuard(gate, keep, request, options)
      if (gate === undefined && engine.handles(request.url)) return engine.handle(request, options)
      if (known !== undefined) return undefined
      const caller = engine.recall(request)
      if (caller !== undefined) return passGate(keep(caller), gate)
      return engine.authenticate(request).then((found) => passGate(keep(found), gate))
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

function isGuard<Role extends string>(gate: GateOrGuard<Role> | undefined): gate is BearerGuard<Role> {
  return gate !== undefined && 'check' in gate
}

function passGuard<Role extends string>(
  guard: BearerGuard<Role>,
  keep: (caller: Caller<Role>) => Admission<Role>,
  request: Request | RequestFacts,
  options: HandleOptions | undefined,
): undefined | Promise<Response | undefined> {
  const letIn = (caller: Caller<Role>): void => keep(caller).onRead()
  const recalled = guard.recall(request)
  if (recalled === undefined) {
    return guard.check(request, options).then(({ caller, response }) => {
      if (response === undefined) letIn(caller)
      return response
    })
  }
  letIn(recalled)
  return undefined
}

function passGate<Role extends string>(
  admission: Admission<Role>,
  gate: GateOptions<Role> | undefined,
): undefined | Promise<Response | undefined> {
  if (gate === undefined) return undefined
  const { caller } = admission
  return caller.admits(gate) ? undefined : caller.refuse(gate)
}
