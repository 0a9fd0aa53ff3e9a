import {
  isIssuerOf,
  OidcError,
  type Decision,
  type ProviderConfig,
  type SecurityConfig,
  type SignInProviderConfig,
} from '@x/oidc-core'
import { andThen, type MaybePromise } from '../maybe-promise.ts'
import type { TenantCheck } from './allowed-tenants.ts'
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
  /** Says whether people of a tenant are allowed, at a provider with `issuerTemplate`. @throws OidcError `provider_lookup_failed` */
  readonly allowsTenant: TenantCheck
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
  /** Whether a function finds the providers. The lists are then empty, and `find` knows only those that were found before. */
  readonly isFound: boolean
  readonly find: (providerId: string) => Provider | undefined
  /**
   * Finds a provider, without a promise in a list or if it was found a short time ago.
   * @throws OidcError `provider_lookup_failed`, or `config_invalid` for options with errors
   */
  readonly load: (providerId: string) => MaybePromise<Provider | undefined>
  /** Finds the provider of an issuer, of its own or that of a tenant. @throws OidcError as `load` */
  readonly loadByIssuer: (issuer: string) => MaybePromise<Provider | undefined>
  /** The providers where people sign in, in the order of the configuration. */
  readonly listSignIn: () => readonly SignInProvider[]
  /** All providers, in the order of the configuration. */
  readonly list: () => readonly Provider[]
}

/** Creates the registry of a list of providers. If two have the same issuer, the first is found. */
export function createProviderRegistry(providers: readonly Provider[]): ProviderRegistry {
  const byId = new Map(providers.map((provider) => [provider.config.providerId, provider]))
  const byIssuer = new Map([...providers].reverse().map((provider) => [provider.config.issuerUrl, provider]))
  const withTenants = providers.filter(({ config }) => config.issuerTemplate !== undefined)
  const withSignIn = providers.filter(isSignInProvider)
  return {
    isFound: false,
    find: (providerId) => byId.get(providerId),
    load: (providerId) => byId.get(providerId),
    loadByIssuer: (issuer) =>
      withTenants.find(({ config }) => isIssuerOf(config, issuer)) ?? byIssuer.get(issuer),
    listSignIn: () => withSignIn,
    list: () => providers,
  }
}

/** Providers that a function found. */
export interface FoundProviders {
  /** The provider that was found last for this id, without a call of the function. */
  readonly find: (providerId: string) => Provider | undefined
  /** @throws OidcError `provider_lookup_failed`, or `config_invalid` for options with errors */
  readonly load: (providerId: string) => MaybePromise<Provider | undefined>
  /** @throws OidcError as `load` */
  readonly loadByIssuer: (issuer: string) => MaybePromise<Provider | undefined>
}

/**
 * Creates the registry of providers that a function finds.
 * @param start loads the code that asks the function, with the first request that needs a provider
 */
export function createFoundRegistry(start: () => Promise<FoundProviders>): ProviderRegistry {
  let started: FoundProviders | undefined
  const begin = async (): Promise<FoundProviders> => {
    const made = await start()
    // Another request may have finished first: all of them share one cache.
    return (started ??= made)
  }
  return {
    isFound: true,
    find: (providerId) => started?.find(providerId),
    load: (providerId) =>
      started === undefined ? begin().then((found) => found.load(providerId)) : started.load(providerId),
    loadByIssuer: (issuer) => begin().then((found) => found.loadByIssuer(issuer)),
    listSignIn: () => [],
    list: () => [],
  }
}

/** Whether people may have signed in at a provider: a request with a session does not ask the function that finds providers. */
export function mayHaveSignIn(
  { find, isFound }: Pick<ProviderRegistry, 'find' | 'isFound'>,
  providerId: string,
): boolean {
  return find(providerId)?.config.signIn ?? isFound
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

/**
 * Loads a provider where people sign in, so that `getSignInProvider` finds it.
 * @throws OidcError `unknown_provider`, and those of `ProviderRegistry.load`
 */
export async function loadSignInProvider(
  providers: Pick<ProviderRegistry, 'find' | 'load'>,
  providerId = '',
): Promise<SignInProvider> {
  const provider = await providers.load(providerId)
  return getSignInProvider({ find: () => provider }, providerId)
}

export function isSignInProvider(provider: Provider): provider is SignInProvider {
  return provider.config.signIn
}

/** The providers of one request. */
export type ProviderLoader = Pick<ProviderRegistry, 'find' | 'load'>

/** The registry for one request: it records which providers the request used, and keeps them for it. */
export class RequestProviders implements ProviderLoader {
  readonly #registry: ProviderRegistry
  readonly #used = new Map<string, Provider>()

  constructor(registry: ProviderRegistry) {
    this.#registry = registry
  }

  find(providerId: string): Provider | undefined {
    return this.#use(this.#used.get(providerId) ?? this.#registry.find(providerId))
  }

  load(providerId: string): MaybePromise<Provider | undefined> {
    return andThen(this.#registry.load(providerId), (provider) => this.#use(provider))
  }

  #use(provider: Provider | undefined): Provider | undefined {
    if (provider !== undefined) this.#used.set(provider.config.providerId, provider)
    return provider
  }

  /** Revalidates the stale cached responses of the used providers, after the response to the request. Never rejects. */
  revalidate(): Promise<unknown> {
    const running = [...this.#used.values()].map(({ client }) => client.revalidate())
    return Promise.all(running.filter((each) => each !== undefined))
  }
}
