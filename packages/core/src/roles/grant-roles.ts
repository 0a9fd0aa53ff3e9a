import type { SecurityConfig } from '../config/oidc-config.ts'
import { compileSecurity } from './compile-security.ts'
import { expandImpliedRoles, rolesFor } from './expand-implied-roles.ts'
import { grantKey } from './grant-key.ts'
import type { Trace } from './trace.ts'

export interface RoleClaimant {
  /** Distinct role keys. */
  readonly keys: readonly string[]
  /** The user's name, if it may be looked up. */
  readonly name: string | undefined
  /** Whether `defaultRoles` may be given. */
  readonly mayDefault: boolean
}

type RoleGrants = Pick<Trace, 'keys' | 'username' | 'individual' | 'default' | 'implied' | 'granted' | 'gate'>

/** Grants roles by key and by name, and asks the gate. */
export function grantRoles(security: SecurityConfig, claimant: RoleClaimant): RoleGrants {
  const compiled = compileSecurity(security)
  // No entry has an empty name.
  const { name = '' } = claimant
  const keys = claimant.keys.map((key) => grantKey(compiled, key))
  const username = security.usernameAsRoleKey ? (compiled.mapping.get(compiled.fold(name))?.roles ?? []) : []
  const individual = rolesFor(security.individualRoles, name)

  const granted = new Set([...username, ...individual])
  // A plain loop: this is where a decision spends its time.
  for (const { grants } of keys) {
    for (const { roles } of grants) for (const role of roles) granted.add(role)
  }
  const defaults = granted.size === 0 && claimant.mayDefault ? security.defaultRoles : []
  for (const role of defaults) granted.add(role)
  const implied = expandImpliedRoles(granted, security.impliedRoles)

  const required = security.requiredRoles
  const met = required.filter((role) => granted.has(role))
  return {
    keys,
    username,
    individual,
    default: defaults,
    implied,
    granted: [...granted].sort(),
    gate: { required, met, open: required.length === 0 || met.length > 0 },
  }
}
