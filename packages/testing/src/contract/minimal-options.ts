/** A port on which nothing listens. */
const unreachableIssuer = 'http://localhost:1'

/**
 * Builds the minimal options of an app, for tests of an adapter that are not part of the contract: one provider, `main`, with
 * roles from the claim `groups`. Without `issuerUrl` the provider is unreachable.
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
