import type { AccessTokenProviderOptions, OidcOptions, ProviderOptions, SecurityOptions } from '@x/oidc-core'
import type { CompleteClaims } from './distributed-claims/complete-claims.ts'
import type { EngineEvent, Ports } from './ports.ts'
import type { SecuritySource } from './providers/security-source.ts'

/** The configuration, and the options of the engine alone. */
export interface EngineOptions extends Omit<OidcOptions, 'providers' | 'security'> {
  readonly providers: readonly (EngineAccessTokenProviderOptions | EngineProviderOptions)[]
  /** A function is called at every sign-in, and once a minute for access tokens, so that roles can change at run time. */
  readonly security?: SecurityOptions | SecuritySource | undefined
  /** Fetches claims that the provider left out because they had too many values. Without it the person is denied. */
  readonly completeClaims?: CompleteClaims | undefined
  /** Sends every request to the providers, in place of the global `fetch`. */
  readonly fetch?: Ports['fetch'] | undefined
  /** Receives events for the operator of the application. By default, warnings and errors go to the console. */
  readonly log?: ((event: EngineEvent) => void) | undefined
}

export interface EngineProviderOptions extends Omit<ProviderOptions, 'security'> {
  /** Replaces the shared `security`, by a value or a function. */
  readonly security?: SecurityOptions | SecuritySource | undefined
  /** Replaces the shared `completeClaims`. */
  readonly completeClaims?: CompleteClaims | undefined
}

/** A provider of access tokens alone: its people, or its workloads, cannot sign in here. */
export interface EngineAccessTokenProviderOptions extends Omit<AccessTokenProviderOptions, 'security'> {
  /** Replaces the shared `security`, by a value or a function. */
  readonly security?: SecurityOptions | SecuritySource | undefined
  readonly completeClaims?: undefined
}
