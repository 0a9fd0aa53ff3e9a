import type { Person } from './auth.ts'

/** The answer of `/oauth2/session` to scripts of the application. Check `authenticated` before you read the user. */
export type SessionResponse<Role extends string = string> = ActiveSession<Role> | NoSession

/** A person who is signed in, as scripts of the application see them. */
export interface ActiveSession<Role extends string = string> {
  /** Tells a person who is signed in from an anonymous visitor. */
  readonly authenticated: true
  /** The person, with the claims that the session keeps, and without the data that `onSignIn` added. */
  readonly user: Person
  /** The roles of the person, sorted. */
  readonly roles: readonly Role[]
  /** When the session ends even if it is used: NumericDate, seconds since 1970. It may end earlier. */
  readonly expiresAt: number
}

/** An anonymous visitor, where the request has `optional=1`. Without it, the answer is 401. */
export interface NoSession {
  /** Tells an anonymous visitor from a person who is signed in. */
  readonly authenticated: false
}
