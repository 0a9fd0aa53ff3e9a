import { expandImpliedRoles, rolesFor } from '../config/implied-roles.ts'
import type { SecurityConfig } from '../config/oidc-config.ts'
import { type CompiledPattern, type CompiledSecurity, compileSecurity } from './compile-security.ts'
import type { KeyGrant, KeyTrace, Trace } from './trace.ts'
import { matchesGlob } from './glob.ts'

export interface RoleClaimant {
  /** Distinct role keys. */
  readonly keys: readonly string[]
  /** The user's name, if it may be looked up. */
  readonly name: string | undefined
  /** Whether `defaultRoles` may be granted. */
  readonly mayDefault: boolean
}

/** The part of a trace that a `security` decides. */
export type RoleGrants = Pick<
  Trace,
  'keys' | 'username' | 'individual' | 'default' | 'implied' | 'granted' | 'gate'
>

/** Grants roles by key and by name, and evaluates the gate. */
export function grantRoles(security: SecurityConfig, claimant: RoleClaimant): RoleGrants {
  const compiled = compileSecurity(security)
  // An entry never has an empty name.
  const { name = '' } = claimant
  const keys = claimant.keys.map((key) => grantKey(compiled, key))
  const username = security.usernameAsRoleKey ? (compiled.mapping.get(compiled.fold(name))?.roles ?? []) : []
  const individual = rolesFor(security.individualRoles, name)

  const granted = new Set([...username, ...individual])
  // A plain loop: most of the time of a decision is spent here.
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

/** Looks up the roles of one role key. */
function grantKey(security: CompiledSecurity, key: string): KeyTrace {
  const folded = security.fold(key)
  const matches = ({ glob }: CompiledPattern): boolean => matchesGlob(glob, folded)
  const grants: KeyGrant[] = []

  const mapped = security.mapping.get(folded)
  if (mapped) grants.push(mapped)
  for (const pattern of security.patterns) if (matches(pattern)) grants.push(pattern.grant)
  if (grants.length > 0) return { key, grants }

  const allowed = security.allow.find(matches)
  const role = security.prefix + key
  if (allowed && !security.reserved.has(role)) {
    return { key, grants: [{ ...allowed.grant, roles: [role] }] }
  }
  return allowed ? { key, grants, reserved: role } : { key, grants }
}
