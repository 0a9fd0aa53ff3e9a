import { OidcError, type ProviderConfig } from '@x/oidc-core'
import { createSingleFlight } from '../cache/single-flight.ts'
import { withTimeout } from '../cache/timeout.ts'
import { createTtlCache } from '../cache/ttl-cache.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { Ports } from '../ports.ts'

/**
 * Says whether people of a tenant may sign in, by the claim `tid`. It is called with ids of tokens whose signature was verified. The
 * answer is cached for a minute. If it rejects, or answers nothing within 10 seconds, the response is 503.
 */
export type AllowsTenant = (tenantId: string) => boolean | Promise<boolean>

/** Says whether people of a tenant are allowed; undefined if the issuer of a token is that of no tenant. */
export type TenantCheck = (tenant: string | undefined) => MaybePromise<boolean>

const freshSeconds = 60
const maxTenants = 1000
const timeoutSeconds = 10

/**
 * Creates the check of the tenants of one provider. Without `issuerTemplate` there are no tenants, and the issuer was compared before.
 * @param allows the function of the options, if there is one
 */
export function createTenantCheck(
  { issuerTemplate, providerId, tenants }: ProviderConfig,
  allows: unknown,
  ports: Pick<Ports, 'now' | 'startTimer'>,
): TenantCheck {
  if (issuerTemplate === undefined) return () => true
  const known = createTtlCache<boolean>(maxTenants)
  const shared = createSingleFlight<boolean>({ startTimer: ports.startTimer }, timeoutSeconds + 1)

  const failed = (why: string, cause?: unknown): OidcError => {
    const message = `The function tenants of provider ${providerId} failed: ${why}.`
    return new OidcError('provider_lookup_failed', message, { providerId, why }, cause)
  }

  async function ask(tenant: string): Promise<boolean> {
    const at = ports.now()
    // Without a function, no tenant is allowed.
    const outcome = await withTimeout(ports.startTimer, timeoutSeconds, () =>
      typeof allows === 'function' ? (allows as AllowsTenant)(tenant) : false,
    )
    if (!outcome.ok)
      throw failed(
        outcome.isLate ? `it answered nothing within ${timeoutSeconds} seconds` : 'it failed',
        outcome.cause,
      )
    const isAllowed = (outcome.value as unknown) === true
    known.write(tenant, isAllowed, { at, until: at + freshSeconds })
    return isAllowed
  }

  return (tenant) => {
    if (tenant === undefined) return false
    if (typeof tenants !== 'string') return tenants?.includes(tenant) === true
    return (
      known.read(tenant, ports.now()) ??
      shared.run(
        tenant,
        () => ask(tenant),
        (seconds) => failed(`the call that is already running answered nothing within ${seconds} seconds`),
      )
    )
  }
}
