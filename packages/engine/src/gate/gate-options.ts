import type { RoleRequirement } from '@x/oidc-core'
import type { BearerOptions } from '../bearer/bearer-options.ts'

/** What a gate asks for. Without `role`, being signed in is enough; a `role` that is undefined lets nobody in. */
export interface GateOptions<Role extends string = string> {
  readonly role?: RoleRequirement<Role>
}

/** What a gate of an API asks for. `optional` is the same as `bearer.optional`, so it stands beside no `bearer.roles`. */
export type BearerGateOptions<Role extends string = string> = GateOptions<Role> &
  (
    | { readonly bearer: BearerOptions<Role>; readonly optional?: false }
    | { readonly bearer: BearerWithoutRoles<Role>; readonly optional?: boolean }
  )

/** A guard whose token is optional cannot require roles: a request without anything would pass. */
type BearerWithoutRoles<Role extends string> = BearerOptions<Role> & { readonly roles?: never }

/** What a gate asks for that lets everybody in, and says who it is. */
export interface OpenGateOptions<Role extends string = string> {
  readonly optional: true
  readonly bearer?: BearerWithoutRoles<Role>
  readonly role?: never
}

/** What a gate asks for behind which there is somebody, in a list of its own for adapters that tell them apart. */
export type ClosedGateOptions<Role extends string = string> =
  | (GateOptions<Role> & {
      readonly optional?: never
      readonly bearer?: BearerOptions<Role> & { readonly optional?: never }
    })
  | (Required<GateOptions<Role>> & { readonly optional: true; readonly bearer: BearerWithoutRoles<Role> })

/** What an adapter's `requireRole` takes: any of the roles, or all of `{ all }`. */
export type RequiredRoles<Role extends string = string> =
  readonly [Role, ...Role[]] | readonly [{ readonly all: readonly [Role, ...Role[]] }]
