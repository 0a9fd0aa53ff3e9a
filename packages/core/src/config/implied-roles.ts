import type { RoleTable } from './oidc-options.ts'

/** Finds roles that imply each other in a circle, in order. The last element repeats the first. */
export function findRoleCycle(impliedRoles: RoleTable): readonly string[] | undefined {
  const table = new Map(Object.entries(impliedRoles))
  const done = new Set<string>()
  for (const [start, lower] of table) {
    // Depth first without recursion: a chain of roles may be longer than the call stack.
    const branch = [start]
    const open = new Set(branch)
    const untried = [[...lower]]
    for (let role = branch.at(-1); role !== undefined; role = branch.at(-1)) {
      const next = done.has(role) ? undefined : untried.at(-1)?.pop()
      if (next === undefined) {
        done.add(role)
        open.delete(role)
        branch.pop()
        untried.pop()
        continue
      }
      if (open.has(next)) return [...branch.slice(branch.indexOf(next)), next]
      // The path is copied once for each role, even if many roles imply it.
      if (done.has(next)) continue
      branch.push(next)
      open.add(next)
      untried.push([...(table.get(next) ?? [])])
    }
  }
  return undefined
}

/** A role that another role includes. */
export interface ImpliedRole {
  /** The role that is included. */
  readonly role: string
  /** The role that includes it. */
  readonly by: string
}

/** Adds all included roles to a set of roles, transitively. Returns which role implied which role. */
export function expandImpliedRoles(roles: Set<string>, impliedRoles: RoleTable): readonly ImpliedRole[] {
  const implied: ImpliedRole[] = []
  // The iteration of a set also reaches elements that are added during it.
  for (const by of roles) {
    for (const role of rolesFor(impliedRoles, by)) {
      if (roles.has(role)) continue
      roles.add(role)
      implied.push({ role, by })
    }
  }
  return implied
}

/** Looks up an own entry, so that the role `constructor` does not find the inherited member. */
export function rolesFor(table: RoleTable, name: string): readonly string[] {
  return (Object.hasOwn(table, name) && table[name]) || []
}
