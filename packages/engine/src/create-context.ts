import { checkOidcConfig, defineOidcConfig, OidcError, renderIssue, renderIssues } from '@x/oidc-core'
import { createProofClaims } from './access/bearer/claim-proof.ts'
import { createResourceRegistry } from './access/bearer/protected-resource.ts'
import { createTokenCaches } from './access/bearer/token-caches.ts'
import { createRefusalMemory } from './access/report-refusal.ts'
import { shareInProcess } from './cache/process-registry.ts'
import { createSharedOutcomes } from './cache/shared-outcomes.ts'
import { transactionLimits } from './cache/transaction-limits.ts'
import { createMemoryReplayStore } from './cache/replay-store.ts'
import { createCookieTable } from './cookies/table.ts'
import { createSealer } from './crypto/seal.ts'
import type { EngineContext } from './engine-context.ts'
import { buildConfigWarning } from './events.ts'
import type { EngineOptions } from './engine-options.ts'
import type { RecordedResponse } from './http/recorded-response.ts'
import { describeError } from './http/describe-error.ts'
import { createRouteTable } from './http/route-table.ts'
import { countFailure } from './http/count-outage.ts'
import { invalidOptions } from './options/read-options.ts'
import { createProviderBuilder, type ListedProviders } from './create-provider.ts'
import { createPageWriter } from './pages/page-writer.ts'
import { defaultPorts, createSafePorts, type Ports } from './ports.ts'
import { createProviderClient } from './providers/provider-client.ts'
import { createFoundRegistry, createProviderRegistry } from './providers/provider.ts'
import { readProviderSource } from './providers/provider-source.ts'
import { separateSecurity } from './providers/security-source.ts'
import { checkScopes, checkSessionOptions, keepsTokens } from './sessions/check-session-options.ts'
import { createCookieSessions } from './sessions/cookie-sessions.ts'
import { createLatestSessions } from './sessions/latest-sessions.ts'
import { createRefreshMemory, createRefresher } from './sessions/refresh/refresher.ts'
import { checkReplayStore } from './sessions/check-replay-store.ts'
import { createLazySessions } from './sessions/lazy-sessions.ts'
import { resolveStore } from './sessions/resolve-store.ts'
import { watchReplayStore } from './cache/watch-replay-store.ts'

/** How an engine uses the memory of its process. For adapters. */
export interface EngineMemory {
  /**
   * Whether engines of this process with the same configuration share their memory: answers of providers, used transactions and
   * DPoP proofs, the sessions of a `memoryStore`, and the APIs whose metadata they serve. For frameworks that load a module several
   * times in one process. @default false
   */
  readonly shared?: boolean
}

/**
 * Creates the context that all requests of one engine share.
 * @throws OidcError `config_invalid` with every issue
 */
