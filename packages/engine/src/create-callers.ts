import type { Decision } from '@x/oidc-core'
import type { Caller, Engine } from './create-engine.ts'
import type { RequestFacts } from './http/request-facts.ts'
import type { Auth, User } from './session/auth.ts'

/** Marks the answer to a request as one for its caller alone, and adds cookies to it. It is called again and again. */
export type MarkPrivate = (setCookies: readonly string[]) => void

/** Who is calling, found out once per request and kept as long as a framework's own object for it lives. For adapters. */
export interface Callers<Key extends object, Role extends string = string> {
  /**
   * Finds out who is calling. `begin` is called the first time and says how the answer is marked: when a handler reads who
   * is calling, so that one that never does stays cacheable, and when there are cookies to write.
   */
  readonly admit: (
    key: Key,
    request: Request | RequestFacts,
    begin: (caller: Caller<Role>) => MarkPrivate,
  ) => Promise<Caller<Role>>
  /** @throws TypeError for a request that was not admitted */
  readonly auth: (key: Key) => Auth<Role>
  /** @throws TypeError when nobody is signed in */
  readonly user: (key: Key) => User
  /** @throws TypeError for a request that was not admitted */
  readonly explain: (key: Key) => Decision<Role> | undefined
}

/** Creates the memory of who is calling. */
export function createCallers<Key extends object, Role extends string>(
  engine: Pick<Engine<Role>, 'authenticate'>,
): Callers<Key, Role> {
  const admitted = new WeakMap<Key, { readonly caller: Caller<Role>; readonly markPrivate: MarkPrivate }>()

  function read(key: Key): Caller<Role> {
    const known = admitted.get(key)
    if (known === undefined) {
      throw new TypeError('This request went through neither oidc.middleware() nor a gate: put one in front.')
    }
    known.markPrivate([])
    return known.caller
  }

  return {
    async admit(key, request, begin) {
      const known = admitted.get(key)
      if (known !== undefined) return known.caller
      const caller = await engine.authenticate(request)
      const markPrivate = begin(caller)
      admitted.set(key, { caller, markPrivate })
      if (caller.setCookies.length > 0) markPrivate(caller.setCookies)
      return caller
    },
    auth: (key) => read(key).auth,
    user: (key) => {
      const { user } = read(key).auth
      if (user !== undefined) return user
      throw new TypeError('Nobody is signed in: put oidc.requireUser() or oidc.requireRole() in front.')
    },
    explain: (key) => read(key).explain(),
  }
}
