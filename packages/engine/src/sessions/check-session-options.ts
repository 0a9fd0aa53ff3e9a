import type { ConfigIssue, OidcConfig, ProviderConfig, SessionOptions } from '@x/oidc-core'
import { isPromise } from '../maybe-promise.ts'
import { optionIssue } from '../options/read-options.ts'
import type { SessionStore } from './session-store.ts'

const functions = [
  'read',
  'create',
  'replace',
  'delete',
  'deleteAll',
] as const satisfies readonly (keyof SessionStore)[]

/** Whether sessions keep the tokens of people: in a store always, in cookies if `session.keep.tokens` is set. */
export function keepsTokens({ session }: OidcConfig, store: unknown): boolean {
  return store !== undefined || session.keep.tokens
}

/** Checks where the tokens of people are kept, which core cannot: only the engine reads `session.store`. */
export function checkSessionOptions(
  config: OidcConfig,
  { keep, store }: Pick<SessionOptions, 'keep'> & { readonly store?: unknown },
): readonly ConfigIssue[] {
  return [
    ...checkStore(store),
    ...checkKeep(keep, store),
    ...checkTokens(config, store),
    ...checkShared(config, store),
    ...checkScopes(config, config.providers, store),
  ]
}

function checkStore(store: unknown): readonly ConfigIssue[] {
  if (store === undefined) return []
  const missing = functions.filter((name) => !hasFunction(store, name))
  if (missing.length === 0) return []
  const cause = isPromise(store) ? 'It is a promise: await it.' : `It has no function ${missing.join(', ')}.`
  const message = `must be a SessionStore, such as memoryStore(). ${cause}`
  return [optionIssue(['session', 'store'], 'invalid_type', message)]
}

function hasFunction(store: unknown, name: string): boolean {
  if (typeof store !== 'object' || store === null) return false
  return typeof (store as Readonly<Record<string, unknown>>)[name] === 'function'
}

/** What `defineOidcConfig` returns has no prototype, and always says whether tokens are kept. */
function checkKeep(keep: SessionOptions['keep'], store: unknown): readonly ConfigIssue[] {
  if (store === undefined || keep?.tokens !== false || Object.getPrototypeOf(keep) === null) return []
  const message = 'is false, but a session.store always keeps tokens. Leave it out.'
  return [optionIssue(['session', 'keep', 'tokens'], 'conflict', message)]
}

/**
 * Most providers accept a refresh token once. With cookies alone, two processes would send the same one, and the provider would end
 * the session of the person. The isolates of workerd are such processes.
 */
function checkTokens({ session }: OidcConfig, store: unknown): readonly ConfigIssue[] {
  if (!session.keep.tokens || store !== undefined) return []
  if (isWorkerd()) {
    const message =
      'keeps refresh tokens in cookies, which is not possible on Cloudflare Workers: several isolates serve one person. Set session.store.'
    return [optionIssue(['session', 'keep', 'tokens'], 'store_missing', message)]
  }
  if (session.singleProcess) return []
  const message =
    'keeps refresh tokens in cookies. A provider accepts each once, so two processes would end sessions: set session.store, or ' +
    'session.singleProcess: true if one process alone serves the application.'
  return [optionIssue(['session', 'keep', 'tokens'], 'store_missing', message)]
}

/** Another application that shares a session is another process, and knows no provider that a function finds here. */
function checkShared({ foundProviders, session }: OidcConfig, store: unknown): readonly ConfigIssue[] {
  const isConflict = foundProviders !== undefined || (store === undefined && session.keep.tokens)
  if (session.cookieDomain === undefined || !isConflict) return []
  const message = 'needs a list of providers, and session.store for tokens.'
  return [optionIssue(['session', 'cookieDomain'], 'conflict', message)]
}

function isWorkerd(): boolean {
  return (
    (globalThis as { readonly navigator?: { readonly userAgent?: string } }).navigator?.userAgent ===
    'Cloudflare-Workers'
  )
}

/** A refresh token that no session keeps stays valid at the provider, for nothing. */
export function checkScopes(
  config: OidcConfig,
  providers: readonly ProviderConfig[],
  store: unknown,
): readonly ConfigIssue[] {
  if (keepsTokens(config, store)) return []
  return providers.flatMap((provider, index) => {
    if (!provider.signIn || !provider.scopes.includes('offline_access')) return []
    const message =
      'asks for offline_access, and no session keeps the refresh token. Set session.store or session.keep.tokens, or leave the scope out.'
    return [
      {
        severity: 'warning',
        path: ['providers', index, 'scopes'],
        code: 'unused_refresh_token',
        message,
      } as const,
    ]
  })
}
