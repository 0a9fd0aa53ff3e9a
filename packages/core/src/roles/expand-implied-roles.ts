import type { RoleTable } from '../config/oidc-options.ts'

export interface ImpliedRole {
  readonly role: string
  /** The role that includes it. */
  readonly by: string
}

/** Adds to a set of roles those that they include, all the way down, and tells which came by which. */
export function expandImpliedRoles(roles: Set<string>, impliedRoles: RoleTable): readonly ImpliedRole[] {
  const implied: ImpliedRole[] = []
  // Iterating a set also visits what is added on the way.
  for (const by of roles) {
    for (const role of rolesFor(impliedRoles, by)) {
      if (roles.has(role)) continue
      roles.add(role)
      implied.push({ role, by })
    }
  }
  return implied
}

/** Looks up an own entry, so that nobody called `constructor` gets anything. */
export function rolesFor(table: RoleTable, name: string): readonly string[] {
  return (Object.hasOwn(table, name) && table[name]) || []
}
