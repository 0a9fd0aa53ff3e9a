import { memoryStore } from '@x/oidc-node'

/** What differs from one deployment to the next. */
export interface Settings {
  readonly baseUrl: string
  readonly issuerUrl: string
  readonly clientSecret: string
  /** At least 32 bytes. */
  readonly sessionSecret: string
}

/** The configuration of every recipe, for `createOidc` of each adapter. */
export function buildOptions(settings: Settings) {
  return {
    baseUrl: settings.baseUrl,
    providers: [
      {
        providerId: 'main',
        issuerUrl: settings.issuerUrl,
        clientId: 'app',
        clientSecret: settings.clientSecret,
        nameClaim: 'name',
        scopes: ['profile'],
        rolesClaims: ['groups'],
      },
    ],
    security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } },
    // The store ends with the process: yours is a database.
    session: { secret: settings.sessionSecret, store: memoryStore() },
  } as const
}
