import { IssueList, type IssueMessage, type IssuePath } from './issues.ts'
import { type ConfigIssue } from '../errors/error-details.ts'
import type { ProviderOptions } from './oidc-options.ts'
import { isList, isObject, readItems, readMembers } from './read-values.ts'

/** The result of `fromAtoti` for a configuration of Atoti. */
export interface AtotiImport {
  /** An entry of `providers`, to be checked like any other. */
  readonly provider: ProviderOptions
  /** Messages about options that were changed or cannot be translated. */
  readonly warnings: readonly ConfigIssue[]
}

const providerAttributes = [
  'provider_id',
  'issuer_url',
  'client_id',
  'client_secret',
  'name_claim',
  'scopes',
  'roles_claims',
  'access_token_format',
  'use_client_secret_as_certificate',
  'paths_to_authorities',
]
/** Maximum number of claims, and of steps of one path, that are checked for colons. */
const maxNames = 100

const securityAttributes = ['role_mapping', 'individual_roles', 'default_roles']

/**
 * Translates the attributes of Atoti's Python classes `OidcConfig` and `OidcSecurity`. The attributes of `OidcSecurity` stand
 * beside the others or below `security`. `None`, which is `null` here, counts as absent.
 * @example
 * fromAtoti({ provider_id: 'auth0', name_claim: 'email' }).provider // { providerId: 'auth0', nameClaim: 'email' }
 */
export function fromAtoti(record: Readonly<Record<string, unknown>>): AtotiImport {
  const issues = new IssueList()
  const provider = new Map<string, unknown>()
  const security = new Map<string, unknown>()

  const translate = (attributes: unknown, path: IssuePath): void => {
    if (!isObject(attributes)) return
    const nested = path.length === 0 ? ['security'] : []
    const keys = [...providerAttributes, ...securityAttributes]
    const reportUnknown = (place: IssuePath, message: IssueMessage): void => {
      issues.warn(place, 'unknown_key', message)
    }
    const known = { keys: [...keys, ...nested], reportUnknown }
    for (const [name, value] of readMembers(attributes, path, issues, { known })) {
      const key = name.replace(/_./g, (part) => part.slice(1).toUpperCase())
      // A secret without a value is a mistake. It does not make the client public.
      if ((value ?? null) === null && name !== 'client_secret') continue
      if (name === 'security') translate(value, [...path, name])
      else (securityAttributes.includes(name) ? security : provider).set(key, value)
      warnColons(issues, [...path, name], name, value)
    }
  }
  translate(record, [])

  if (security.has('roleMapping')) {
    const message =
      'contains role keys. To look up user names in it, too, set security.usernameAsRoleKey: true.'
    issues.warn(['role_mapping'], 'username_is_no_key', message)
  }
  if (security.size > 0) provider.set('security', Object.fromEntries(security))
  // The check of the configuration reads the values.
  return { provider: Object.fromEntries(provider) as unknown as ProviderOptions, warnings: issues.issues }
}

/** Atoti's documentation once wrote the dots in the host of a claim name as colons. */
function warnColons(issues: IssueList, path: IssuePath, name: string, value: unknown): void {
  if (name !== 'roles_claims' && name !== 'name_claim') return
  // The check of the configuration reports values that cannot be read.
  const open = (item: unknown): readonly unknown[] =>
    isList(item) ? readItems(item, [], unheard).slice(0, maxNames) : [item]
  const unheard = new IssueList()
  for (const claim of open(value).flatMap(open)) {
    const [, scheme = '', host = '', rest = ''] =
      typeof claim === 'string' ? (/^(\w+:\/\/)([^/]+)(\/.*)?$/s.exec(claim) ?? []) : []
    if (!/:(?!\d+$)/.test(host)) continue
    const meant = scheme + host.replaceAll(':', '.') + rest
    issues.warn(
      path,
      'colon_for_dot',
      `names ${JSON.stringify(claim)}, which is read literally. Did you mean ${JSON.stringify(meant)}?`,
    )
  }
}
