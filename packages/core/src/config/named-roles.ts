import type { SecurityConfig } from './oidc-config.ts'

/** Lists the roles that some `security` name in any place, each once. What they share is read once. */
export function namedRoles(securities: readonly SecurityConfig[]): ReadonlySet<string> {
  const tables = new Set(
    securities.flatMap(({ roleMapping, individualRoles, impliedRoles }) => [
      roleMapping,
      individualRoles,
      impliedRoles,
    ]),
  )
  const lists = new Set(
    securities.flatMap(({ defaultRoles, requiredRoles }) => [defaultRoles, requiredRoles]),
  )
  const patterns = new Set(securities.map(({ rolePatterns }) => rolePatterns))
  const implying = new Set(securities.map(({ impliedRoles }) => impliedRoles))
  return new Set([
    ...[...lists].flat(),
    ...[...implying].flatMap((table) => Object.keys(table)),
    ...[...tables].flatMap((table) => Object.values(table).flat()),
    ...[...patterns].flatMap((entries) => entries.flatMap(({ roles }) => roles)),
  ])
}
