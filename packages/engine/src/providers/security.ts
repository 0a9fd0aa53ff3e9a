import {
  checkOidcConfig,
  defineOidcConfig,
  isOidcError,
  type OidcConfig,
  OidcError,
  type OidcOptions,
  type ProviderConfig,
  renderIssue,
  type SecurityOptions,
} from '@x/oidc-core'
import type { Ports } from '../ports.ts'
import { withTimeout } from '../cache/timeout.ts'
import { createTtlCache } from '../cache/ttl-cache.ts'
import { createSingleFlight } from '../cache/single-flight.ts'

/** Returns the current `security`, for example from a database. */
export type SecuritySource = () => SecurityOptions | Promise<SecurityOptions>

/** The options of an engine before the check: their values may be anything. */
interface UncheckedOptions {
  readonly providers?: unknown
}

/** Options, some of whose `security` may be functions, taken apart. */
export interface SeparatedSecurity {
  /** For core to check: an empty `security` replaces each function. */
  readonly options: OidcOptions
  /** For each provider its function, if it has one. */
  readonly sources: readonly (SecuritySource | undefined)[]
}

/**
 * Replaces a value that is not known yet. It grants nothing, but counts as a mapping: several providers that share
 * a function without `shareSecurity` are refused at the start, and not at the first sign-in.
 */
const unknownYet: SecurityOptions = { roleMapping: { 'known at sign-in': [] } }

/** A longer list is not copied: core reads it, within its own limits. */
const maxProviders = 1000

/** Separates the values that core checks from the functions, which core never sees. */
export function separateSecurity(options: UncheckedOptions): SeparatedSecurity {
  const whole = { options: options as OidcOptions, sources: [] }
  try {
    const shared = readSecurity(options)
    const providers: unknown = options.providers
    if (!Array.isArray(providers) || providers.length > maxProviders) return whole
    const parts = Array.from(providers, (part: object) => {
      const own = readSecurity(part)
      const source = own ?? shared
      return {
        source: typeof source === 'function' ? (source as SecuritySource) : undefined,
        part: replaceMembers(part, standIn(part, own)),
      }
    })
    const replaced = { ...standIn(options, shared), providers: parts.map(({ part }) => part) }
    return {
      options: replaceMembers(options, replaced) as OidcOptions,
      sources: parts.map(({ source }) => source),
    }
  } catch {
    // Options come from anywhere. Core reports what cannot be read, in a message without secrets.
    return whole
  }
}

/** Reads the own `security`: core refuses an inherited one. */
function readSecurity(part: object): unknown {
  return Object.hasOwn(part, 'security') ? (part as { readonly security?: unknown }).security : undefined
}

function standIn(part: object, security: unknown): { readonly security?: unknown } {
  if (!Object.hasOwn(part, 'security')) return {}
  return { security: typeof security === 'function' ? unknownYet : security }
}

/** Copies an object with other values for some members. It keeps the prototype, so that core sees inherited members. */
function replaceMembers(part: object, members: Readonly<Record<string, unknown>>): object {
  const replaced = Object.entries(members).map(
    ([name, value]) => [name, { value, enumerable: true }] as const,
  )
  return Object.create(
    Object.getPrototypeOf(part) as object | null,
    Object.assign(Object.getOwnPropertyDescriptors(part), Object.fromEntries(replaced)),
  ) as object
}

export interface SecurityResolver {
  /** Whether the value is always the same. */
  readonly isFixed: boolean
  /**
   * Returns the provider with its current `security`.
   * @throws OidcError `security_unavailable`
   */
  readonly resolve: (providerId: string) => Promise<ProviderConfig>
}

const timeoutSeconds = 10

/** Maximum recorded warnings: a function may return another value each time, and memory must stay bounded. */
const maxWarnings = 1000

/**
 * Creates the source of the `security` of sign-ins. Every sign-in calls all functions, including those of other providers:
 * a role that any of them names cannot be passed through. Their values are checked and compiled once, as long as the
 * functions return the same objects.
 */
