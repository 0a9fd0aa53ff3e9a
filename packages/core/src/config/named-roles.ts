import type { SecurityConfig } from './oidc-config.ts'

/** Lists the roles that a `security` names in any place. */
export function namedRoles(security: SecurityConfig): readonly string[] {
  return [
    ...security.defaultRoles,
    ...security.requiredRoles,
    ...Object.keys(security.impliedRoles),
    ...[security.roleMapping, security.individualRoles, security.impliedRoles].flatMap((table) =>
      Object.values(table).flat(),
    ),
    ...security.rolePatterns.flatMap(({ roles }) => roles),
  ]
}
