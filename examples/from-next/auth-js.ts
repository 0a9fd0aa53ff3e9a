import type { EngineOptions } from '@x/oidc-next'

export const authJsOptions = {
  baseUrl: process.env.BASE_URL ?? 'http://localhost:3000', // NEXTAUTH_URL, AUTH_URL
  providers: [
    {
      providerId: 'keycloak', // the id of the provider: the redirect URI ends with it
      issuerUrl: process.env.KEYCLOAK_ISSUER,
      clientId: process.env.KEYCLOAK_ID,
      clientSecret: process.env.KEYCLOAK_SECRET,
      nameClaim: 'name',
      scopes: ['profile', 'email'],
      accessTokenProfile: 'plain_jwt', // for the API: the tokens of Keycloak do not follow RFC 9068
      rolesClaims: [{ path: ['realm_access', 'roles'], from: 'accessToken' }], // instead of callbacks.jwt
    },
  ],
  security: {
    roleMapping: { admin: ['ROLE_ADMIN'] },
    requiredRoles: [], // every user of the realm is admitted, as before
  },
  session: { secret: process.env.SESSION_SECRET }, // NEXTAUTH_SECRET, AUTH_SECRET
  paths: { callback: '/api/auth/callback/{providerId}' }, // the redirect URI that is registered stays
} as const satisfies EngineOptions
