import type { AuthData, SessionResponse } from '@x/oidc-engine'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { type AddressOptions, buildAddress } from './addresses.ts'
import { createSessionStore, type SessionStore } from './session-store.ts'
import { buildInitial, loading, type SessionState } from './session-state.ts'

/** What `createOidc` returns, for the names of the roles. */
export interface TypedOidc {
  /** The engine of the adapter, whose type has the roles. */
  readonly engine: { readonly config: { readonly providers: readonly unknown[] } }
}

/** The roles of the configuration. `string` if they are not known by name. */
type RoleOf<Oidc> = Oidc extends {
  readonly engine: { readonly config: { readonly providers: readonly (infer Provider)[] } }
}
  ? Provider extends { readonly security: { readonly requiredRoles: readonly (infer Role extends string)[] } }
    ? Role
    : string
  : string

/** The options of `useSession`. */
export interface UseSessionOptions extends AddressOptions {
  /**
   * Who is signed in, if a server found it while it rendered the page: `auth` of an adapter, or an answer of `/oauth2/session`. The page then
   * shows it at once, on the server, too. @default the page is `loading` until the first answer
   */
  readonly initial?: AuthData | SessionResponse | undefined
}

/** One for each address. On a server they stay empty: what a person sees must not reach another person. */
const stores = new Map<string, SessionStore>()

function findStore(address: string): SessionStore {
  const store = stores.get(address) ?? createSessionStore(address)
  stores.set(address, store)
  return store
}

/**
 * Says who is signed in. All components of a page share one request to `/oauth2/session`. It is repeated when the window gets the focus, when
 * the page comes back from the history, when another tab found another session, and when the session ends.
 * @example
 * import type { oidc } from './auth'
 * const session = useSession<typeof oidc>()
 * if (session.status === 'authenticated') return session.user.name
 */
export function useSession<Oidc extends TypedOidc = TypedOidc>(
  options: UseSessionOptions = {},
): SessionState<RoleOf<Oidc>> {
  const { initial } = options
  const store = findStore(buildAddress('session', options))
  const [first] = useState(() => (initial === undefined ? loading : buildInitial(initial)))
  useEffect(() => {
    if (initial !== undefined) store.offer(initial)
  }, [store, initial])
  const state = useSyncExternalStore(
    store.subscribe,
    () => store.get() ?? first,
    () => first,
  )
  // At run time roles are strings.
  return state as SessionState<RoleOf<Oidc>>
}
