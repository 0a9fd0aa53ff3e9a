import type { UserClaims } from '@x/oidc-core'

/** The caller of a request. This is a union and never a truthy error: read `status`, or the `auth` of a gate's result. */
export type Auth<Role extends string = string> = Anonymous<Role> | Authenticated<Role>

/** The roles of a user. */
export interface RoleReading<Role extends string> {
  /** The roles of the user; none of an anonymous caller. In JSON they are a list. They cannot be changed. */
  readonly roles: ReadonlySet<Role>
  // A method, so that an `Auth` of some roles is an `Auth` of any.
  /** Whether the user has this role, implied roles included. Always false of an anonymous caller. */
  hasRole(role: Role): boolean
}

/** A caller without a session or an access token. */
export interface Anonymous<Role extends string = string> extends RoleReading<Role> {
  /** Tells an anonymous caller from one who is signed in. */
  readonly status: 'anonymous'
  /** An anonymous caller has no user. */
  readonly user: undefined
}

/** A caller with a session or an access token. */
export interface Authenticated<Role extends string = string> extends RoleReading<Role> {
  /** Tells a caller who is signed in from an anonymous one. */
  readonly status: 'authenticated'
  /** What identified the caller: the session of a browser, or the access token of the request. */
  readonly via: 'session' | 'bearer'
  /** The person, or the client that sent a token of its own. */
  readonly user: User
  /** When the session ends whatever happens, or the access token expires: NumericDate, seconds since 1970. */
  readonly expiresAt: number
}

/** A person. Two users are the same if issuer and subject are the same. Names and e-mail addresses do not identify a user. */
export interface User {
  /** The issuer of the provider that identified the user. */
  readonly issuer: string
  /** The claim `sub`: it identifies the user at the issuer. It is `client:` and the id for a client's own token. */
  readonly subject: string
  /** The name for display, from the claim that `nameClaim` names, or from the first of several. */
  readonly name: string
  /**
   * Of a session: `name`, `given_name`, `family_name`, `preferred_username`, `email`, `email_verified`, `picture` and `locale`, where the provider
   * sent them, and those of `session.keep.claims` that fitted. Of an access token: all. A standard claim of another type than the standard's
   * is left out. @see OpenID Connect Core 1.0, section 5.1
   */
  readonly claims: UserClaims
}

const refuseChange: PropertyDescriptor = {
  value: throwUnchangeable,
  writable: false,
  enumerable: false,
  configurable: false,
}

/** Without it a set is `{}` in JSON, and the roles of a caller would vanish from logs and responses. */
const listInJson: PropertyDescriptor = {
  value: function toJSON(this: ReadonlySet<string>): string[] {
    return [...this]
  },
  writable: false,
  enumerable: false,
  configurable: false,
}

/**
 * Builds the roles of a user. All requests of a session share the object, so it is immutable: a role that a handler added
 * would open gates to other requests. A new set for each request would be a large part of the cost of authentication.
 */
export function buildRoleReading(names: readonly string[]): RoleReading<string> {
  const roles = new Set(names)
  // One by one: `defineProperties` takes half as long again.
  Object.defineProperty(roles, 'toJSON', listInJson)
  for (const change of ['add', 'clear', 'delete']) Object.defineProperty(roles, change, refuseChange)
  // A `has` of its own would answer for every request.
  Object.freeze(roles)
  return { roles, hasRole: (role) => roles.has(role) }
}

function throwUnchangeable(): never {
  throw new TypeError('Roles come from the sign-in and are not changed.')
}

const noRoles = buildRoleReading([])

/** Builds the `auth` of a request without a session. Each request gets its own object, because handlers may add to it. */
export function buildAnonymous(): Anonymous {
  return { status: 'anonymous', user: undefined, roles: noRoles.roles, hasRole: noRoles.hasRole }
}

/** Builds the user of a request. Each request gets its own object. */
export function buildAuthenticated(
  via: Authenticated['via'],
  { issuer, subject, name, claims }: User,
  expiresAt: number,
  { roles, hasRole }: RoleReading<string>,
): Authenticated {
  return { status: 'authenticated', via, user: { issuer, subject, name, claims }, expiresAt, roles, hasRole }
}
