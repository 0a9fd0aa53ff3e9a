import type { AuthData, SessionResponse } from '@x/oidc-engine'

/** Who is signed in, as far as the page knows. Check `status` before you read the user. */
export type SessionState<Role extends string = string> =
  AuthenticatedSession<Role> | AnonymousSession<Role> | LoadingSession<Role> | FailedSession<Role>

/** What every state has. */
interface Reading<Role extends string> {
  /** The roles of the person. Empty unless `status` is `authenticated`. */
  readonly roles: ReadonlySet<Role>
  /** Whether the last request failed, so that the state may have changed since. */
  readonly isStale: boolean
  // A method, so that the state of certain roles can be assigned to the state of any roles.
  /** Whether the person has this role. It decides what a page shows, and protects nothing: the server does. */
  hasRole(role: Role): boolean
}

interface WithoutUser<Role extends string> extends Reading<Role> {
  /** There is no person. */
  readonly user?: undefined
  /** There is no session. */
  readonly expiresAt?: undefined
}

/** A person who is signed in. */
export interface AuthenticatedSession<Role extends string = string> extends Reading<Role> {
  /** Tells a person who is signed in from the other states. */
  readonly status: 'authenticated'
  /** The person. */
  readonly user: AuthenticatedResponse['user']
  /** When the session ends even if it is used: NumericDate, seconds since 1970. From then on, the state is `anonymous`. */
  readonly expiresAt: number
}

/** No person is signed in, or the session is over. */
export interface AnonymousSession<Role extends string = string> extends WithoutUser<Role> {
  /** Tells an anonymous visitor from the other states. */
  readonly status: 'anonymous'
}

/** The first request is under way, or the page is rendered on a server without `initial`. */
export interface LoadingSession<Role extends string = string> extends WithoutUser<Role> {
  /** Tells a page that does not know yet from the other states. */
  readonly status: 'loading'
}

/** The first request failed. The next one is sent when the window gets the focus. */
export interface FailedSession<Role extends string = string> extends WithoutUser<Role> {
  /** Tells a page that could not find out from the other states. */
  readonly status: 'error'
}

type AuthenticatedResponse = Extract<SessionResponse, { authenticated: true }>

/** Builds a state without a person. */
export function buildEmpty(status: 'anonymous' | 'error' | 'loading', isStale = false): SessionState {
  return { status, isStale, roles: new Set(), hasRole: () => false }
}

export const loading = buildEmpty('loading')

/** Builds the state that an answer describes. */
export function buildState(answer: SessionResponse): SessionState {
  if (!answer.authenticated) return buildEmpty('anonymous')
  const roles = new Set(answer.roles)
  const { expiresAt, user } = answer
  return {
    status: 'authenticated',
    user,
    expiresAt,
    roles,
    isStale: false,
    hasRole: (role) => roles.has(role),
  }
}

/** Builds the state of a session that the server found while it rendered the page. */
export const buildInitial = (initial: AuthData | SessionResponse): SessionState =>
  buildState(
    'status' in initial
      ? initial.status === 'authenticated'
        ? { ...initial, authenticated: true, roles: [...initial.roles] }
        : { authenticated: false }
      : initial,
  )

/** A text that is the same for the same person with the same roles and the same session. */
export const identify = ({ status, user, roles, expiresAt }: SessionState): string =>
  JSON.stringify([status, user?.issuer, user?.subject, [...roles], expiresAt])
