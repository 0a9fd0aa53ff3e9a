import type {
  AccessTokenProviderOptions,
  OidcOptions,
  ProviderOptions,
  SecurityOptions,
  SessionOptions,
} from '@x/oidc-core'
import type { ReplayStore } from './cache/replay-store.ts'
import type { CompleteClaims } from './distributed-claims/complete-claims.ts'
import type { EngineEvent } from './events.ts'
import type { EnginePagesOptions } from './pages/render-option.ts'
import type { Ports } from './ports.ts'
import type { MaybePromise } from './maybe-promise.ts'
import type { SecuritySource } from './providers/security-source.ts'
import type { AllowsTenant } from './providers/allowed-tenants.ts'
import type { StreamEvent } from './stream-events.ts'
import type { SessionStore } from './sessions/session-store.ts'
import type { OnSignIn } from './sessions/sign-in-hook.ts'

/**
 * The configuration, and the options that only the engine reads. In a file of its own write `satisfies EngineOptions` after it:
 * the annotation `: EngineOptions` would replace the names of the roles by `string`, and a misspelt role would compile.
 */
export interface EngineOptions extends Omit<OidcOptions, 'providers' | 'security' | 'session' | 'pages'> {
  /**
   * The providers, one at least: where people sign in, or whose access tokens open an API. Where there are too many for a list, as with
   * one provider for each tenant, a function of the id finds them, or an object with `find` and `findByIssuer`. What they return is
   * cached for 5 minutes, and 2,000 at most. Roles then come from `security`, and `/login` needs the id: `/login?provider=acme`.
   */
  readonly providers:
    readonly (EngineAccessTokenProviderOptions | EngineProviderOptions)[] | FindProvider | ProviderSource
  /**
   * How role keys become roles, and which roles admit. A function returns it for one person, for example from a database: it is called at
   * each sign-in and each refresh, and for access tokens at most once a minute for each person.
   */
  readonly security?: SecurityOptions | SecuritySource | undefined
  /** The secret that seals sessions, how long they last, what they keep and where they are stored. */
  readonly session: EngineSessionOptions
  /** Fetches claims that the provider left out because they had too many values. Without it the person is denied. */
  readonly completeClaims?: CompleteClaims | undefined
  /**
   * Called at every sign-in of an admitted person, before the session exists, and at each refresh of it. It adds `extra` to the session,
   * or denies with a text for the page. If it throws, or returns no valid value within 10 seconds, the sign-in fails with 503.
   */
  readonly onSignIn?: OnSignIn | undefined
  /** Name, logo and language of the library's own pages, and a function that wraps or replaces them. */
  readonly pages?: EnginePagesOptions | undefined
  /**
   * Stores what may be used once, such as the transactions of sign-ins and logout tokens, and the logouts that end sessions in cookies.
   * Several processes need a shared one, such as `redisReplayStore(client)` of `@x/oidc-redis`.
   * @default the memory of the process, which ends no sessions in cookies
   */
  readonly replayStore?: ReplayStore | undefined
  /** Sends every request to the providers, in place of the global `fetch`. */
  readonly fetch?: Ports['fetch'] | undefined
  /** Receives events for the operator of the application. By default, warnings and errors go to the console. */
  readonly log?: ((event: EngineEvent) => void) | undefined
  /**
   * Receives every event, for metrics and traces: those of `log`, and those with the level `debug`. If it throws, rejects or never
   * settles, the request continues, and the log is not affected.
   */
  readonly onEvent?: ((event: StreamEvent) => void) | undefined
}

/** The secret that seals sessions, how long they last, what they keep and where they are stored. */
export interface EngineSessionOptions extends SessionOptions {
  /** Stores sessions outside the browser, with the tokens of people. @default sealed cookies */
  readonly store?: SessionStore | undefined
}

/** A provider where people sign in. Its access tokens may be those of an API, too. */
export interface EngineProviderOptions extends Omit<ProviderOptions, 'security' | 'tenants'> {
  /** Replaces the shared `security`, by a value or a function that returns the value for one person. */
  readonly security?: SecurityOptions | SecuritySource | undefined
  /** The ids of the tenants whose people may sign in, or a function of the id. Required with `issuerTemplate`. */
  readonly tenants?: readonly string[] | 'function' | AllowsTenant | undefined
  /** Replaces the shared `completeClaims`. */
  readonly completeClaims?: CompleteClaims | undefined
}

/** A provider only for access tokens of people or workloads. People cannot sign in with it. */
export interface EngineAccessTokenProviderOptions extends Omit<
  AccessTokenProviderOptions,
  'security' | 'tenants'
> {
  /** Replaces the shared `security`, by a value or a function that returns the value for one person. */
  readonly security?: SecurityOptions | SecuritySource | undefined
  /** The ids of the tenants whose tokens are accepted, or a function of the id. Required with `issuerTemplate`. */
  readonly tenants?: readonly string[] | 'function' | AllowsTenant | undefined
  /** Only for a provider with sign-ins: claims are completed with the person's access token. */
  readonly completeClaims?: undefined
}

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
