/** A port on which nothing listens. */
const unreachableIssuer = 'http://localhost:1'

/**
 * Builds the least that an app needs, for tests of an adapter beside its contract: one provider, `main`, whose `groups` give
 * roles. Without an issuer the provider cannot be reached.
 */
export function minimalOptions({
  baseUrl = 'http://localhost:3000',
  issuerUrl = unreachableIssuer,
}: {
  readonly baseUrl?: string
  readonly issuerUrl?: string
} = {}) {
  return {
    baseUrl,
    providers: [{ providerId: 'main', issuerUrl, clientId: 'app', rolesClaims: ['groups'] }],
    security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } },
    session: { secret: 'a secret of more than thirty-two bytes' },
    log: () => undefined,
  } as const
}
