import { listNameClaims } from '../claims/claim-path.ts'
import { checkFolding, checkSecurity, defaultSecurity, namedRoles, parseSecurity } from './parse-security.ts'
import type { IssuePath } from './issues.ts'
import { ObjectReader } from './object-reader.ts'
import { isList } from './read-values.ts'
import type { ProviderConfig, SecurityConfig } from './oidc-config.ts'
import type { RoleTable } from './oidc-options.ts'
import { parseProvider, providerKeys } from './parse-provider.ts'

/** Maximum number of providers: each provider is checked against all others. */
const maxProviders = 1000

/** Maximum roles in the lists of reserved roles, without the lists that providers share. */
const maxReserved = 1_000_000

export interface ParsedProviders {
  readonly providers: readonly ProviderConfig[]
  /** For each `security`: its path in the options, for issues, and whether a provider reads role keys with it. */
  readonly places: ReadonlyMap<SecurityConfig, SecurityPlace>
}

export interface SecurityPlace {
  readonly path: IssuePath
  /** Whether a provider with this `security` has `rolesClaims`, which are the only source of role keys. */
  readonly hasRules: boolean
}

/** Reads `providers`, and gives each its `security`. */
export function parseProviders(root: ObjectReader, shareSecurity: boolean): ParsedProviders {
  const listed = root.list('providers')
  if (listed.length > maxProviders)
    root.error('providers', 'out_of_range', `must be ${maxProviders} or fewer.`)
  const items = listed.slice(0, maxProviders)
  const shared = readSecurity(root)
  let sharing = 0
  const ids = new Set<string>()
  const places = new Map<SecurityConfig, SecurityPlace>()
  const providers = items.map((item, index): ProviderConfig => {
    const reader = new ObjectReader(item, [...root.path, 'providers', index], root.issues, providerKeys)
    const provider = { ...parseProvider(reader), security: resolveSecurity(reader, shared) }
    if (reader.value('security') === undefined) sharing += 1
    const { providerId, security } = provider
    if (ids.has(providerId)) reader.error('providerId', 'duplicate', 'is the id of another provider, too.')
    if (providerId !== '') ids.add(providerId)
    const owner = reader.value('security') === undefined ? root : reader
    places.set(security, {
      path: [...owner.path, 'security'],
      hasRules: provider.rolesClaims.length > 0 || places.get(security)?.hasRules === true,
    })
    checkMutableName(reader, provider)
    return provider
  })
  if (shared && sharing > 1 && !shareSecurity) checkShared(shared, root)
  if (providers.length === 0) root.error('providers', 'missing', 'must name a provider.')
  return { providers: reserveRoles(providers, shared, root), places }
}

/** Warns of roles by a name that may change hands. */
export function checkMutableName(reader: ObjectReader, { nameClaim, security }: ProviderConfig): void {
  const byName = hasEntries(security.individualRoles) || security.usernameAsRoleKey
  if (!byName || listNameClaims(nameClaim).every((claim) => String(claim) === 'sub')) return
  const message =
    'has values that the provider may later give to another user. That user then gets the roles of that name, too.'
  reader.warn('nameClaim', 'mutable_name', message)
}

/** Reads what all providers have in common if a function finds them; undefined if `providers` is a list. */
export function parseFoundProviders(
  root: ObjectReader,
  shareSecurity: boolean,
): { readonly security: SecurityConfig; readonly place: SecurityPlace } | undefined {
  const isDefined = root.value('foundProviders') !== undefined
  if (!isDefined && !isProviderSource(root.value('providers'))) return undefined
  const owner = isDefined ? root.object('foundProviders', ['security']) : root
  const security = readSecurity(owner) ?? defaultSecurity
  if (!shareSecurity && givesRoles(security)) {
    const message =
      'maps roles for every provider that the function finds, and two of them may have different groups of one name. If that ' +
      'cannot be, set shareSecurity: true. Else make it a function of the person, which knows the providerId.'
    root.error('security', 'shared_security', message)
  }
  return {
    security: reserveOwnRoles(security),
    place: { path: [...root.path, 'security'], hasRules: true },
  }
}

