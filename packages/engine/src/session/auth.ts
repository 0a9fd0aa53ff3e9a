import type { Claims } from '@x/oidc-core'
import type { SessionPayload } from '../sealing/payload-schemas.ts'

/** Who is calling. A union, never an error that is truthy: read `status`, or a gate's `auth`. */
export type Auth<Role extends string = string> = Anonymous<Role> | Authenticated<Role>

interface RoleReading<Role extends string> {
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

/** Builds what a request without a session is told. Each request gets an object of its own: handlers may put things on it. */
export function buildAnonymous(): Anonymous {
  const roles = new Set<string>()
  return { status: 'anonymous', user: undefined, roles, hasRole: (role) => roles.has(role) }
}

/** Tells one request who its session belongs to. */
export function buildAuthenticated(session: SessionPayload, expiresAt: number): Authenticated {
  const roles = new Set(session.roles)
  return {
    status: 'authenticated',
    via: 'session',
    user: { issuer: session.iss, subject: session.sub, name: session.name, claims: session.claims },
    expiresAt,
    roles,
    hasRole: (role) => roles.has(role),
  }
}
