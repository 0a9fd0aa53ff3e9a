import type { SecurityConfig } from '../config/oidc-config.ts'
import { grantRoles, type RoleGrants } from './grant-roles.ts'
import type { RuleTrace, Trace } from './trace.ts'

/** What a decision leaves of an admitted person, so that another `security` can decide again without the claims. */
export interface KeptPerson {
  /** The name of the decision. */
  readonly name: string
  /** The distinct role keys of the decision. */
  readonly roleKeys: readonly string[]
  /** Whether the decision withheld `defaultRoles`, which `withholdsDefaults` says. */
  readonly defaultsWithheld: boolean
}

/** The roles of a person whose claims were not read again. */
export interface DecisionByKeys<Role extends string = string> {
  /** Whether `requiredRoles` admit the person. */
  readonly admitted: boolean
  /** Sorted by code unit, without duplicates. Empty for a person who is not admitted. */
  readonly roles: readonly Role[]
  /** The part of a trace that `security` decides. */
  readonly grants: Pick<Trace<Role>, keyof RoleGrants>
}

/**
 * Decides the roles of a person again, by another `security`, without the claims. For an admitted person the result is that of a new
 * decision with the same claims, if `rolesClaims`, `nameClaim` and `allowUnverifiedEmail` are the same.
 */
export function decideByKeys<Role extends string>(
  security: SecurityConfig<Role>,
  { name, roleKeys, defaultsWithheld }: KeptPerson,
): DecisionByKeys<Role> {
  const grants = grantRoles(security, { keys: roleKeys, name, mayDefault: !defaultsWithheld })
  // At run time roles are strings.
  const granted = grants.granted as Role[]
  const admitted = grants.gate.open
  return { admitted, roles: admitted ? granted : [], grants: { ...grants, granted } }
}

/** Whether a decision withholds `defaultRoles`: a rule may have missed role keys that give other roles. */
export function withholdsDefaults(rules: readonly Pick<RuleTrace, 'outcome'>[]): boolean {
  return rules.some(({ outcome }) => outcome === 'wrong_type' || outcome === 'unverifiable')
}