/** Whether a value finds providers: a function of the id, or an object with such a function. */
function isProviderSource(value: unknown): boolean {
  if (typeof value === 'function') return true
  try {
    // Lists have a method of this name.
    return typeof value === 'object' && value !== null && !isList(value) && 'find' in value
  } catch {
    // A proxy. It is reported as no list.
    return false
  }
}

function reserveOwnRoles(security: SecurityConfig): SecurityConfig {
  const { passthrough } = security
  if (passthrough === false) return security
  const except = [...new Set([...passthrough.except, ...namedRoles([security])])].sort()
  return { ...security, passthrough: { ...passthrough, except } }
}

/** Two providers may have different groups with the same name. */
function checkShared(security: SecurityConfig, root: ObjectReader): void {
  if (!givesRoles(security)) return
  const message =
    'maps roles for several providers. Move it into the provider that it is for, or set shareSecurity: true.'
  root.error('security', 'shared_security', message)
}

function givesRoles({ roleMapping, individualRoles, rolePatterns, passthrough }: SecurityConfig): boolean {
  return rolePatterns.length > 0 || passthrough !== false || [roleMapping, individualRoles].some(hasEntries)
}

function readSecurity(reader: ObjectReader): SecurityConfig | undefined {
  const value = reader.value('security')
  if (value === undefined) return undefined
  const path = [...reader.path, 'security']
  const security = parseSecurity(value, path, reader.issues)
  checkSecurity(security, path, reader.issues)
  return security
}

function resolveSecurity(reader: ObjectReader, shared: SecurityConfig | undefined): SecurityConfig {
  const security = readSecurity(reader) ?? shared ?? defaultSecurity
  if (reader.value('roleMapping') === undefined) return security

  reader.warn('roleMapping', 'deprecated_key', 'is deprecated at this place. Move it into security.')
  const roleMapping = reader.table('roleMapping')
  if (hasEntries(security.roleMapping)) {
    reader.error(
      'roleMapping',
      'conflict',
      'cannot be combined with security.roleMapping. Move its entries there.',
    )
  }
  if (security.caseInsensitiveKeys) checkFolding(roleMapping, [...reader.path, 'roleMapping'], reader.issues)
  return { ...security, roleMapping }
}

/** Whether a table has entries. The result is cached, because many providers may share a large table. */
function hasEntries(table: RoleTable): boolean {
  const known = filled.get(table) ?? Object.keys(table).length > 0
  filled.set(table, known)
  return known
}

const filled = new WeakMap<RoleTable, boolean>()

/** Reserves every role that the configuration names, at any provider: passthrough cannot grant it. */
function reserveRoles(
  providers: readonly ProviderConfig[],
  shared: SecurityConfig | undefined,
  root: ObjectReader,
): readonly ProviderConfig[] {
  const securities = providers.map(({ security }) => security)
  const named = namedRoles(shared ? [...securities, shared] : securities)
  const sorted = [...named].sort()
  let copied = 0
  const reserved = providers.map((provider) => {
    const { passthrough } = provider.security
    if (passthrough === false) return provider
    const own = passthrough.except.filter((role) => !named.has(role))
    // Most providers reserve the same roles: one list for all of them.
    if (own.length > 0) copied += sorted.length + own.length
    const except = own.length === 0 || copied > maxReserved ? sorted : [...sorted, ...own].sort()
    return { ...provider, security: { ...provider.security, passthrough: { ...passthrough, except } } }
  })
  if (copied > maxReserved) {
    const message =
      'have passthrough.except lists that are too long together. Name the same roles in all of them.'
    root.error('providers', 'out_of_range', message)
  }
  return reserved
}
