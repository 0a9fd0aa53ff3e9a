import { foldAscii } from './fold-key.ts'
import { expandImpliedRoles } from './implied-roles.ts'
import type { IssueList, IssuePath } from './issues.ts'
import { listAlternatives, ObjectReader } from './object-reader.ts'
import type { SecurityConfig } from './oidc-config.ts'
import { findRoleCycle } from './implied-roles.ts'
import type { RoleTable } from './oidc-options.ts'

export const securityKeys: readonly string[] = [
  'roleMapping',
  'individualRoles',
  'defaultRoles',
  'requiredRoles',
  'impliedRoles',
  'rolePatterns',
  'passthrough',
  'caseInsensitiveKeys',
  'usernameAsRoleKey',
]

export const defaultSecurity: SecurityConfig = {
  roleMapping: {},
  individualRoles: {},
  defaultRoles: [],
  requiredRoles: ['ROLE_USER'],
  impliedRoles: {},
  rolePatterns: [],
  passthrough: false,
  caseInsensitiveKeys: false,
  usernameAsRoleKey: false,
}

/** Reads a `security`. `checkSecurity` checks its parts together. */
export function parseSecurity(value: unknown, path: IssuePath, issues: IssueList): SecurityConfig {
  const reader = new ObjectReader(value, path, issues, securityKeys)
  return {
    roleMapping: reader.table('roleMapping'),
    individualRoles: reader.table('individualRoles'),
    defaultRoles: reader.texts('defaultRoles'),
    requiredRoles:
      reader.value('requiredRoles') === undefined
        ? defaultSecurity.requiredRoles
        : reader.texts('requiredRoles'),
    impliedRoles: reader.table('impliedRoles'),
    rolePatterns: reader
      .list('rolePatterns')
      .map((item, index) => parsePattern(item, [...path, 'rolePatterns', index], issues)),
    passthrough: parsePassthrough(reader),
    caseInsensitiveKeys: reader.flag('caseInsensitiveKeys'),
    usernameAsRoleKey: reader.flag('usernameAsRoleKey'),
  }
}

function parsePattern(
  value: unknown,
  path: IssuePath,
  issues: IssueList,
): SecurityConfig['rolePatterns'][number] {
  const reader = new ObjectReader(value, path, issues, ['pattern', 'roles'])
  const pattern = reader.required('pattern')
  checkGlob(pattern, [...path, 'pattern'], issues)
  if (!reader.has('roles')) reader.error('roles', 'missing', 'is missing.')
  return { pattern, roles: reader.texts('roles') }
}

function parsePassthrough(reader: ObjectReader): SecurityConfig['passthrough'] {
  const value = reader.value('passthrough')
  if (value === undefined || value === false) return false
  const path = [...reader.path, 'passthrough']
  const inner = new ObjectReader(value, path, reader.issues, ['allow', 'prefix', 'except'])
  if (!inner.has('allow')) inner.error('allow', 'missing', 'is missing.')
  const allow = inner.texts('allow')
  allow.forEach((pattern, index) => checkGlob(pattern, [...path, 'allow', index], reader.issues))
  const prefix = inner.text('prefix')
  return { allow, ...(prefix && { prefix }), except: inner.texts('except') }
}

function checkGlob(pattern: string, path: IssuePath, issues: IssueList): void {
  if (pattern.includes('***')) {
    issues.error(path, 'invalid_pattern', "must not contain '***': '*' stays on one level, '**' crosses '/'.")
  }
}

/** Checks the parts of a `security` together. */
export function checkSecurity(security: SecurityConfig, path: IssuePath, issues: IssueList): void {
  checkParts(security, path, issues)
  const { requiredRoles, defaultRoles, impliedRoles } = security
  const given = new Set(defaultRoles)
  expandImpliedRoles(given, impliedRoles)
  const opening = requiredRoles.find((role) => given.has(role))
  if (opening !== undefined) {
    const message = `gives ${opening}, which opens the gate to every user who signs in.`
    issues.warn([...path, 'defaultRoles'], 'gate_open', message)
  }
}

/** Checks what is wrong with any `security`, also with one that counts for one person alone. */
export function checkParts(security: SecurityConfig, path: IssuePath, issues: IssueList): void {
  const { requiredRoles, impliedRoles } = security
  if (security.caseInsensitiveKeys) checkFolding(security.roleMapping, [...path, 'roleMapping'], issues)

  const cycle = findRoleCycle(impliedRoles)
  if (cycle) issues.error([...path, 'impliedRoles'], 'cycle', `must not form a cycle: ${cycle.join(' → ')}.`)

  if (requiredRoles.length === 0) {
    issues.warn([...path, 'requiredRoles'], 'gate_open', 'is empty: every user who signs in is admitted.')
  }
}

/**
 * Warns if no person can be admitted: no entry gives a required role, or only role keys give one and no rule reads role keys.
 * @param place the path of `security`, and whether a provider with it has `rolesClaims`
 */
export function checkReachable(
  security: SecurityConfig,
  { path, hasRules }: { readonly path: IssuePath; readonly hasRules: boolean },
  issues: IssueList,
): void {
  const { requiredRoles } = security
  if (requiredRoles.length === 0 || isReachable(security, hasRules)) return
  const wanted = listAlternatives(requiredRoles.map((role) => JSON.stringify(role)))
  const open = 'or set requiredRoles: [] to admit every person who signs in.'
  const note = requiredRoles === defaultSecurity.requiredRoles ? ' by default' : ''
  const message = isReachable(security, true)
    ? `requires ${wanted}${note}. Role keys give it, but no rolesClaims say where the role keys are, so no person is admitted. Set rolesClaims, ${open}`
    : `requires ${wanted}${note}, but no entry gives it, so no person is admitted. Map role keys to it, ${open}`
  issues.warn([...path, 'requiredRoles'], 'gate_never_opens', message)
}

/** Passthrough gives no role that the configuration names. */
function isReachable(
  {
    roleMapping,
    individualRoles,
    rolePatterns,
    defaultRoles,
    impliedRoles,
    requiredRoles,
    usernameAsRoleKey,
  }: SecurityConfig,
  hasRules: boolean,
): boolean {
  const given = new Set([
    ...defaultRoles,
    ...Object.values(individualRoles).flat(),
    // A user name as a role key is looked up only in the mapping, not in the patterns.
    ...(hasRules || usernameAsRoleKey ? Object.values(roleMapping).flat() : []),
    ...(hasRules ? rolePatterns.flatMap(({ roles }) => roles) : []),
  ])
  expandImpliedRoles(given, impliedRoles)
  return requiredRoles.some((role) => given.has(role))
}

/** Reports two keys that differ only by case, because `caseInsensitiveKeys` makes them the same key. */
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

/** Lists the roles that some `security` name in any place, each once. It reads shared parts once. */
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
