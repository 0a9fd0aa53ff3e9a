import type { EngineOptions } from '@x/oidc-next'

export const auth0Options = {
  baseUrl: process.env.APP_BASE_URL ?? 'http://localhost:3000',
  providers: [
    {
      providerId: 'auth0',
      issuerUrl: process.env.AUTH0_ISSUER, // https://, AUTH0_DOMAIN and a slash
      clientId: process.env.AUTH0_CLIENT_ID,
      clientSecret: process.env.AUTH0_CLIENT_SECRET,
      nameClaim: 'name',
      scopes: ['profile', 'email'],
      accessTokenProfile: 'plain_jwt', // for the API, unless it has the token profile RFC 9068
      rolesClaims: ['https://example.com/roles'],
    },
  ],
  security: {
    roleMapping: { admin: ['ROLE_ADMIN'] },
    requiredRoles: [], // every user of the tenant is admitted, as before
  },
  session: { secret: process.env.AUTH0_SECRET },
  paths: { login: '/auth/login', logout: '/auth/logout', callback: '/auth/callback' }, // as before
} as const satisfies EngineOptions
