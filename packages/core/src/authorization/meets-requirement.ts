/** The roles that a gate asks for: one, any of a list, or all of a list. */
export type RoleRequirement<Role extends string = string> =
  Role | readonly Role[] | { readonly all: readonly Role[] }

/**
 * Whether somebody's roles meet a requirement. Asking for nothing in particular (an empty list, a requirement that is
 * not one) is a mistake of the caller and is never met.
 */
export function meetsRequirement(roles: ReadonlySet<string>, requirement: RoleRequirement): boolean {
  if (typeof requirement === 'string') return roles.has(requirement)
  if (isList(requirement)) return requirement.some((role) => roles.has(role))
  if (typeof requirement !== 'object' || requirement === null || !isList(requirement.all)) return false
  return requirement.all.length > 0 && requirement.all.every((role) => roles.has(role))
}

/** `Array.isArray` does not narrow a readonly array. */
function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value)
}
