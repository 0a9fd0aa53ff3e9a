import {
  type ConfigIssue,
  isIssuerOf,
  OidcError,
  type OidcConfig,
  parseFoundProvider,
  type ProviderConfig,
  readTenant,
  renderIssue,
  renderIssues,
} from '@x/oidc-core'
import { createSingleFlight } from '../cache/single-flight.ts'
import { withTimeout } from '../cache/timeout.ts'
import { createTtlCache, type TtlCache } from '../cache/ttl-cache.ts'
import { buildConfigWarning } from '../events.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { Ports } from '../ports.ts'
import { createLookupBudget } from './lookup-budget.ts'
import { createProviderClient, type ProviderClient } from './provider-client.ts'
import type { UncheckedSource } from './provider-source.ts'
import type { FoundProviders, Provider } from './provider.ts'

export interface FoundProviderParts {
  readonly source: UncheckedSource
  readonly config: OidcConfig
  readonly ports: Ports
  /** The clients of all engines with this configuration, by the spelling of the provider's own configuration. */
  readonly clients: ClientCache
  readonly build: (client: ProviderClient, given: FunctionOptions) => Provider
  /** What is wrong with a provider of a configuration without sessions that fit it, beyond what core checks. */
  readonly check: (provider: ProviderConfig) => readonly ConfigIssue[]
}

/** The options of a provider that core does not keep, because they are functions. */
export interface FunctionOptions {
  readonly completeClaims?: unknown
  readonly tenants?: unknown
}

export type ClientCache = TtlCache<ProviderClient>

/** Creates the cache of clients, by the spelling of their configuration, which may have 8 kB for each. */
export function createClientCache(): ClientCache {
  return createTtlCache(maxFound, maxFound * 2 ** 13)
}

/** Maximum providers in memory. The one that was used least recently is evicted. A client with its keys takes about 40 kB. */
const maxFound = 2000

/** In seconds: after this time the function is asked again, so that a changed or removed provider counts. */
const freshSeconds = 300

/** In seconds: how long an id or issuer that the function does not know is not asked for again. */
const unknownSeconds = 30

const maxUnknown = 5000
const timeoutSeconds = 10

/** A longer issuer is not asked for: the caller of an API may write any. */
const maxIssuerLength = 1024

/** Maximum recorded warnings: the functions may return other options each time, and memory must stay bounded. */
const maxWarnings = 1000

interface Found {
  readonly provider: Provider
  readonly at: number
}

type Asked = Found | undefined

/**
 * Creates the cache of the providers that functions find. Calls for one id at the same time share one call of the function. A provider
 * whose options are the same as before keeps its client, with its metadata and keys.
 */
export function createFoundProviders(parts: FoundProviderParts): FoundProviders {
  const { build, check, clients, config, ports, source } = parts
  const logged = createTtlCache<true>(maxWarnings)
  const byId = createLookup(ports, async (id) => read(await call(() => source.find(id), id), id))
  const byIssuer = createLookup(ports, async (issuer) => {
    const provider = read(await call(() => source.findByIssuer?.(issuer), ''), undefined)
    // The caller of an API may invent the issuer: a provider of another one must not take its place in the cache.
    return provider !== undefined && isNamedBy(issuer, provider.config) ? provider : undefined
  })

  /** Calls a function of the application. What it throws may quote anything, so it becomes the cause. */
  async function call(ask: () => unknown, providerId: string): Promise<unknown> {
    const outcome = await withTimeout(ports.startTimer, timeoutSeconds, ask)
    if (outcome.ok) return outcome.value
    const why = outcome.isLate ? `it returned no value within ${timeoutSeconds} seconds` : 'it failed'
    throw lookupFailed(providerId, why, undefined, outcome.cause)
  }

  function read(value: unknown, asked: string | undefined): Provider | undefined {
    if (value === undefined || value === null) return undefined
    const path = ['providers', asked ?? 'findByIssuer']
    const { provider, issues } = parseFoundProvider(value, config, { providerId: asked, path })
    const all = provider === undefined ? issues : [...issues, ...check(provider)]
    const errors = all.filter(({ severity }) => severity === 'error')
    if (provider === undefined || errors.length > 0) {
      const what = `The options of a provider that the function providers returned`
      throw new OidcError('config_invalid', renderIssues(what, errors), { issues: all })
    }
    for (const issue of all) warn(issue)
    return build(findClient(provider), copyFunctions(value))
  }

  function findClient(provider: ProviderConfig): ProviderClient {
    const spelling = JSON.stringify(provider)
    const known = clients.read(spelling)
    if (known !== undefined) return known
    const client = createProviderClient(provider, ports)
    clients.write(spelling, client)
    return client
  }

  function warn(issue: ConfigIssue): void {
    const text = renderIssue(issue)
    if (logged.read(text) === undefined) ports.log(buildConfigWarning(issue, text))
    logged.write(text, true)
  }

  return {
    find: byId.peek,
    // An application that keeps its tenants in an object would find a function of every object.
    load: (id) => (id in Object.prototype ? undefined : byId.load(id)),
    loadByIssuer: (issuer) =>
      source.findByIssuer === undefined || issuer.length > maxIssuerLength || !/^https?:\/\//u.test(issuer)
        ? undefined
        : byIssuer.load(issuer),
  }
}

