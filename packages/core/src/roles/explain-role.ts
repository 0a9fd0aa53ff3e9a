import { expandImpliedRoles, rolesFor } from '../config/implied-roles.ts'
import { nearestKey } from '../config/nearest-key.ts'
import type { SecurityConfig } from '../config/oidc-config.ts'
import type { Decision } from './decision.ts'
import { explainReversed, nameEntry } from './explain-keys.ts'
import { findAllowed, listRoutes } from './list-routes.ts'
import { quote, writeLines } from './quote.ts'
import type { Trace } from './trace.ts'

/**
 * Says why a role was granted, or which entries would have granted it and why they did not.
 * @param denials why the user is not admitted, in sentences
 */
export function explainRole(
  decision: Decision,
  role: string,
  security: SecurityConfig | undefined,
  denials: readonly string[],
): readonly string[] {
  const { roles, trace } = decision
  const granted: readonly string[] = roles
  if (granted.includes(role)) return [`${quote(role)} was granted:`, ...writeLines(listGrants(trace, role))]
  const missing = `${quote(role)} was not granted`
  if (trace.granted.includes(role))
    return [
      `${missing}, because the user is not admitted.`,
      ...denials,
      'If the user were admitted:',
      ...writeLines(listGrants(trace, role)),
    ]
  if (security === undefined)
    return [`${missing}.`, ...denials, '- To list the entries that would grant it, pass the option security.']
  const routes = listRoutes(decision, role, security)
  return routes.length > 0
    ? [`${missing}.`, ...denials, 'These entries would grant it:', ...routes]
    : [`${missing}: no entry of security grants it.`, ...denials, ...explainUnknown(security, role)]
}

/** Lists the entries that granted a role, then the entries that granted a role which implies it. */
function listGrants(trace: Trace, role: string): readonly string[] {
  const impliedBy = new Map(trace.implied.map((each) => [each.role, each.by]))
  const lines: string[] = []
  // A loop: a chain of roles may be longer than the call stack.
  for (let each: string | undefined = role; each !== undefined;) {
    const by = impliedBy.get(each)
    lines.push(...listDirectGrants(trace, each))
    if (by !== undefined) lines.push(`impliedRoles grants ${quote(each)} to users with ${quote(by)}`)
    // Each role is followed once, so this ends for any trace.
    impliedBy.delete(each)
    each = by
  }
  return lines
}

function listDirectGrants(trace: Trace, role: string): readonly string[] {
  const user = 'to the name of the user'
  return [
    ...trace.keys.flatMap(({ key, grants }) =>
      grants
        .filter(({ roles }) => roles.includes(role))
        .map((grant) => `${nameEntry(grant)} grants ${quote(role)}: the role key ${quote(key)} came`),
    ),
    ...(trace.username.includes(role)
      ? [`roleMapping grants ${quote(role)} ${user}, with usernameAsRoleKey`]
      : []),
    ...(trace.individual.includes(role) ? [`individualRoles grants ${quote(role)} ${user}`] : []),
    ...(trace.default.includes(role) ? [`defaultRoles grants ${quote(role)}: there was no other role`] : []),
  ]
}

/**
 * Says that no entry of these `security` grants a role, and which role was probably meant. Returns undefined if an entry grants
 * the role, or if `passthrough` may grant it.
 */
export function describeUngrantedRole(
  role: string,
  securities: readonly SecurityConfig[],
): string | undefined {
  const grantable = new Set(securities.flatMap((security) => [...listGrantable(security)]))
  if (grantable.has(role) || securities.some(({ passthrough }) => passthrough !== false)) return undefined
  const nearest = nearestKey(role, [...grantable])
  const meant = nearest === undefined ? '' : ` The nearest role that an entry grants is ${quote(nearest)}.`
  return `No entry of security grants ${quote(role)}.${meant}`
}

/** Lists the roles that entries name, and the roles that these roles imply. */
function listGrantable(security: SecurityConfig): ReadonlySet<string> {
  const { defaultRoles, impliedRoles, individualRoles, roleMapping, rolePatterns } = security
  const grantable = new Set([
    ...defaultRoles,
    ...Object.values(roleMapping).flat(),
    ...Object.values(individualRoles).flat(),
    ...rolePatterns.flatMap(({ roles }) => roles),
  ])
  expandImpliedRoles(grantable, impliedRoles)
  return grantable
}

/** Gives hints about a role that no entry grants. */
function explainUnknown(security: SecurityConfig, role: string): readonly string[] {
  const { requiredRoles, roleMapping } = security
  const nearest = nearestKey(role, [...listGrantable(security)])
  const [key] = rolesFor(roleMapping, role)
  return [
    ...(nearest === undefined ? [] : [`- The nearest role that an entry grants is ${quote(nearest)}.`]),
    ...(key === undefined ? [] : [`- ${explainReversed(role, key)}.`]),
    ...(requiredRoles.includes(role) ? ['- requiredRoles names it, but grants nothing.'] : []),
    ...(findAllowed(role, security) === undefined
      ? []
      : ['- passthrough cannot grant it: it skips mapped keys and roles that the configuration names.']),
  ]
}
