import type { EngineAccessTokenProviderOptions, EngineProviderOptions } from '../engine-options.ts'
import type { MaybePromise } from '../maybe-promise.ts'

/** The options of a provider that a function found: those of a list, without `security`, which stands beside `providers`. */
export type FoundProviderOptions =
  | (Omit<EngineProviderOptions, 'security'> & { readonly security?: undefined })
  | (Omit<EngineAccessTokenProviderOptions, 'security'> & { readonly security?: undefined })

/**
 * Returns the options of the provider with this id, for example from a database; undefined if there is none. If it rejects, or returns
 * nothing within 10 seconds, the answer is 503, `provider_lookup_failed`.
 */
export type FindProvider = (providerId: string) => MaybePromise<FoundProviderOptions | undefined>

/** Finds providers one by one, where there are too many for a list. */
export interface ProviderSource {
  /** Returns the options of the provider with this id; undefined if there is none. */
  readonly find: FindProvider
  /**
   * Returns the options of the provider with this issuer; undefined if there is none. It is called for access tokens of an API and for
   * sign-ins that other sites start, with the issuer that they name: anyone may have written it.
   */
  readonly findByIssuer?: ((issuer: string) => MaybePromise<FoundProviderOptions | undefined>) | undefined
}

/** Reads the functions of `providers`; undefined if it is a list. */
export function readProviderSource(providers: unknown): ProviderSource | undefined {
  if (typeof providers === 'function') return { find: providers as FindProvider }
  if (typeof providers !== 'object' || providers === null || Array.isArray(providers)) return undefined
  return 'find' in providers && typeof providers.find === 'function' ? (providers as ProviderSource) : undefined
}
