/** The options with which the benchmark starts one of our servers. */
export interface SignInEnvironment {
  readonly BASE_URL?: string
  readonly ISSUER_URL?: string
  readonly CLIENT_ID?: string
  readonly CLIENT_SECRET?: string
  readonly SESSION_SECRET?: string
  /** `off`: every session is opened. */
  readonly SESSION_CACHE?: string
}

/** How our own servers sign people in. */
export function buildSignInOptions(env: SignInEnvironment) {
  return {
    baseUrl: env.BASE_URL ?? '',
    providers: [
      {
        providerId: 'provider',
        issuerUrl: env.ISSUER_URL ?? '',
        clientId: env.CLIENT_ID ?? '',
        clientSecret: env.CLIENT_SECRET,
        nameClaim: 'email',
        scopes: ['email', 'profile'],
        rolesClaims: [['realm_access', 'roles']],
      },
    ],
    security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } },
    session: { secret: env.SESSION_SECRET, ...buildCacheOptions(env) },
  } as const
}

/** The cache of opened sessions. */
function buildCacheOptions({ SESSION_CACHE: cache }: SignInEnvironment) {
  return cache === 'off' ? { cacheMebibytes: 0 } : {}
}
