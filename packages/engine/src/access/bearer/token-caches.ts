import type { OidcConfig } from '@x/oidc-core'
import { createHotCaches, type HotCaches, resolveCacheBytes } from '../../cache/hot-cache.ts'
import { createTtlCache, type TtlCache } from '../../cache/ttl-cache.ts'

/** The memory of all bearer authentications of an engine: applications may have any number of them (decision 76). */
export interface TokenCaches {
  /** The results of accepted tokens. Each bearer authentication opens its own caches. All of them share one memory limit. */
  readonly accepted: HotCaches
  /** When a provider answered that a token is inactive: NumericDate, by provider, kind of look-up and hash of the token. */
  readonly inactive: TtlCache<number>
}

/** Maximum number of cached inactive tokens. They have their own cache, so that a flood of them evicts no active token. */
const maxInactive = 1000

export function createTokenCaches(config: OidcConfig): TokenCaches {
  return {
    accepted: createHotCaches(resolveCacheBytes(config.accessTokenCacheMebibytes)),
    inactive: createTtlCache(maxInactive),
  }
}
