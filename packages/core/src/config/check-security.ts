import { foldAscii } from '../roles/compile-security.ts'
import { expandImpliedRoles } from '../roles/expand-implied-roles.ts'
import { findRoleCycle } from './find-role-cycle.ts'
import type { IssueList, IssuePath } from './issue-list.ts'
import type { SecurityConfig } from './oidc-config.ts'
import type { RoleTable } from './oidc-options.ts'

/** Checks what the parts of a `security` mean together. */
export function checkSecurity(security: SecurityConfig, path: IssuePath, issues: IssueList): void {
  const { requiredRoles, defaultRoles, impliedRoles } = security
  if (security.caseInsensitiveKeys) checkFolding(security.roleMapping, [...path, 'roleMapping'], issues)

  const cycle = findRoleCycle(impliedRoles)
  if (cycle)
    issues.error([...path, 'impliedRoles'], 'cycle', `must not go in a circle: ${cycle.join(' → ')}.`)

  if (requiredRoles.length === 0) {
    issues.warn([...path, 'requiredRoles'], 'gate_open', 'is empty: everybody who signs in is admitted.')
  }
  const given = new Set(defaultRoles)
  expandImpliedRoles(given, impliedRoles)
  const opening = requiredRoles.find((role) => given.has(role))
  if (opening !== undefined) {
    const message = `gives ${opening}, which opens the gate to everybody who signs in.`
    issues.warn([...path, 'defaultRoles'], 'gate_open', message)
  }
}

/** Two keys that differ by case alone would be one. */
export function checkFolding(roleMapping: RoleTable, path: IssuePath, issues: IssueList): void {
  const seen = new Map<string, string>()
  for (const key of Object.keys(roleMapping)) {
    const folded = foldAscii(key)
    const other = seen.get(folded)
    if (other === undefined) seen.set(folded, key)
    else {
      const message = `is the same key as ${JSON.stringify(other)} with caseInsensitiveKeys. Keep one of them.`
      issues.error([...path, key], 'duplicate', message)
    }
  }
}
