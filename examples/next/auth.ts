import { createOidc } from '@x/oidc-next'

const { env } = process

export const { proxy, getAuth, requireRole, action } = createOidc({
  baseUrl: env['BASE_URL'] ?? 'http://localhost:3000',
  providers: [
    {
      providerId: 'demo',
      issuerUrl: env['ISSUER_URL'] ?? 'http://localhost:4000',
      clientId: env['CLIENT_ID'] ?? 'demo-app',
      clientSecret: env['CLIENT_SECRET'],
      nameClaim: 'name',
      scopes: ['profile'],
      rolesClaims: ['https://example.com/roles', { path: ['realm_access', 'roles'], from: 'accessToken' }],
    },
  ],
  security: {
    roleMapping: { staff: ['ROLE_USER'], editors: ['ROLE_EDITOR'], admins: ['ROLE_USER', 'ROLE_ADMIN'] },
    impliedRoles: { ROLE_ADMIN: ['ROLE_EDITOR'] },
  },
  session: { secret: env['SESSION_SECRET'] },
})