/** Whether ID Tokens or access tokens of a provider may have this issuer. */
function isNamedBy(issuer: string, provider: ProviderConfig): boolean {
  const { accessTokenIssuer, issuerTemplate } = provider
  if (isIssuerOf(provider, issuer) || accessTokenIssuer === issuer) return true
  return issuerTemplate !== undefined && readTenant(accessTokenIssuer, issuer) !== undefined
}

/** Reads the functions once, as core reads the other options: the application may change its object later. */
function copyFunctions({ completeClaims, tenants }: FunctionOptions): FunctionOptions {
  return { completeClaims, tenants }
}

interface Lookup {
  readonly peek: (key: string) => Provider | undefined
  readonly load: (key: string) => MaybePromise<Provider | undefined>
}

function createLookup(ports: Ports, ask: (key: string) => Promise<Provider | undefined>): Lookup {
  const found = createTtlCache<Found>(maxFound)
  const unknown = createTtlCache<true>(maxUnknown)
  const shared = createSingleFlight<Provider | undefined>(
    { startTimer: ports.startTimer },
    timeoutSeconds + 1,
  )
  const budget = createLookupBudget(ports.now)

  async function askOnce(key: string): Promise<Provider | undefined> {
    const known = found.read(key)
    // The budget is for keys that anyone can invent. A provider that was found before does not need it.
    const wait = known === undefined ? budget.take() : 0
    if (wait > 0) throw lookupFailed('', 'too many unknown providers were asked for', wait)
    const at = ports.now()
    const provider = await ask(key)
    if (provider === undefined) {
      if (known !== undefined) found.write(key, known, { at, until: at })
      unknown.write(key, true, { at, until: at + unknownSeconds })
      return undefined
    }
    // Anyone can invent tenants of a template.
    if (known === undefined && provider.config.issuerTemplate === undefined) budget.giveBack()
    found.write(key, { provider, at })
    return provider
  }

  return {
    peek: (key) => found.read(key)?.provider,
    load(key) {
      const now = ports.now()
      const known: Asked = found.read(key)
      if (known !== undefined && now >= known.at && now < known.at + freshSeconds) return known.provider
      if (unknown.read(key, now) === true) return undefined
      return shared.run(
        key,
        () => askOnce(key),
        (seconds) =>
          lookupFailed('', `the call that is already running returned no value within ${seconds} seconds`),
      )
    },
  }
}

function lookupFailed(
  providerId: string,
  why: string,
  retryAfterSeconds?: number,
  cause?: unknown,
): OidcError {
  const detail = { providerId, why, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) }
  return new OidcError('provider_lookup_failed', `A provider cannot be looked up: ${why}.`, detail, cause)
}
