import { defineOidcConfig, isOidcError, type OidcConfig, type SignInProviderConfig } from '@x/oidc-core'
import { UsageError } from '../surroundings.ts'

/** A checked configuration and the provider that a command is about. */
export interface Chosen {
  readonly config: OidcConfig
  readonly provider: SignInProviderConfig
}

/** What stands in for a `security` that is a function: it says nothing about the provider. */
const anyRoles = { requiredRoles: [] }

/**
 * Checks options and picks one of their providers: the named one, or the only one.
 * @throws UsageError that lists every error of the options, or the providers that there are
 */
export function chooseProvider(options: unknown, providerId: string | undefined): Chosen {
  const config = check(options)
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
  return { config, provider }
}

function check(options: unknown): OidcConfig {
  try {
    return defineOidcConfig(replaceFunctions(options) as never)
  } catch (error) {
    if (isOidcError(error)) throw new UsageError(error.message)
    throw error
  }
}

function replaceFunctions(options: unknown): unknown {
  if (typeof options !== 'object' || options === null) return options
  const { security, providers } = options as { security?: unknown; providers?: unknown }
  return {
    ...options,
    ...(typeof security === 'function' && { security: anyRoles }),
    ...(Array.isArray(providers) && {
      providers: (providers as unknown[]).map((provider) =>
        typeof provider === 'object' &&
        provider !== null &&
        typeof Reflect.get(provider, 'security') === 'function'
          ? { ...provider, security: anyRoles }
          : provider,
      ),
    }),
  }
}
