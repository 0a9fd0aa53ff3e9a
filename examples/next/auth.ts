import { createOidc } from '@x/oidc-next'

const { env } = process

/** Short, so that you can watch a role go. The default is 900. */
export const roleMaxAgeSeconds = 30

export const { proxy, getAuth, requireRole, action, fetchAs } = createOidc({
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
  // The cookies keep the tokens of people, so that sessions refresh, also after a restart. For
  // several processes yours has a database, in session.store.
  session: {
    secret: env['SESSION_SECRET'],
    keep: { tokens: true },
    singleProcess: true,
    roleMaxAgeSeconds,
  },
  // Called at each sign-in and each refresh, when the roles have been decided.
  onSignIn: () => ({ extra: { rolesDecidedAt: Date.now() } }),
})
