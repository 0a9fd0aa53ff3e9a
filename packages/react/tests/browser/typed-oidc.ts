import { createOidc } from '@x/oidc-node'

const client = { clientId: 'app', clientSecret: 'a secret for tests' }

/** Creates the oidc of the application. */
export function createTestOidc(baseUrl: string, issuerUrl: string) {
  return createOidc({
    baseUrl,
    providers: [
      {
        providerId: 'main',
        issuerUrl,
        ...client,
        nameClaim: 'name',
        scopes: ['profile'],
        rolesClaims: ['groups'],
      },
    ],
    security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } },
    session: { secret: 'a session secret for tests, long enough' },
    log: () => undefined,
  })
}

export { client }

/** For the type alone. */
export declare const oidc: ReturnType<typeof createTestOidc>
