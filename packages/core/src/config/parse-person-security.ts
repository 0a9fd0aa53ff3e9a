import type { ConfigIssue } from '../errors/error-details.ts'
import { freezeConfig } from './freeze-config.ts'
import { IssueList, type IssuePath } from './issues.ts'
import type { SecurityConfig } from './oidc-config.ts'
import { checkParts, namedRoles, parseSecurity, securityKeys } from './parse-security.ts'

/** What the configuration around a `security` of one person says. */
export interface PersonSecurityPlace {
  /** The path of the function, e.g. `providers[0].security`, for issues. */
  readonly path: IssuePath
  /** The roles that the configuration names: they cannot be passed through. */
  readonly reserved: Iterable<string>
  /**
   * Whether other functions may name roles that are not known here. Passthrough then needs the list `except`, because it could bring
   * a role that only another function may give.
   */
  readonly needsExcept: boolean
}

/** The `security` of one person; undefined if an issue is an error. */
export interface PersonSecurity {
  /** Frozen, with defaults, and without a prototype. */
  readonly security: SecurityConfig | undefined
  /** Errors and warnings. */
  readonly issues: readonly ConfigIssue[]
}

/**
 * Reads the `security` that a function returned for one person, in the same way as `defineOidcConfig` reads that of a configuration,
 * without the rest of the configuration. It reads each value once, and later changes of the value change nothing. Never throws.
 *
 * What is no mistake for one person is no issue: `defaultRoles` that open the gate, and a gate that this person cannot pass.
 */
export function parsePersonSecurity(
  value: unknown,
  { path, reserved, needsExcept }: PersonSecurityPlace,
): PersonSecurity {
  const issues = new IssueList([['security', securityKeys]])
  const security = parseSecurity(value, path, issues)
  checkParts(security, path, issues)
  const { passthrough } = security
  if (needsExcept && passthrough !== false && passthrough.except.length === 0)
    issues.error([...path, 'passthrough', 'except'], 'missing', exceptIsMissing)
  if (issues.hasErrors) return { security: undefined, issues: issues.issues }
  return { security: freezeConfig(reserveRoles(security, reserved)), issues: issues.issues }
}

/** The message where passthrough stands beside a function of another provider. */
export const exceptIsMissing =
  'must list the roles that cannot be passed through: the roles that the function of another provider gives are not known here.'

/** Reserves the roles of the configuration, and those that this `security` names. */
function reserveRoles(security: SecurityConfig, reserved: Iterable<string>): SecurityConfig {
  const { passthrough } = security
  if (passthrough === false) return security
  const except = new Set([...passthrough.except, ...reserved, ...namedRoles([security])])
  return { ...security, passthrough: { ...passthrough, except: [...except].sort() } }
}
