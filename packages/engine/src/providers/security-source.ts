import { type OidcOptions, type SecurityOptions } from '@x/oidc-core'

/** Returns the current `security`, for example from a database. */
export type SecuritySource = () => SecurityOptions | Promise<SecurityOptions>

/** The options of an engine before the check: their values may be anything. */
interface UncheckedOptions {
  readonly providers?: unknown
}

/** The options of an engine, separated into plain values and functions for `security`. */
export interface SeparatedSecurity {
  /** The options that core checks. An empty `security` replaces each function. */
  readonly options: OidcOptions
  /** For each provider its function, if it has one. */
  readonly sources: readonly (SecuritySource | undefined)[]
  /**
   * The paths of the functions, e.g. `security` or `providers.0.security`. Issues of core about roles at these paths are ignored.
   */
  readonly places: ReadonlySet<string>
}

/**
 * Replaces a value that is not known yet. It grants nothing, but counts as a mapping: several providers that share
 * a function without `shareSecurity` are refused at the start, and not at the first sign-in.
 */
const unknownYet: SecurityOptions = { roleMapping: { 'known at sign-in': [] } }

/** A longer list is not copied: core reads it, within its own limits. */
export const maxProviders = 1000

/** Separates the values that core checks from the functions, which core never sees. */
export function separateSecurity(options: UncheckedOptions): SeparatedSecurity {
  const whole = { options: options as OidcOptions, sources: [], places: new Set<string>() }
  try {
    const shared = readSecurity(options)
    const providers: unknown = options.providers
    if (!Array.isArray(providers) || providers.length > maxProviders) return whole
    const places = new Set(typeof shared === 'function' ? ['security'] : [])
    const parts = Array.from(providers, (part: object, index) => {
      const own = readSecurity(part)
      if (typeof own === 'function') places.add(`providers.${index}.security`)
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
      places,
    }
  } catch {
    // Options are untrusted. Core reports values that cannot be read, in a message without secrets.
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
