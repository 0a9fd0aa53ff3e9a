import type { Claims } from '@x/oidc-core'

/** Who is calling. A union, never an error that is truthy: read `status`, or a gate's `auth`. */
export type Auth<Role extends string = string> = Anonymous<Role> | Authenticated<Role>

/** What is told of roles. */
export interface RoleReading<Role extends string> {
  readonly roles: ReadonlySet<Role>
  // A method, so that an `Auth` of some roles is an `Auth` of any.
  hasRole(role: Role): boolean
}

export interface Anonymous<Role extends string = string> extends RoleReading<Role> {
  readonly status: 'anonymous'
  readonly user: undefined
}

export interface Authenticated<Role extends string = string> extends RoleReading<Role> {
  readonly status: 'authenticated'
  readonly via: 'session' | 'bearer'
  readonly user: User
  /** NumericDate of the absolute end. */
  readonly expiresAt: number
}

/** A person. Two are the same if issuer and subject are, never by name or e-mail. */
export interface User {
  readonly issuer: string
  readonly subject: string
  /** The claim that `nameClaim` names. */
  readonly name: string
  /** The standard profile claims, or all claims where `session.keep` has `'claims'`. */
  readonly claims: Claims
}

/**
 * Builds what is told of roles. Requests of one session share it, so nobody can change it: a role that a handler added would
 * otherwise open gates to others, and to build a set for each request is a fair part of what it costs to know the caller.
 */
export function buildRoleReading(names: readonly string[]): RoleReading<string> {
  const roles = new Set(names)
  for (const name of ['add', 'clear', 'delete']) Object.defineProperty(roles, name, { value: refuseChange })
  // A `has` of its own would answer for every request.
  Object.freeze(roles)
  return { roles, hasRole: (role) => roles.has(role) }
}

function refuseChange(): never {
  throw new TypeError('Roles come from the sign-in and are not changed.')
}

const noRoles = buildRoleReading([])

/** Builds what a request without a session is told. Each request gets an object of its own: handlers may put things on it. */
export function buildAnonymous(): Anonymous {
  return { status: 'anonymous', user: undefined, roles: noRoles.roles, hasRole: noRoles.hasRole }
}

/** Builds what a request is told of its user. Each request gets an object of its own. */
export function buildAuthenticated(
  via: Authenticated['via'],
  { issuer, subject, name, claims }: User,
  expiresAt: number,
  { roles, hasRole }: RoleReading<string>,
): Authenticated {
  return { status: 'authenticated', via, user: { issuer, subject, name, claims }, expiresAt, roles, hasRole }
}
