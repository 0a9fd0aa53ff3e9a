/** The configuration of the documentation. */
export const options = {
  baseUrl: 'http://localhost:3000',
  providers: [
    {
      providerId: 'keycloak',
      issuerUrl: 'https://id.example.com/realms/main',
      clientId: 'app',
      clientSecret: process.env['CLIENT_SECRET'] ?? 'a client secret',
      nameClaim: 'email',
      scopes: ['email', 'profile'],
      rolesClaims: ['https://example.com/roles', ['realm_access', 'roles']],
      accessTokenFormat: 'jwt',
    },
  ],
  security: {
    roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] },
    defaultRoles: [],
  },
  session: { secret: process.env['SESSION_SECRET'] ?? 'a secret of more than thirty-two bytes' },
} as const
