import type { RoleRequirement } from '@x/oidc-core'
import type { BearerOptions } from '../bearer/bearer-options.ts'

/** What a gate asks for. Without `role`, being signed in is enough; a `role` that is undefined lets nobody in. */
export interface GateOptions<Role extends string = string> {
  readonly role?: RoleRequirement<Role>
}

/** What a gate of an API asks for. */
export interface BearerGateOptions<Role extends string = string> extends GateOptions<Role> {
  readonly bearer: BearerOptions<Role>
  /** The same as `bearer.optional`. */
  readonly optional?: boolean
}

/** What a gate asks for that lets everybody in, and says who it is. */
export interface OpenGateOptions<Role extends string = string> {
  readonly optional: true
  readonly bearer?: BearerOptions<Role>
  readonly role?: never
}

/** What a gate asks for behind which there is somebody, in a list of its own for adapters that tell them apart. */
export type ClosedGateOptions<Role extends string = string> =
  | (GateOptions<Role> & {
      readonly optional?: never
      readonly bearer?: BearerOptions<Role> & { readonly optional?: never }
    })
  | (Required<GateOptions<Role>> & { readonly optional: true; readonly bearer: BearerOptions<Role> })

/** What an adapter's `requireRole` takes: any of the roles, or all of `{ all }`. */
export type RequiredRoles<Role extends string = string> =
  readonly [Role, ...Role[]] | readonly [{ readonly all: readonly [Role, ...Role[]] }]
