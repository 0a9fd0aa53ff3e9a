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

interface Part {
  readonly security?: SecurityOptions | SecuritySource | undefined
}

/** Separates what core can check from the functions, which it never sees. */
export function separateSecurity(options: EngineOptions): SeparatedSecurity {
  try {
    const providers = [...options.providers]
    const sources = providers.map(({ security = options.security }) =>
      typeof security === 'function' ? security : undefined,
    )
    return { options: { ...standIn(options), providers: providers.map(standIn) }, sources }
  } catch {
    // Options come from anywhere. What cannot be read is for core to report, in words that hold no secret.
    return { options: options as OidcOptions, sources: [] }
  }
}

function standIn<Given extends Part>(
  part: Given,
): Given & { readonly security?: SecurityOptions | undefined } {
  const { security } = part
  return typeof security === 'function' ? { ...part, security: unknownYet } : { ...part, security }
}
