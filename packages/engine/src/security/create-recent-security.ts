import { OidcError, type ProviderConfig } from '@x/oidc-core'
import { createSharedWork } from '../sharing/create-shared-work.ts'
import type { SecurityResolver } from './create-security-resolver.ts'

/** The `security` by which requests of a minute are decided. */
export interface RecentSecurity {
  readonly provider: ProviderConfig
  /** When it has to be asked for again; Infinity where it is no function. */
  readonly until: number
}

export interface RecentSecurityResolver {
  /** @throws OidcError `security_unavailable` */
  readonly resolve: (providerId: string) => Promise<RecentSecurity>
}

const freshSeconds = 60

/**
 * Creates a memory of each provider's `security`: an API is asked too often to look into a database each time. It is kept
 * for a minute and no longer, also when the function fails then; calls that come while it is asked share the answer.
 */
export function createRecentSecurity(security: SecurityResolver, now: () => number): RecentSecurityResolver {
  const kept = new Map<string, RecentSecurity & { readonly at: number }>()
  const shared = createSharedWork<RecentSecurity>()

  async function ask(providerId: string): Promise<RecentSecurity> {
    const at = now()
    const provider = await security.resolve(providerId)
    const recent = { provider, at, until: security.isFixed ? Infinity : at + freshSeconds }
    kept.set(providerId, recent)
    return recent
  }

  return {
    resolve(providerId) {
      const known = kept.get(providerId)
      if (known !== undefined && now() < known.until && (security.isFixed || now() >= known.at))
        return Promise.resolve(known)
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