export function createContext(
  options: EngineOptions,
  given: Partial<Ports>,
  memory: EngineMemory,
): EngineContext {
  const shared = Object.hasOwn(memory, 'shared') && memory.shared === true
  const security = separateSecurity(options)
  const config = defineOidcConfig(security.options)
  const { issues } = security
  if (issues.length > 0)
    throw new OidcError('config_invalid', renderIssues('The OIDC configuration', issues), { issues })
  const ports = createSafePorts({
    ...defaultPorts,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    ...(options.log === undefined ? {} : { log: options.log }),
    ...(options.onEvent === undefined ? {} : { emit: options.onEvent }),
    ...given,
  })
  const { store } = options.session
  const givenReplayStore = Object.hasOwn(options, 'replayStore') ? options.replayStore : undefined
  const sessionIssues = [
    ...checkSessionOptions(config, options.session),
    ...checkReplayStore(config.providers, store, givenReplayStore),
  ]
  if (sessionIssues.some(({ severity }) => severity === 'error'))
    throw invalidOptions('The OIDC configuration', sessionIssues)
  // Only warnings are left: `defineOidcConfig` throws for errors.
  for (const issue of [...checkOidcConfig(security.options), ...sessionIssues]) {
    const isUnknown =
      issue.code === 'gate_never_opens' && security.places.has(issue.path.slice(0, -1).join('.'))
    if (!isUnknown) ports.log(buildConfigWarning(issue, renderIssue(issue)))
  }
  const { pathname, protocol } = new URL(config.baseUrl)
  const inProcess: typeof shareInProcess = (part, identity, create) =>
    shared ? shareInProcess(part, identity, create) : create()
  const resolved =
    givenReplayStore && resolveStore(givenReplayStore, [config, given.now, 'replay'], inProcess)
  const replayStore = resolved && watchReplayStore(resolved, ports)
  const listed = Array.isArray(options.providers) ? (options.providers as ListedProviders) : []
  const clients = inProcess('clients', [config, options.fetch, given], () =>
    config.providers.map((provider) => createProviderClient(provider, ports)),
  )
  const buildProvider = createProviderBuilder(options, { ...security, config, ports })
  const source = readProviderSource(options.providers)
  const context = {
    config,
    ports,
    providers:
      source === undefined
        ? createProviderRegistry(clients.map((client, index) => buildProvider(client, listed[index], index)))
        : createFoundRegistry(async () => {
            const { createClientCache, createFoundProviders } = await import('./providers/found-providers.ts')
            return createFoundProviders({
              ...{ source, config, ports },
              clients: inProcess('found clients', [config, options.fetch, given], createClientCache),
              build: (client, given) => buildProvider(client, given as ListedProviders[number]),
              check: (provider) => [
                ...checkScopes(config, [provider], store),
                ...checkReplayStore([provider], store, givenReplayStore),
              ],
            })
          }),
    findsByIssuer: source?.findByIssuer !== undefined,
    sealer: inProcess('sealer', [config, given.random], () =>
      createSealer(config.session.secret, { audience: config.baseUrl, random: ports.random }),
    ),
    names: createCookieTable({
      ...config.session,
      secure: protocol === 'https:',
      basePath: pathname,
      logoutPath: config.paths.logout,
      loggedOutPath: config.paths.loggedOut,
    }),
    routes: createRouteTable(config),
    pages: createPageWriter({
      ...{ config, ports, describeError },
      render: options.pages?.render,
      countFailure: (kind) => countFailure(ports, ['page_not_rendered', kind]),
    }),
    transactions:
      replayStore ??
      inProcess('used transactions', [config, given.now], () =>
        createMemoryReplayStore(ports.now, transactionLimits),
      ),
    logoutClaims:
      replayStore ??
      inProcess('used logout tokens', [config, given.now], () => createMemoryReplayStore(ports.now)),
    canEndSessions: store !== undefined || replayStore !== undefined,
    callbacks: inProcess('callbacks', [config, given.now, given.startTimer], () =>
      createSharedOutcomes<RecordedResponse>(ports),
    ),
    onSignIn: Object.hasOwn(options, 'onSignIn') ? options.onSignIn : undefined,
    resources: inProcess('resources', [config], createResourceRegistry),
    keepsTokens: keepsTokens(config, store),
    latest:
      store === undefined && keepsTokens(config, store)
        ? inProcess('latest sessions', [config, given.now], () => createLatestSessions(ports))
        : undefined,
    // The gate of a page and the address that shows its refusal may belong to two engines, so the reports are shared.
    refusals: inProcess('refusals', [config, given.now], createRefusalMemory),
    tokenCaches: createTokenCaches(config),
    proofs:
      replayStore === undefined
        ? inProcess('proofs', [config, given.now], () =>
            createProofClaims(createMemoryReplayStore(ports.now)),
          )
        : createProofClaims(replayStore),
  }
  const { cookieDomain } = config.session
  const prepare = async () =>
    cookieDomain === undefined
      ? context
      : (await import('./sessions/shared-sessions.ts')).shareSessions(context, cookieDomain)
  const used = store && resolveStore(store, [config, given.now], inProcess)
  const sessions =
    used === undefined
      ? replayStore === undefined && cookieDomain === undefined
        ? createCookieSessions(context)
        : createLazySessions(async () => {
            const prepared = await prepare()
            if (replayStore === undefined) return createCookieSessions(prepared)
            const { createRevocableSessions } = await import('./sessions/revocable-sessions.ts')
            return createRevocableSessions(prepared, replayStore)
          })
      : createLazySessions(async () => {
          const { createStoredSessions } = await import('./sessions/stored-sessions.ts')
          const { createUnsavedSessions } = await import('./sessions/unsaved-sessions.ts')
          const unsaved = inProcess('unsaved sessions', [config, given.now], () =>
            createUnsavedSessions(ports),
          )
          return createStoredSessions(await prepare(), used, unsaved)
        })
  const complete = { ...context, sessions }
  // The store is not compared: it may refer to itself. Ids of sessions are random, so no two stores have the same.
  const refreshes = inProcess('refreshes', [config, given.now], createRefreshMemory)
  return { ...complete, refresher: createRefresher(complete, refreshes) }
}
