/** Builds the library's options as an app reads them from its environment. @param {Record<string, string | undefined>} env */
export const readOptions = (env) => ({
  baseUrl: env['BASE_URL'] ?? '',
  providers: [
    {
      ...{ providerId: 'main', issuerUrl: env['ISSUER_URL'] ?? '' },
      ...{ clientId: 'app', clientSecret: env['CLIENT_SECRET'] },
      ...{ nameClaim: 'name', scopes: ['profile'], rolesClaims: [['realm_access', 'roles']] },
    },
  ],
  security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } },
  session: { secret: env['SESSION_SECRET'] },
})

export const home = `<!doctype html>
<form method="post" action="/logout"><button>Sign out</button></form>`
