import type { UserClaims } from '@x/oidc-core'
import type { Extra, ExtraIn, RoleIn, UserTypes } from './with-extra.ts'

/**
 * The caller of a request. This is a union: check `status` before you read the user, and `via` before you read what `onSignIn` added. It
 * is never an error.
 */
export type Auth<Types extends UserTypes = string> =
  Anonymous<RoleIn<Types>> | AuthenticatedBySession<Types> | AuthenticatedByToken<RoleIn<Types>>

/** The roles of a user. */
export interface RoleReading<Role extends string> {
  /** The roles of the user. Empty for an anonymous caller. In JSON, this is a list. It cannot be changed. */
  readonly roles: ReadonlySet<Role>
  // This is a method, so that an `Auth` of certain roles can be assigned to an `Auth` of any roles.
  /** Whether the user has this role, implied roles included. Always false for an anonymous caller. */
  hasRole(role: Role): boolean
}

/** A caller without a session or an access token. */
export interface Anonymous<Role extends string = string> extends RoleReading<Role> {
  /** Tells an anonymous caller from one who is signed in. */
  readonly status: 'anonymous'
  /** An anonymous caller has no user. */
  readonly user: undefined
  /** An anonymous caller has no credential. It has a type, so that code may compare `via` alone. */
  readonly via?: undefined
}

interface SignedIn<Role extends string, Added extends Extra> extends RoleReading<Role> {
  /** Tells a caller who is signed in from an anonymous one. */
  readonly status: 'authenticated'
  /** The credential that identified the caller: the session of a browser, or the access token of the request. */
  readonly via: 'session' | 'bearer'
  /** The person, or the client if it sent its own token. */
  readonly user: User<Added>
  /** When the access token expires, or when the session ends even if it is used: NumericDate, seconds since 1970. */
  readonly expiresAt: number
}

// Types and not interfaces, so that the caller of certain roles can be assigned to the caller of any roles: of an interface, the compiler
// compares the type arguments alone.
/** A caller with a session or an access token. */
export type Authenticated<Types extends UserTypes = string> = SignedIn<RoleIn<Types>, ExtraIn<Types>>

/** A caller with a session. */
export type AuthenticatedBySession<Types extends UserTypes = string> = SignedInBySession<
  RoleIn<Types>,
  ExtraIn<Types>
>

interface SignedInBySession<Role extends string, Added extends Extra> extends SignedIn<Role, Added> {
  /** The session of a browser identified the caller. */
  readonly via: 'session'
}

/** A caller with an access token. No sign-in took place, so `onSignIn` added nothing. */
export interface AuthenticatedByToken<Role extends string = string> extends SignedIn<Role, undefined> {
  /** The access token of the request identified the caller. */
  readonly via: 'bearer'
}

/**
 * What a browser may see of an `Auth`: a Client Component of React gets it. Without functions, and without the data that `onSignIn` added.
 * An `Auth` can be assigned to it.
 */
export type AuthData<Role extends string = string> = AnonymousData<Role> | AuthenticatedData<Role>

/** What a browser may see of an anonymous caller. */
export type AnonymousData<Role extends string = string> = Pick<Anonymous<Role>, 'status' | 'user' | 'roles'>

/** What a browser may see of a caller who is signed in. */
export interface AuthenticatedData<Role extends string = string> extends Pick<
  SignedIn<Role, undefined>,
  'status' | 'via' | 'expiresAt' | 'roles'
> {
  /** The person, without the data that `onSignIn` added. */
  readonly user: Person
}

/** A person without the data of the application. */
export interface Person {
  /** The issuer of the provider that identified the user. */
  readonly issuer: string
  /**
   * The claim `sub`: it identifies the user at the issuer. For a client's own token, it is `client:` followed by the client id.
   */
  readonly subject: string
  /** The name for display, from the claim that `nameClaim` names, or from the first of several. */
  readonly name: string
  /**
   * In a session: `name`, `given_name`, `family_name`, `preferred_username`, `email`, `email_verified`, `picture` and `locale`,
   * if the provider sent them, and the claims of `session.keep.claims` that fitted. For an access token: all claims. A standard
   * claim with the wrong type is left out. @see OpenID Connect Core 1.0, section 5.1
   */
  readonly claims: UserClaims
}

/** A person. Two users are the same if issuer and subject are the same. Names and e-mail addresses do not identify a user. */
export interface User<Added extends Extra = Extra> extends Person {
  /** In a session: the data that `onSignIn` added, frozen. Undefined for an access token, and without `onSignIn`. */
  readonly extra: Added
}

const refuseChange: PropertyDescriptor = {
  value: throwUnchangeable,
  writable: false,
  enumerable: false,
  configurable: false,
}

/** Without this method, a set is `{}` in JSON, so logs and responses would not show the roles. */
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
  // The properties are defined one by one: `defineProperties` takes 50 % longer.
  Object.defineProperty(roles, 'toJSON', listInJson)
  for (const change of ['add', 'clear', 'delete']) Object.defineProperty(roles, change, refuseChange)
  // A handler that overwrites `has` would change the roles of every request of the session.
  Object.freeze(roles)
  return { roles, hasRole: (role) => roles.has(role) }
}

function throwUnchangeable(): never {
  throw new TypeError('Roles come from the sign-in and are not changed.')
}

export const noRoles = buildRoleReading([])

/**
 * The object that `Auth` describes, made for each request. `hasRole` is a member of the class, so that copies, JSON and logs of the object have
 * data alone (decision 156). With `defineProperty` on each object, authentication would take 300 ns longer.
 */
abstract class Caller implements RoleReading<string> {
  abstract readonly roles: ReadonlySet<string>
  readonly #hasRole: (role: string) => boolean

  constructor({ hasRole }: RoleReading<string>) {
    this.#hasRole = hasRole
  }

  /** A function without `this`: `const { hasRole } = auth` works. */
  get hasRole(): (role: string) => boolean {
    return this.#hasRole
  }
}

class AnonymousCaller extends Caller implements Anonymous {
  readonly status = 'anonymous'
  readonly user = undefined
  readonly roles = noRoles.roles
}

class AuthenticatedCaller<Via extends Authenticated['via'], Added extends Extra> extends Caller {
  readonly status = 'authenticated'
  readonly via: Via
  readonly user: User<Added>
  readonly expiresAt: number
  readonly roles: ReadonlySet<string>

  constructor(via: Via, user: User<Added>, expiresAt: number, reading: RoleReading<string>) {
    super(reading)
    this.via = via
    this.user = user
    this.expiresAt = expiresAt
    this.roles = reading.roles
  }
}

/** Builds the `auth` of a request without a session. Each request gets its own object, because handlers may add to it. */
export function buildAnonymous(): Anonymous {
  return new AnonymousCaller(noRoles)
}

/** Builds the user of a request. Each request gets its own object. */
export function buildAuthenticated<Via extends Authenticated['via'], Added extends Extra>(
  via: Via,
  { issuer, subject, name, claims, extra }: User<Added>,
  expiresAt: number,
  reading: RoleReading<string>,
): AuthenticatedCaller<Via, Added> {
  return new AuthenticatedCaller(via, { issuer, subject, name, claims, extra }, expiresAt, reading)
}
