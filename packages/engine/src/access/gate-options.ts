import type { RoleRequirement } from '@x/oidc-core'
import type { Auth, Authenticated, AuthenticatedBySession, AuthenticatedByToken } from './auth.ts'
import type { BearerOptions } from './bearer/options.ts'
import type { PersonAccess } from './person-access.ts'
import type { RoleIn, UserTypes } from './with-extra.ts'

/** Either the response that refuses a caller, or the caller. */
export type Gate<
  Types extends UserTypes = string,
  Who extends Auth<Types> | Authenticated<Types> = Authenticated<Types>,
> =
  | {
      readonly response: Response
      readonly auth?: never
      readonly finish?: never
      readonly tokens?: never
      readonly fetchAs?: never
    }
  | (PersonAccess & {
      readonly response?: never
      readonly auth: Who
      /**
       * Adds the headers that the session needs to the application's response: cookies, `Cache-Control`, `Vary`. Call it after `tokens` and
       * `fetchAs`, because a refresh adds cookies.
       */
      readonly finish: (response: Response) => Response
    })

/**
 * The caller that a gate or bearer authentication admits. It may be anonymous if the gate is optional and requires no role. A caller with
 * an access token has no `extra`.
 */
export type AdmittedBy<Types extends UserTypes, Options> = Options extends { readonly bearer: infer Bearer }
  ? AdmittedByToken<Types, Options, MayBeAbsent<'optional' extends keyof Options ? Options : Bearer>>
  : Options extends { readonly audience: unknown }
    ? AdmittedByToken<Types, Options, MayBeAbsent<Options>>
    : AdmittedBySession<Types, Options>

type AdmittedBySession<Types extends UserTypes, Options> = Options extends { readonly role: unknown }
  ? Authenticated<Types>
  : MayBeAbsent<Options> extends true
    ? Auth<Types>
    : Authenticated<Types>

type AdmittedByToken<Types extends UserTypes, Options, IsOptional> = IsOptional extends true
  ? Options extends { readonly role: unknown }
    ? AuthenticatedBySession<Types> | AuthenticatedByToken<RoleIn<Types>>
    : Auth<Types>
  : AuthenticatedByToken<RoleIn<Types>>

/** If the type does not say whether `optional` is set, the credential may be absent. */
type MayBeAbsent<Options> = Options extends { readonly optional: false }
  ? false
  : 'optional' extends keyof Options
    ? true
    : false

/** The requirements of a gate. Without `role`, a session is enough. A `role` that is undefined admits no caller. */
export interface GateOptions<Role extends string = string> {
  /** The caller needs this role, one of the list, or all of `{ all }`. @default any signed-in user is admitted */
  readonly role?: RoleRequirement<Role>
}

/** The requirements of an API's gate. `optional` is the same as `bearer.optional`, so it excludes `bearer.roles`. */
export type BearerGateOptions<Role extends string = string> = GateOptions<Role> &
  (
    | {
        /** The requirements for the access token of a request. */
        readonly bearer: BearerOptions<Role>
        /** Whether requests without an `Authorization` header pass, with the session if there is one. @default false */
        readonly optional?: false
      }
    | {
        /** The requirements for an access token, if the request has one. */
        readonly bearer: BearerWithoutRoles<Role>
        /** Whether requests without an `Authorization` header pass, with the session if there is one. @default false */
        readonly optional?: boolean
      }
  )

/** Roles cannot be required if the token is optional: a request without a token would pass. */
type BearerWithoutRoles<Role extends string> = BearerOptions<Role> & {
  /** Not allowed with an optional token: a request without a token would pass. */
  readonly roles?: never
}

/** The options of a gate that admits every caller and returns it. */
export interface OpenGateOptions<Role extends string = string> {
  /** Callers without credentials pass, as anonymous. */
  readonly optional: true
  /** The requirements for an access token, if the request has one. Without this option only sessions count. */
  readonly bearer?: BearerWithoutRoles<Role>
  /** Not allowed with `optional`: a gate that requires a role never admits an anonymous caller. */
  readonly role?: never
}

/** The options of a gate that requires a caller, as a separate type, for adapters that distinguish these gates. */
export type ClosedGateOptions<Role extends string = string> =
  | (GateOptions<Role> & {
      readonly optional?: never
      readonly bearer?: BearerOptions<Role> & { readonly optional?: never }
    })
  | (Required<GateOptions<Role>> & { readonly optional: true; readonly bearer: BearerWithoutRoles<Role> })

/** The arguments of an adapter's `requireRole`, as they arrive: `buildRoleGate` refuses `{ all }` beside another one. */
export type RequiredRoles<Role extends string = string> = readonly (Role | AllRoles<Role>)[]

/** A requirement of several roles. The caller needs each of them. */
export interface AllRoles<Role extends string = string> {
  /** The roles, one at least. */
  readonly all: readonly [Role, ...Role[]]
}

/**
 * An adapter's `requireRole`. It has two signatures, by the number of arguments: with one signature for both forms, a compiler
 * error would name neither the misspelt role nor the valid roles.
 */
export interface RequireRole<Role extends string, Step> {
  /**
   * Admits users with the role, or with all of `{ all }`. Others get 403. Anonymous callers are sent to the sign-in, or get 401 if the client
   * is not a browser.
   * @throws OidcError `config_invalid` for a value that is neither
   */
  (role: Role | AllRoles<Role>): Step
  /**
   * Admits users with one of the roles. Others get 403. Anonymous callers are sent to the sign-in, or get 401 if the client is not a browser.
   * @throws OidcError `config_invalid` for a value that is no role
   */
  (first: Role, second: Role, ...others: readonly Role[]): Step
}
