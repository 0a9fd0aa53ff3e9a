/** The roles that a gate asks for: one, any of a list, or all of a list. */
export type RoleRequirement<Role extends string = string> =
  Role | readonly Role[] | { readonly all: readonly Role[] }

/**
 * Whether somebody's roles meet a requirement. Asking for nothing in particular (an empty list, a requirement that is
 * not one) is a mistake of the caller and is never met.
 */
export function meetsRequirement(roles: ReadonlySet<unknown>, requirement: RoleRequirement): boolean {
  // Callers without types may hand over anything; a set holds only what was put into it.
  const has = (role: unknown): boolean => roles.has(role)
  if (isList(requirement)) return requirement.some(has)
  const { all } = Object(requirement) as { readonly all?: unknown }
  return isList(all) ? all.length > 0 && all.every(has) : has(requirement)
}

/** `Array.isArray` does not narrow to a readonly array. */
function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}
