import type { IssueList, IssuePath } from './issue-list.ts'
import { ObjectReader } from './object-reader.ts'
import type { SecurityConfig } from './oidc-config.ts'

const keys = [
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

/** Reads a `security`. What its parts mean together is checked elsewhere. */
export function parseSecurity(value: unknown, path: IssuePath, issues: IssueList): SecurityConfig {
  const reader = new ObjectReader(value, path, issues, keys)
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
    issues.error(path, 'invalid_pattern', "must not hold '***': '*' stays on one level, '**' crosses '/'.")
  }
}
