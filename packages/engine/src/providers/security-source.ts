import { type ConfigIssue, exceptIsMissing, type OidcOptions, type SecurityOptions } from '@x/oidc-core'
import { readProviderSource } from './provider-source.ts'
import type { SecurityPerson } from './security-person.ts'

/**
 * Returns the `security` of one person, for example from a database. It is called at each sign-in and each refresh, after the claims were
 * verified, and for access tokens at most once a minute for each person. The result counts for this person alone. If it throws or returns nothing within
 * 10 seconds, the answer is 503, `security_unavailable`.
 */
export type SecuritySource = (person: SecurityPerson) => SecurityOptions | Promise<SecurityOptions>

/** The options of an engine before the check: their values may be anything. */
interface UncheckedOptions {
  /** A list, a function that finds providers, or anything else. */
  readonly providers?: unknown
}

/** The function of a provider. */
export interface PlacedSource {
  /** The function itself. */
  readonly source: SecuritySource
  /** Where the function is, e.g. `['providers', 0, 'security']`. */
  readonly path: ConfigIssue['path']
}

/** The options of an engine, separated into plain values and functions for `security`. */
export interface SeparatedSecurity {
  /** The options that core checks. An empty `security` replaces each function. */
  readonly options: OidcOptions
  /** For each provider its function, if it has one. */
  readonly sources: readonly (PlacedSource | undefined)[]
  /** The function for every provider that a function finds, if there is one. */
  readonly foundSource?: PlacedSource | undefined
  /**
   * The paths of the functions, e.g. `security` or `providers.0.security`. Issues of core about roles at these paths are ignored.
   */
  readonly places: ReadonlySet<string>
  /** Errors of plain values beside functions, which core does not see. */
  readonly issues: readonly ConfigIssue[]
}

/**
 * Replaces a value that is not known yet. It grants nothing, but counts as a mapping: several providers that share
 * a function without `shareSecurity` are refused at the start, and not at the first sign-in.
 */
const unknownYet: SecurityOptions = { roleMapping: { 'known at sign-in': [] } }

/** A longer list is not copied: core reads it, within its own limits. */
const maxProviders = 1000

/** Separates the values that core checks from the functions, which core never sees. An engine reads its options so. */
export function separateSecurity(options: UncheckedOptions): SeparatedSecurity {
  const whole = { options: options as OidcOptions, sources: [], places: new Set<string>(), issues: [] }
  try {
    const shared = readOwn(options, 'security')
    const providers: unknown = options.providers
    if (readProviderSource(providers) !== undefined) return separateShared(options, shared)
    if (!Array.isArray(providers) || providers.length > maxProviders) return whole
    const parts = Array.from(providers, (part: object, index) => {
      const own = readOwn(part, 'security')
      const path = own === undefined ? ['security'] : ['providers', index, 'security']
      return { security: own ?? shared, path, part: replaceMembers(part, standIn(part, own)) }
    })
    const sources = parts.map(({ security, path }) =>
      typeof security === 'function' ? { source: security as SecuritySource, path } : undefined,
    )
    const placed = sources.filter((source) => source !== undefined)
    const places = new Set(placed.map(({ path }) => path.join('.')))
    if (typeof shared === 'function') places.add('security')
    const replaced = { ...standIn(options, shared), providers: parts.map(({ part }) => part) }
    return {
      options: replaceMembers(options, replaced) as OidcOptions,
      sources,
      places,
      issues: placed.length === 0 ? [] : checkPassthrough(parts),
    }
  } catch {
    // Options are untrusted. Core reports values that cannot be read, in a message without secrets.
    return whole
  }
}

/** Without a list of providers, there is one `security`. */
function separateShared(options: UncheckedOptions, shared: unknown): SeparatedSecurity {
  const isFunction = typeof shared === 'function'
  // No provider has a mapping of its own, so `shareSecurity` has no mapping to ask about.
  const standsIn = isFunction ? { security: {} } : standIn(options, shared)
  return {
    options: replaceMembers(options, standsIn) as OidcOptions,
    sources: [],
    foundSource: isFunction ? { source: shared as SecuritySource, path: ['security'] } : undefined,
    places: new Set(isFunction ? ['security'] : []),
    issues: [],
  }
}

/** A plain passthrough beside a function could bring a role that only the function may give. */
function checkPassthrough(
  parts: readonly { readonly security: unknown; readonly path: ConfigIssue['path'] }[],
): readonly ConfigIssue[] {
  const open = parts.filter(({ security }) => {
    const passthrough = isObject(security) ? readOwn(security, 'passthrough') : undefined
    const except = isObject(passthrough) ? readOwn(passthrough, 'except') : undefined
    return isObject(passthrough) && !(Array.isArray(except) && except.length > 0)
  })
  const paths = new Map(open.map(({ path }) => [path.join('.'), path]))
  return [...paths.values()].map((path) => ({
    severity: 'error',
    path: [...path, 'passthrough', 'except'],
    code: 'missing',
    message: exceptIsMissing,
  }))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Reads an own member: core refuses an inherited one. */
function readOwn(part: object, name: string): unknown {
  return Object.hasOwn(part, name) ? (part as Readonly<Record<string, unknown>>)[name] : undefined
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
