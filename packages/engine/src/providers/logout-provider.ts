import { OidcError } from '@x/oidc-core'
import { loadSignInProvider, type ProviderLoader, type SignInProvider } from './provider.ts'

/**
 * Loads the provider of a logout path. One that a function finds may not have the option.
 * @throws OidcError `unknown_provider`, and those of `ProviderRegistry.load`
 */
export async function loadLogoutProvider(
  { providerId = '', providers }: { readonly providerId?: string; readonly providers: ProviderLoader },
  option: 'backChannelLogout' | 'frontChannelLogout',
): Promise<SignInProvider> {
  const provider = await loadSignInProvider(providers, providerId)
  if (provider.config[option]) return provider
  throw new OidcError('unknown_provider', `The provider of this name has no ${option}.`, { providerId })
}
