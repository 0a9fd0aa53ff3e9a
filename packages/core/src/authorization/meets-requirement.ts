/** The roles that a gate asks for: one, any of a list, or all of a list. */
export type RoleRequirement<Role extends string = string> =
  Role | readonly Role[] | { readonly all: readonly Role[] }

/**
 * Whether somebody's roles meet a requirement. Asking for nothing in particular (an empty list, a requirement that is
 * not one) is a mistake of the caller and is never met.
 */
export function meetsRequirement(roles: ReadonlySet<string>, requirement: RoleRequirement): boolean {
  // Callers without types may hand over anything.
  const asked: unknown = requirement
  if (typeof asked === 'string') return roles.has(asked)
  if (isList(asked)) return asked.some((role) => roles.has(role))
  if (typeof asked !== 'object' || asked === null || !('all' in asked) || !isList(asked.all)) return false
  return asked.all.length > 0 && asked.all.every((role) => roles.has(role))
}

/** `Array.isArray` does not narrow to a readonly array. */
function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value)
}
