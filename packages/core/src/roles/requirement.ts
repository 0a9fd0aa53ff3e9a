import { isList, isObject } from '../config/read-values.ts'

/** The roles that a gate asks for: one, any of a list, or all of a list. */
export type RoleRequirement<Role extends string = string> =
  Role | readonly Role[] | { readonly all: readonly Role[] }

/**
 * Whether roles meet a requirement. A requirement that asks for nothing in particular (an empty list, a place in a list that
 * is left out, `{ all }` with another member beside it, a value that is no requirement) is a mistake of the caller and is
 * never met. Own members count, inherited ones do not. Never throws.
 */
export function meetsRequirement(roles: ReadonlySet<unknown>, requirement: RoleRequirement): boolean {
  // Callers without types may pass any value; a set holds only what was put into it.
  const has = (role: unknown): boolean => roles.has(role)
  try {
    // A copy of a list has an element in each place: `every` skips the places that a list leaves out.
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
