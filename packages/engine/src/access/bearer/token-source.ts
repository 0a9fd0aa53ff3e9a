import type { AccessTokenLookup, AccessTokenProfile, ProviderConfig } from '@x/oidc-core'
import { getProvider, type Provider, type ProviderRegistry } from '../../providers/provider.ts'
import type { BearerOptions } from './options.ts'

/** A provider whose tokens are accepted. */
export interface TokenSource {
  readonly provider: ProviderConfig
  /** Absent: the engine verifies the tokens itself. */
  readonly lookup: AccessTokenLookup | undefined
  readonly profile: AccessTokenProfile
  /** The clients of sign-ins at the provider. Another entry of `providers` may have the same issuer. */
  readonly clientIds: readonly string[]
  /** The provider, if a function found it: the registry may have evicted it meanwhile. */
  readonly found?: Provider
}

/** The provider of a source, with its client. @throws OidcError `unknown_provider` */
export function getSourceProvider(
  providers: Pick<ProviderRegistry, 'find'>,
  { found, provider }: TokenSource,
): Provider {
  return found ?? getProvider(providers, provider.providerId)
}

/** Lists the providers whose tokens an API accepts, each with how they are judged. */
export function resolveSources(
  options: BearerOptions,
  providers: readonly ProviderConfig[],
): readonly TokenSource[] {
  return providers
    .filter(({ providerId }) => options.providers?.includes(providerId) ?? true)
    .map((provider) => ({
      provider,
      lookup:
        resolveOverride(options.accessTokenLookup, provider) ??
        provider.accessTokenLookup ??
        (provider.accessTokenFormat === 'opaque' ? 'introspection' : undefined),
      profile: resolveOverride(options.accessTokenProfile, provider) ?? provider.accessTokenProfile,
      clientIds: listClientIds(provider, providers),
    }))
}

function listClientIds(
  { accessTokenIssuer, issuerUrl }: ProviderConfig,
  providers: readonly ProviderConfig[],
): readonly string[] {
  return providers.flatMap((other) =>
    other.signIn && [issuerUrl, accessTokenIssuer].includes(other.issuerUrl) ? [other.clientId] : [],
  )
}

/** The value of an option for one provider. The option is one value for all providers or a table by `providerId`. */
function resolveOverride<Value extends string>(
  override: Value | Readonly<Record<string, Value>> | undefined,
  { providerId }: ProviderConfig,
): Value | undefined {
  return typeof override === 'object' ? override[providerId] : override
}
