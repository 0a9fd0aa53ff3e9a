/** The functions of `providers`, which `ProviderSource` of the options describes. What they return is not checked yet. */
export interface UncheckedSource {
  readonly find: (providerId: string) => unknown
  readonly findByIssuer?: ((issuer: string) => unknown) | undefined
}

/** Reads the functions of `providers`; undefined if it is a list. */
export function readProviderSource(providers: unknown): UncheckedSource | undefined {
  if (typeof providers === 'function') return { find: providers as UncheckedSource['find'] }
  if (typeof providers !== 'object' || providers === null || Array.isArray(providers)) return undefined
  return 'find' in providers && typeof providers.find === 'function'
    ? (providers as UncheckedSource)
    : undefined
}
