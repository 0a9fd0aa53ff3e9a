import { createProofClaims } from './access/bearer/claim-proof.ts'
import { createResourceRegistry } from './access/bearer/protected-resource.ts'
import { createTokenCaches } from './access/bearer/token-caches.ts'
import { createRefusalMemory } from './access/report-refusal.ts'
import { shareInProcess } from './cache/process-registry.ts'
import { createMemoryReplayStore } from './cache/replay-store.ts'
import { createSharedOutcomes } from './cache/shared-outcomes.ts'
import { transactionLimits } from './cache/transaction-limits.ts'
import { watchReplayStore } from './cache/watch-replay-store.ts'
import { createCookieTable } from './cookies/table.ts'
import { createProviderBuilder, type ListedProviders } from './create-provider.ts'
import { createSealer } from './crypto/seal.ts'
import type { EngineContext } from './engine-context.ts'
import type { EngineOptions } from './engine-options.ts'
import { countFailure } from './http/count-outage.ts'
import { describeError } from './http/describe-error.ts'
import type { RecordedResponse } from './http/recorded-response.ts'
import { createRouteTable } from './http/route-table.ts'
import { createPageWriter } from './pages/page-writer.ts'
import type { Ports } from './ports.ts'
import { readProviderSource } from './providers/provider-source.ts'
import { createProviderClient } from './providers/provider-client.ts'
import { createFoundRegistry, createProviderRegistry, type ProviderRegistry } from './providers/provider.ts'
import { type ReadEngineOptions, readEngineOptions } from './read-engine-options.ts'
import { checkReplayStore } from './sessions/check-replay-store.ts'
import { checkScopes, keepsTokens } from './sessions/check-session-options.ts'
import { chooseSessions } from './sessions/choose-sessions.ts'
import { createLatestSessions } from './sessions/latest-sessions.ts'
import { createRefresher, createRefreshMemory } from './sessions/refresh/refresher.ts'
import { resolveStore } from './sessions/resolve-store.ts'

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
  const read = readEngineOptions(options, given)
  const { config, ports } = read
  const isShared = Object.hasOwn(memory, 'shared') && memory.shared === true
  const inProcess: typeof shareInProcess = (part, identity, create) =>
    isShared ? shareInProcess(part, identity, create) : create()
  /** What depends on the configuration and the clock alone. */
  const inMemory = <Part>(part: string, create: () => Part) => inProcess(part, [config, given.now], create)

  const replayStore =
    read.replayStore &&
    watchReplayStore(resolveStore(read.replayStore, [config, given.now, 'replay'], inProcess), ports)
  const store = options.session.store && resolveStore(options.session.store, [config, given.now], inProcess)
  const tokensAreKept = keepsTokens(config, store)

  const parts = {
    config,
    ports,
    providers: createProviders(options, given, read, inProcess),
    findsByIssuer: readProviderSource(options.providers)?.findByIssuer !== undefined,
    sealer: inProcess('sealer', [config, given.random], () =>
      createSealer(config.session.secret, { audience: config.baseUrl, random: ports.random }),
    ),
    names: createCookieTable({
      ...config.session,
      secure: new URL(config.baseUrl).protocol === 'https:',
      basePath: new URL(config.baseUrl).pathname,
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
      inMemory('used transactions', () => createMemoryReplayStore(ports.now, transactionLimits)),
    logoutClaims: replayStore ?? inMemory('used logout tokens', () => createMemoryReplayStore(ports.now)),
    canEndSessions: store !== undefined || replayStore !== undefined,
    callbacks: inProcess('callbacks', [config, given.now, given.startTimer], () =>
      createSharedOutcomes<RecordedResponse>(ports),
    ),
    onSignIn: Object.hasOwn(options, 'onSignIn') ? options.onSignIn : undefined,
    resources: inProcess('resources', [config], createResourceRegistry),
    keepsTokens: tokensAreKept,
    latest:
      tokensAreKept && store === undefined
        ? inMemory('latest sessions', () => createLatestSessions(ports))
        : undefined,
    // The gate of a page and the address that shows its refusal may belong to two engines, so the reports are shared.
    refusals: inMemory('refusals', createRefusalMemory),
    tokenCaches: createTokenCaches(config),
    proofs:
      replayStore === undefined
        ? inMemory('proofs', () => createProofClaims(createMemoryReplayStore(ports.now)))
        : createProofClaims(replayStore),
  }
  const sessions = chooseSessions(parts, {
    store,
    replayStore,
    shareUnsaved: (create) => inMemory('unsaved sessions', create),
  })
  const context = { ...parts, sessions }
  // The store is not compared: it may refer to itself. Ids of sessions are random, so no two stores have the same.
  return { ...context, refresher: createRefresher(context, inMemory('refreshes', createRefreshMemory)) }
}

/** The providers of the list, or those that a function finds. */
function createProviders(
  options: EngineOptions,
  given: Partial<Ports>,
  { config, ports, replayStore, security }: ReadEngineOptions,
  inProcess: typeof shareInProcess,
): ProviderRegistry {
  const identity = [config, options.fetch, given]
  const build = createProviderBuilder(options, { ...security, config, ports })
  const source = readProviderSource(options.providers)
  if (source === undefined) {
    const listed = options.providers as ListedProviders
    const clients = inProcess('clients', identity, () =>
      config.providers.map((provider) => createProviderClient(provider, ports)),
    )
    return createProviderRegistry(clients.map((client, index) => build(client, listed[index], index)))
  }
  return createFoundRegistry(async () => {
    const { createClientCache, createFoundProviders } = await import('./providers/found-providers.ts')
    const { store } = options.session
    return createFoundProviders({
      ...{ source, config, ports },
      clients: inProcess('found clients', identity, createClientCache),
      build: (client, found) => build(client, found as ListedProviders[number]),
      check: (provider) => [
        ...checkScopes(config, [provider], store),
        ...checkReplayStore([provider], store, replayStore),
      ],
    })
  })
}