export function createSecurityResolver(
  { sources }: Pick<SeparatedSecurity, 'sources'>,
  config: OidcConfig,
  { log, startTimer }: Pick<Ports, 'log' | 'startTimer'>,
): SecurityResolver {
  const distinct = [...new Set(sources)].filter((source) => source !== undefined)
  const logged = createTtlCache<true>(maxWarnings)
  let compiled: { readonly from: readonly SecurityOptions[]; readonly config: OidcConfig } | undefined

  function compile(from: readonly SecurityOptions[], providerId: string): OidcConfig {
    if (compiled !== undefined && from.every((value, index) => value === compiled?.from[index]))
      return compiled.config
    const options = {
      ...config,
      providers: config.providers.map((provider, index) => {
        const source = sources[index]
        return source === undefined ? provider : { ...provider, security: from[distinct.indexOf(source)] }
      }),
    }
    // The value is read once, into a frozen copy: later changes of it change no decision.
    compiled = { from, config: define(options, providerId) }
    for (const { code, message, path } of checkOidcConfig(compiled.config)) {
      const text = `${path.join('.')} ${message}`
      if (logged.read(text) === undefined) log({ level: 'warning', code, message: text })
      logged.write(text, true)
    }
    return compiled.config
  }

  return {
    isFixed: distinct.length === 0,
    async resolve(providerId) {
      const values = await Promise.all(distinct.map((source) => load(source, providerId, startTimer)))
      const current = distinct.length === 0 ? config : compile(values, providerId)
      const provider = current.providers.find((candidate) => candidate.providerId === providerId)
      if (provider !== undefined) return provider
      throw new OidcError('unknown_provider', 'No provider of this name is configured.', { providerId })
    },
  }
}

async function load(
  source: SecuritySource,
  providerId: string,
  startTimer: Ports['startTimer'],
): Promise<SecurityOptions> {
  const outcome = await withTimeout(startTimer, timeoutSeconds, () => source())
  if (!outcome.ok) {
    const why = outcome.isLate ? `it gave no value within ${timeoutSeconds} seconds` : 'it failed'
    throw unavailable(providerId, why, undefined, outcome.cause)
  }
  // An absent `security` would mean the defaults: all users would lack their roles.
  const value: unknown = outcome.value
  if (typeof value === 'object' && value !== null) return value
  throw unavailable(providerId, 'it gave no object')
}

function define(options: Parameters<typeof defineOidcConfig>[0], providerId: string): OidcConfig {
  try {
    return defineOidcConfig(options)
  } catch (cause) {
    if (!isOidcError(cause, 'config_invalid')) throw cause
    const errors = cause.detail.issues.filter(({ severity }) => severity === 'error').map(renderIssue)
    throw unavailable(providerId, 'its value has errors', errors.join(' '))
  }
}

/** The application's error may quote anything, so it becomes the cause, and not a part of the message. */
function unavailable(providerId: string, why: string, errors?: string, cause?: unknown): OidcError {
  const message = `The function security failed for provider ${providerId}: ${why}.`
  return new OidcError(
    'security_unavailable',
    errors === undefined ? message : `${message} ${errors}`,
    { providerId, why },
    cause,
  )
}

/** The `security` for the access tokens of a minute. */
export interface CachedSecurity {
  readonly provider: ProviderConfig
  /** When it expires; Infinity if it is not a function. */
  readonly until: number
}

export interface CachedSecurityResolver {
  /** @throws OidcError `security_unavailable` */
  readonly resolve: (providerId: string) => Promise<CachedSecurity>
}

const freshSeconds = 60

/**
 * Creates a cache of each provider's `security`, because an API cannot read a database at every request. A value is cached
 * for at most a minute, also if the function fails then. Calls at the same time share one call of the function.
 */
export function createCachedSecurity(
  security: SecurityResolver,
  ports: Pick<Ports, 'now' | 'startTimer'>,
): CachedSecurityResolver {
  const byProvider = createTtlCache<CachedSecurity>(maxProviders)
  const shared = createSingleFlight<CachedSecurity>({ startTimer: ports.startTimer })

  async function ask(providerId: string): Promise<CachedSecurity> {
    const at = ports.now()
    const provider = await security.resolve(providerId)
    const until = security.isFixed ? Infinity : at + freshSeconds
    const answer = { provider, until }
    // A function that hung may give its older value after a newer one.
    const cached = byProvider.read(providerId, ports.now())
    if (cached === undefined || cached.until <= until)
      byProvider.write(providerId, answer, security.isFixed ? {} : { at, until })
    return answer
  }

  return {
    resolve(providerId) {
      const cached = byProvider.read(providerId, ports.now())
      if (cached !== undefined) return Promise.resolve(cached)
      return shared.run(
        providerId,
        () => ask(providerId),
        (seconds) => {
          const why = `other requests gave no value within ${seconds} seconds`
          const message = `The security of provider ${providerId} cannot be looked up: ${why}.`
          return new OidcError('security_unavailable', message, { providerId, why })
        },
      )
    },
  }
}
