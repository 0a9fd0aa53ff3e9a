import type { ConfigIssue } from '../errors/error-details.ts'
import { freezeConfig } from './freeze-config.ts'
import { IssueList, type IssuePath } from './issues.ts'
import { ObjectReader } from './object-reader.ts'
import type { OidcConfig, ProviderConfig } from './oidc-config.ts'
import { listPathKeys, parsePaths } from './parse-paths.ts'
import { parseProvider, providerKeys } from './parse-provider.ts'
import { checkMutableName } from './parse-providers.ts'
import { defaultSecurity } from './parse-security.ts'

/** A provider that a function found; undefined if an issue is an error. */
export interface FoundProvider {
  /** Frozen, with defaults, and without a prototype. */
  readonly provider: ProviderConfig | undefined
  /** Errors and warnings. */
  readonly issues: readonly ConfigIssue[]
}

/**
 * Reads the options of one provider that a function found, in the same way as `defineOidcConfig` reads those of a list. Its roles come
 * from the configuration, so that one place says what the roles of the application are. It reads each value once. Never throws.
 * @param providerId the id that was asked for; undefined if an issuer was
 * @param path where the provider stands, for issues
 */
export function parseFoundProvider(
  value: unknown,
  { foundProviders, paths }: Pick<OidcConfig, 'foundProviders' | 'paths'>,
  { providerId: asked, path }: { readonly providerId: string | undefined; readonly path: IssuePath },
): FoundProvider {
  const issues = new IssueList([['a provider', providerKeys]])
  const reader = new ObjectReader(value, path, issues, providerKeys)
  const { security } = foundProviders ?? { security: defaultSecurity }
  for (const key of ['security', 'roleMapping'].filter((each) => reader.value(each) !== undefined)) {
    const message =
      'cannot be an option of a provider that a function finds. Set security beside providers: it may be a function of the person, ' +
      'which knows the providerId.'
    reader.error(key, 'conflict', message)
  }
  const provider = { ...parseProvider(reader), security }
  const { providerId } = provider
  if (asked !== undefined && providerId !== '' && providerId !== asked)
    reader.error(
      'providerId',
      'invalid_value',
      'is not the id that the function was asked for. Return the provider of that id.',
    )
  checkMutableName(reader, provider)
  if (/^[\w-]{1,64}$/.test(providerId))
    parsePaths(new ObjectReader(paths, ['paths'], issues, listPathKeys()), [providerId])
  return { provider: issues.hasErrors ? undefined : freezeConfig(provider), issues: issues.issues }
}
