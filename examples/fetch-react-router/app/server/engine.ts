import { createEngine } from '@x/oidc-engine'

const { env } = process

export const engine = createEngine({
  baseUrl: env['BASE_URL'] ?? 'http://localhost:3000',
  providers: [
    {
      providerId: 'main',
      issuerUrl: env['ISSUER_URL'] ?? 'https://id.example.com/realms/main',
      clientId: 'app',
      clientSecret: env['CLIENT_SECRET'],
      nameClaim: 'name',
      scopes: ['profile'],
      rolesClaims: [['realm_access', 'roles']],
    },
  ],
  security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } },
  session: { secret: env['SESSION_SECRET'] },
})
