import type { JsonObject, RolesOf } from '@x/oidc-core'

/** The data that `onSignIn` adds to a session; undefined if it adds none. */
export type Extra = JsonObject | undefined

/**
 * What the compiler knows of the users of an application: the names of their roles, such as `'ROLE_USER' | 'ROLE_ADMIN'`, or with
 * `onSignIn` these names and the type of `extra`. With `string` the roles and `extra` may be anything.
 */
export type UserTypes = string | WithExtra

/** The roles of users, and the type of the data that `onSignIn` adds to their sessions. */
export interface WithExtra<Role extends string = string, Added extends Extra = Extra> {
  /** The names of the roles. It has a type, and no value. */
  readonly role: Role
  /** The type of `user.extra`. It has no value here. */
  readonly extra: Added
}

// The tuples keep a union of roles whole, so that a tooltip shows it without the name of this alias.
/** The names of the roles. */
export type RoleIn<Types extends UserTypes> = [Types] extends [string]
  ? Types
  : Types extends WithExtra
    ? Types['role']
    : never

/** The type of `user.extra` of a session. */
export type ExtraIn<Types extends UserTypes> = [Types] extends [string]
  ? string extends Types
    ? Extra
    : undefined
  : Types extends WithExtra
    ? Types['extra']
    : undefined

/**
 * What options say of the users: the roles that they name, and with `onSignIn` the type of `extra` that it returns. It is `string` if
 * the names of the roles and the type of the function were lost because options were annotated: write `satisfies`.
 */
export type UserTypesOf<Options> = Options extends { readonly onSignIn: infer Hook }
  ? JoinTypes<RolesOf<Options>, AddedBy<Hook>>
  : 'onSignIn' extends keyof Options
    ? JoinTypes<RolesOf<Options>, Extra>
    : RolesOf<Options>

type JoinTypes<Role extends string, Added extends Extra> = [Added] extends [undefined]
  ? Role
  : [string, Extra] extends [Role, Added]
    ? Role
    : WithExtra<Role, Added>

/** A person who is denied has no session, so that result says nothing about `extra`. */
type AddedBy<Hook> = Hook extends (...parameters: never) => infer Result
  ? ExtraOfResult<Awaited<Result>>
  : undefined

type ExtraOfResult<Result> = Result extends { readonly deny: string }
  ? never
  : 'extra' extends keyof Result
    ? Extract<Result['extra'], Extra>
    : undefined
