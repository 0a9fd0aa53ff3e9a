import { OidcError, type ProviderConfig } from '@x/oidc-core'
import type { MaybePromise } from '../maybe-promise.ts'
import type { Ports } from '../ports.ts'
import { createTtlCache } from '../cache/ttl-cache.ts'
import { createSingleFlight } from '../cache/single-flight.ts'
import { maxProviders } from './security-source.ts'
import type { SecurityResolver } from './security-resolver.ts'

/** The `security` that is used for access tokens for one minute. */
export interface CachedSecurity {
  readonly provider: ProviderConfig
  /** When it expires; Infinity if it is not a function. */
  readonly until: number
}

export interface CachedSecurityResolver {
  /** @throws OidcError `security_unavailable` */
  readonly resolve: (providerId: string) => MaybePromise<CachedSecurity>
}

const freshSeconds = 60

/**
 * Creates a cache of each provider's `security`, because an API cannot read a database at every request. A value is cached for at
 * most a minute. It then expires, even if the function fails. Calls at the same time share one call of the function.
 */
export function createCachedSecurity(
  security: Pick<SecurityResolver, 'isFixed' | 'resolve'>,
  ports: Pick<Ports, 'now' | 'startTimer'>,
): CachedSecurityResolver {
  const byProvider = createTtlCache<CachedSecurity>(maxProviders)
  const shared = createSingleFlight<CachedSecurity>({ startTimer: ports.startTimer })

  async function ask(providerId: string): Promise<CachedSecurity> {
    const at = ports.now()
    const provider = await security.resolve(providerId)
    const until = security.isFixed ? Infinity : at + freshSeconds
    const answer = { provider, until }
    // A call that hung may return an older value after a newer call has returned.
    const cached = byProvider.read(providerId, ports.now())
    if (cached === undefined || cached.until <= until)
      byProvider.write(providerId, answer, security.isFixed ? {} : { at, until })
    return answer
  }

  return {
    resolve(providerId) {
      const cached = byProvider.read(providerId, ports.now())
      if (cached !== undefined) return cached
      return shared.run(
        providerId,
        () => ask(providerId),
        (seconds) => {
          const why = `the call that is already running returned no value within ${seconds} seconds`
          const message = `The security of provider ${providerId} cannot be looked up: ${why}.`
          return new OidcError('security_unavailable', message, { providerId, why })
        },
      )
    },
  }
}
