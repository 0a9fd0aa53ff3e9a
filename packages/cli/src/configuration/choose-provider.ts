import {
  defineOidcConfig,
  isOidcError,
  type OidcConfig,
  renderIssues,
  type SignInProviderConfig,
} from '@x/oidc-core'
import { separateSecurity } from '@x/oidc-engine/adapter'
import { UsageError } from '../surroundings.ts'

/** A checked configuration and the provider that a command is about. */
export interface Chosen {
  readonly config: OidcConfig
  readonly provider: SignInProviderConfig
  /** Whether its `security` is a function, which is called by the application alone: no decision can be made here. */
  readonly isDecidedByFunction: boolean
}

/**
 * Checks options and picks one of their providers: the named one, or the only one.
 * @throws UsageError that lists every error of the options, or the providers that there are
 */
export function chooseProvider(options: unknown, providerId: string | undefined): Chosen {
  const { config, decidedByFunction } = check(options)
  const providers = config.providers.filter((provider) => provider.signIn)
  const ids = providers.map((provider) => provider.providerId).join(', ')
  if (providers.length === 0)
    throw new UsageError(
      'The configuration has no list of providers with sign-ins. Give --issuer and --client-id.',
    )
  if (providerId === undefined && providers.length > 1)
    throw new UsageError(`The configuration has several providers: ${ids}. Name one with --provider.`)
  const provider =
    providerId === undefined ? providers[0] : providers.find((one) => one.providerId === providerId)
  if (provider === undefined)
    throw new UsageError(`The configuration has no provider ${JSON.stringify(providerId)}, but ${ids}.`)
  return { config, provider, isDecidedByFunction: decidedByFunction.has(provider) }
}

function check(options: unknown): {
  readonly config: OidcConfig
  readonly decidedByFunction: ReadonlySet<OidcConfig['providers'][number]>
} {
  if (typeof options !== 'object' || options === null) throw new UsageError('The configuration is no object.')
  try {
    const separated = separateSecurity(options)
    const config = defineOidcConfig(separated.options)
    if (separated.issues.length > 0)
      throw new UsageError(renderIssues('The OIDC configuration', separated.issues))
    const decided = config.providers.filter((_, index) => separated.sources[index] !== undefined)
    return { config, decidedByFunction: new Set(decided) }
  } catch (error) {
    if (isOidcError(error)) throw new UsageError(error.message)
    throw error
  }
}
