import type { ConfigIssue } from './config-issue.ts'
import { IssueList } from './issue-list.ts'
import type { IssuePath } from './issue-list.ts'
import { nearestKey } from './nearest-key.ts'
import type { ProviderOptions } from './oidc-options.ts'
import { takeSnapshot } from './take-snapshot.ts'

export interface AtotiImport {
  /** An entry of `providers`, to be checked like any other. */
  readonly provider: ProviderOptions
  readonly warnings: readonly ConfigIssue[]
}

const providerKeys = new Map([
  ['provider_id', 'providerId'],
  ['issuer_url', 'issuerUrl'],
  ['client_id', 'clientId'],
  ['client_secret', 'clientSecret'],
  ['name_claim', 'nameClaim'],
  ['scopes', 'scopes'],
  ['roles_claims', 'rolesClaims'],
  ['access_token_format', 'accessTokenFormat'],
  ['use_client_secret_as_certificate', 'useClientSecretAsCertificate'],
  ['paths_to_authorities', 'pathsToAuthorities'],
])

const securityKeys = new Map([
  ['role_mapping', 'roleMapping'],
  ['individual_roles', 'individualRoles'],
  ['default_roles', 'defaultRoles'],
])

const known = [...providerKeys.keys(), ...securityKeys.keys()]

/**
 * Translates the attributes of Atoti's Python classes `OidcConfig` and `OidcSecurity`, those of the latter beside the
 * others or below `security`. `None`, which is `null` here, counts as left out.
 * @example
 * fromAtoti({ provider_id: 'auth0', name_claim: 'email' }).provider // { providerId: 'auth0', nameClaim: 'email' }
 */
export function fromAtoti(record: Readonly<Record<string, unknown>>): AtotiImport {
  const issues = new IssueList()
  const provider = new Map<string, unknown>()
  const security = new Map<string, unknown>()

  const translate = (attributes: unknown, path: IssuePath): void => {
    if (!(attributes instanceof Map)) return
    for (const [name, value] of attributes as Map<string, unknown>) {
      const place = [...path, name]
      const providerKey = providerKeys.get(name)
      const securityKey = securityKeys.get(name)
      if (value === null || value === undefined) continue
      if (name === 'security' && path.length === 0) translate(value, place)
      else if (securityKey !== undefined) security.set(securityKey, value)
      else if (providerKey !== undefined) provider.set(providerKey, value)
      else warnUnknown(issues, place, name)
      warnColons(issues, place, name, value)
    }
  }
  translate(takeSnapshot(record, issues), [])

  if (security.has('roleMapping')) {
    const message =
      "is looked up by the user's name, too, in Atoti. Here it is not: if names stand in it, set security.usernameAsRoleKey, or move them to individualRoles."
    issues.warn(['role_mapping'], 'username_is_no_key', message)
  }
  if (security.size > 0) provider.set('security', security)
  // Whatever the record holds is checked with the rest of the configuration.
  return { provider: toPlain(provider) as ProviderOptions, warnings: issues.issues }
}

function warnUnknown(issues: IssueList, path: IssuePath, name: string): void {
  const nearest = JSON.stringify(nearestKey(name, known))
  issues.warn(path, 'unknown_key', `is left out: it is no known attribute. The nearest one is ${nearest}.`)
}

/** Atoti's documentation once wrote the dots in the host of a claim name as colons. */
function warnColons(issues: IssueList, path: IssuePath, name: string, value: unknown): void {
  if (name !== 'roles_claims' && name !== 'name_claim') return
  for (const claim of [value].flat(2)) {
    const [, scheme = '', host, rest = ''] =
      typeof claim === 'string' ? (/^(\w+:\/\/)([^/]+)(\/.*)?$/s.exec(claim) ?? []) : []
    if (host === undefined || !/:(?!\d+$)/.test(host)) continue
    const meant = scheme + host.replaceAll(':', '.') + rest
    issues.warn(
      path,
      'colon_for_dot',
      `names ${JSON.stringify(claim)}, which is taken literally. Is it ${JSON.stringify(meant)}?`,
    )
  }
}

function toPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPlain)
  if (!(value instanceof Map)) return value
  return Object.fromEntries(
    [...(value as Map<string, unknown>)].map(([key, member]) => [key, toPlain(member)]),
  )
}
