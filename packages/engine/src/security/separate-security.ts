import type { OidcOptions, SecurityOptions } from '@x/oidc-core'
import type { EngineOptions } from '../engine-options.ts'
import type { SecuritySource } from './security-source.ts'

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
export function separateSecurity(options: EngineOptions): SeparatedSecurity {
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
