import { isList, isObject } from '../config/read-values.ts'

/** The roles that a gate requires: one, any of a list, or all of a list. */
export type RoleRequirement<Role extends string = string> =
  Role | readonly Role[] | { readonly all: readonly Role[] }

/**
 * Whether roles meet a requirement. A requirement without roles (an empty list, a hole in a list, `{ all }` with another
 * member beside it, a value of another type) is a mistake of the caller and is
 * never met. Own members count, inherited ones do not. Never throws.
 */
export function meetsRequirement(roles: ReadonlySet<unknown>, requirement: RoleRequirement): boolean {
  // Callers without types may pass any value; a set holds only what was put into it.
  const has = (role: unknown): boolean => roles.has(role)
  try {
    // The list is copied, so that a hole becomes undefined: `every` would skip a hole.
    if (isList(requirement)) return [...requirement].some(has)
    if (!isObject(requirement)) return has(requirement)
    const members = Object.entries(requirement)
    const all = members.length === 1 && members[0]?.[0] === 'all' ? members[0][1] : undefined
    return isList(all) && all.length > 0 && [...all].every(has)
  } catch {
    // A getter or a proxy threw.
    return false
  }
}
