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

/** Gives the `security` of the moment, for example out of a database. */
export type SecuritySource = () => SecurityOptions | Promise<SecurityOptions>

/** The options of an engine before they were checked: nothing is known of their values. */
interface UncheckedOptions {
  readonly providers?: unknown
}

/** Options whose `security` is a function in places, taken apart. */
export interface SeparatedSecurity {
  /** To be checked at once: an empty `security` stands where a function is. */
  readonly options: OidcOptions
  /** For each provider the function that counts for it, if one does. */
  readonly sources: readonly (SecuritySource | undefined)[]
}

/**
 * Stands in for a value that is not known yet. It grants nothing, but counts as a mapping: several providers that share
 * a function without `shareSecurity` are refused at once, and not at the first sign-in.
 */
const unknownYet: SecurityOptions = { roleMapping: { 'known at sign-in': [] } }

/** A longer list is not copied: core reads it, within its own bounds. */
const maxProviders = 1000

/** Separates what core can check from the functions, which it never sees. */
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
    // Options come from anywhere. What cannot be read is for core to report, in words that hold no secret.
    return whole
  }
}

/** The own `security`: what is inherited is for core to refuse. */
function readSecurity(part: object): unknown {
  return Object.hasOwn(part, 'security') ? (part as { readonly security?: unknown }).security : undefined
}

function standIn(part: object, security: unknown): { readonly security?: unknown } {
  if (!Object.hasOwn(part, 'security')) return {}
  return { security: typeof security === 'function' ? unknownYet : security }
}

/** Copies an object with other values for some members, and with its prototype, so that core sees what it inherits. */
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
  /** Whether it is always the same. */
  readonly isFixed: boolean
  /**
   * Gives the provider with the `security` that counts now.
   * @throws OidcError `security_unavailable`
   */
  readonly resolve: (providerId: string) => Promise<ProviderConfig>
}

const timeoutSeconds = 10

/** A function may return another value each time: warnings that were logged must not pile up. */
const maxWarnings = 1000

/**
 * Creates what knows by which `security` a sign-in is decided. Where one is a function, every sign-in asks all of them,
 * also those of other providers: a role that any of them names can come by no passthrough. What they gave is checked and
 * compiled once, as long as they give the same objects.
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
    // It is read once, into a copy that is frozen: later changes of the value change no decision.
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
  // Left out, `security` would mean its defaults: everybody would be told that they lack a role.
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

/** What a function of the application's threw may quote anything, so it is a cause, and no part of the message. */
function unavailable(providerId: string, why: string, errors?: string, cause?: unknown): OidcError {
  const message = `The function security did not do for a sign-in at ${providerId}: ${why}.`
  return new OidcError(
    'security_unavailable',
    errors === undefined ? message : `${message} ${errors}`,
    { providerId, why },
    cause,
  )
}

/** The `security` by which requests of a minute are decided. */
export interface CachedSecurity {
  readonly provider: ProviderConfig
  /** When it has to be asked for again; Infinity where it is no function. */
  readonly until: number
}

export interface CachedSecurityResolver {
  /** @throws OidcError `security_unavailable` */
  readonly resolve: (providerId: string) => Promise<CachedSecurity>
}

const freshSeconds = 60

/**
 * Creates a cache of each provider's `security`: an API is asked too often to look into a database each time. It is kept
 * for a minute and no longer, also when the function fails then; calls that come while it is asked share the answer.
 */
export function createCachedSecurity(
  security: SecurityResolver,
  ports: Pick<Ports, 'now' | 'startTimer'>,
): CachedSecurityResolver {
  const byProvider = createTtlCache<CachedSecurity>(maxProviders)
  const shared = createSingleFlight<CachedSecurity>(ports)

  async function ask(providerId: string): Promise<CachedSecurity> {
    const at = ports.now()
    const provider = await security.resolve(providerId)
    const until = security.isFixed ? Infinity : at + freshSeconds
    const answer = { provider, until }
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
