import {
  OidcError,
  type Decision,
  type ProviderConfig,
  type SecurityConfig,
  type SignInProviderConfig,
} from '@x/oidc-core'
import type { MaybePromise } from '../maybe-promise.ts'
import type { ProviderClient, SignInClient } from './provider-client.ts'
import type { CachedSecurity } from './cached-security.ts'
import type { SecurityPerson } from './security-person.ts'
import type { ExchangedCode } from './sign-in-claims.ts'

/** One provider: its configuration, its client, and the decisions about its users. */
export interface Provider {
  readonly config: ProviderConfig
  readonly client: ProviderClient
  /** The `security` that counts for every person; undefined if it is a function, whose value counts for one person alone. */
  readonly readKnownSecurity: () => SecurityConfig | undefined
  /**
   * Calls the function `security` for the person of an access token. The value is cached for a minute, for this person alone.
   * @throws OidcError `security_unavailable`
   */
  readonly readCachedSecurity: (person: SecurityPerson) => MaybePromise<CachedSecurity>
  /**
   * Decides about the person of a sign-in. It completes claims that the provider left out. If `security` is a function, it is called for
   * this person, unless the claims alone deny access.
   * @throws OidcError `claims_completion_failed` or `security_unavailable`
   */
  readonly decide: (exchanged: Pick<ExchangedCode, 'sources' | 'accessToken'>) => Promise<Decision>
}

/** A provider where people sign in. */
export interface SignInProvider extends Provider {
  readonly config: SignInProviderConfig
  readonly client: SignInClient
}

/** The providers of one engine. A request never iterates over all of them. */
export interface ProviderRegistry {
  readonly find: (providerId: string) => Provider | undefined
  /** Finds the provider whose access tokens name this issuer. */
  readonly findByIssuer: (issuer: string) => Provider | undefined
  /** The providers where people sign in, in the order of the configuration. */
  readonly listSignIn: () => readonly SignInProvider[]
  /** All providers, in the order of the configuration. */
  readonly list: () => readonly Provider[]
}

/** Creates the registry of a list of providers. If two have the same issuer, the first is found. */
export function createProviderRegistry(providers: readonly Provider[]): ProviderRegistry {
  const byId = new Map(providers.map((provider) => [provider.config.providerId, provider]))
  const byIssuer = new Map(
    [...providers].reverse().map((provider) => [provider.config.accessTokenIssuer, provider]),
  )
  const withSignIn = providers.filter(isSignInProvider)
  return {
    find: (providerId) => byId.get(providerId),
    findByIssuer: (issuer) => byIssuer.get(issuer),
    listSignIn: () => withSignIn,
    list: () => providers,
  }
}

/** @throws OidcError `unknown_provider` */
export function getProvider(providers: Pick<ProviderRegistry, 'find'>, providerId = ''): Provider {
  const provider = providers.find(providerId)
  if (provider !== undefined) return provider
  throw new OidcError('unknown_provider', 'No provider of this name is configured.', { providerId })
}

/**
 * Gets a provider where people sign in. A provider without sign-ins counts as unknown.
 * @throws OidcError `unknown_provider`
 */
export function getSignInProvider(
  providers: Pick<ProviderRegistry, 'find'>,
  providerId: string | undefined,
): SignInProvider {
  const provider = getProvider(providers, providerId)
  if (isSignInProvider(provider)) return provider
  throw new OidcError('unknown_provider', 'The provider of this name has no sign-in here: signIn is false.', {
    providerId: provider.config.providerId,
  })
}

export function isSignInProvider(provider: Provider): provider is SignInProvider {
  return provider.config.signIn
}

/** The registry for one request: it records which providers the request used. */
export class RequestProviders implements Pick<ProviderRegistry, 'find'> {
  readonly #registry: ProviderRegistry
  readonly #used = new Set<Provider>()

  constructor(registry: ProviderRegistry) {
    this.#registry = registry
  }

  find(providerId: string): Provider | undefined {
    const provider = this.#registry.find(providerId)
    if (provider !== undefined) this.#used.add(provider)
    return provider
  }

  /** Revalidates the stale cached responses of the used providers, after the response to the request. Never rejects. */
  revalidate(): Promise<unknown> {
    const running = [...this.#used].map(({ client }) => client.revalidate())
    return Promise.all(running.filter((each) => each !== undefined))
  }
}
