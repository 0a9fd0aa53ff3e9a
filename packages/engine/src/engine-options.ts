import type { OidcOptions, ProviderOptions, SecurityOptions } from '@x/oidc-core'
import type { CompleteClaims } from './distributed-claims/complete-claims.ts'
import type { EngineEvent, Ports } from './ports.ts'
import type { SecuritySource } from './providers/security.ts'

/** The configuration, and what only the engine needs. */
export interface EngineOptions extends Omit<OidcOptions, 'providers' | 'security'> {
  readonly providers: readonly EngineProviderOptions[]
  /** A function is asked at every sign-in, and once a minute for access tokens, so that roles can be given and taken at run time. */
  readonly security?: SecurityOptions | SecuritySource | undefined
  /** Gets the claims that a provider left out because there were too many values. Without it the person is denied. */
  readonly completeClaims?: CompleteClaims | undefined
  /** Makes every request to the providers, in place of the global `fetch`. */
  readonly fetch?: Ports['fetch'] | undefined
  /** Is told what whoever runs the application may want to know. By default, warnings and errors go to the console. */
  readonly log?: ((event: EngineEvent) => void) | undefined
}

export interface EngineProviderOptions extends Omit<ProviderOptions, 'security'> {
  /** Takes the place of the shared one, as a value or as a function. */
  readonly security?: SecurityOptions | SecuritySource | undefined
  /** Takes the place of the shared one. */
  readonly completeClaims?: CompleteClaims | undefined
}
