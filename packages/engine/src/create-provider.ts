import type { EngineContext } from './engine-context.ts'
import type {
  EngineAccessTokenProviderOptions,
  EngineOptions,
  EngineProviderOptions,
} from './engine-options.ts'
import { createTenantCheck } from './providers/allowed-tenants.ts'
import { createCachedSecurity } from './providers/cached-security.ts'
import type { ProviderClient } from './providers/provider-client.ts'
import type { Provider } from './providers/provider.ts'
import { createSecurityResolver } from './providers/security-resolver.ts'
import type { SeparatedSecurity } from './providers/security-source.ts'

export type ListedProviders = readonly (EngineAccessTokenProviderOptions | EngineProviderOptions)[]

/** Creates the function that completes a client to a provider. A client is shared only among engines with the same `fetch`. */
export function createProviderBuilder(
  options: EngineOptions,
  {
    sources,
    foundSource,
    config,
    ports,
  }: Pick<SeparatedSecurity, 'sources' | 'foundSource'> & Pick<EngineContext, 'config' | 'ports'>,
): (client: ProviderClient, given: ListedProviders[number] | undefined, index?: number) => Provider {
  const security = createSecurityResolver({ sources, foundSource }, config, ports)
  const cachedSecurity = createCachedSecurity(security, ports)
  return (client, given, index) => {
    const completeClaims = given?.completeClaims ?? options.completeClaims
    const allowsTenant = createTenantCheck(client.config, given?.tenants, ports)
    return {
      config: client.config,
      client,
      allowsTenant,
      readKnownSecurity: () => security.readConfigured(index),
      readCachedSecurity: cachedSecurity.resolve,
      async decide(exchanged) {
        const { decideSignIn } = await import('./decide-sign-in.ts')
        const configured = security.readConfigured(index)
        const askSecurity = security.ask
        const parts = {
          allowsTenant,
          askSecurity,
          completeClaims,
          configured,
          ports,
          provider: client.config,
        }
        return decideSignIn(parts, exchanged)
      },
    }
  }
}
