import type { RoleRequirement } from '@x/oidc-core'
import type { Auth, Authenticated } from './auth.ts'
import type { BearerOptions } from './bearer/options.ts'

/** Either the answer of a caller who is not let through, or who the caller is. */
export type Gate<Role extends string = string, Who extends Auth<Role> = Authenticated<Role>> =
  | { readonly response: Response; readonly auth?: never; readonly finish?: never }
  | {
      readonly response?: never
      readonly auth: Who
      /** Adds to the application's answer what the session needs: cookies, `Cache-Control`, `Vary`. */
      readonly finish: (response: Response) => Response
    }

/** Whom a gate or a guard lets through: also somebody unknown where it is optional and no role is asked for. */
export type AdmittedBy<Role extends string, Options> = Options extends { readonly role: unknown }
  ? Authenticated<Role>
  : 'optional' extends keyof Options
    ? AdmittedIf<Role, Options>
    : Options extends { readonly bearer: infer Bearer }
      ? AdmittedIf<Role, Bearer>
      : Authenticated<Role>

/** Options whose type leaves it open may be optional. */
type AdmittedIf<Role extends string, Options> = Options extends { readonly optional: false }
  ? Authenticated<Role>
  : 'optional' extends keyof Options
    ? Auth<Role>
    : Authenticated<Role>

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
