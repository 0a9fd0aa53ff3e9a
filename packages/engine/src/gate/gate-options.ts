import type { RoleRequirement } from '@x/oidc-core'

/** What a gate asks for. Without `role`, being signed in is enough; a `role` that is undefined lets nobody in. */
export interface GateOptions<Role extends string = string> {
  readonly role?: RoleRequirement<Role>
}
