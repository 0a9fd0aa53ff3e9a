import type { NextAuthOptions } from 'next-auth'
import KeycloakProvider from 'next-auth/providers/keycloak'

declare module 'next-auth' {
  interface Session {
    roles?: string[]
  }
}
declare module 'next-auth/jwt' {
  interface JWT {
    roles?: string[]
  }
}

/** The access token of Keycloak has the roles. */
function readRoles(accessToken: string): string[] {
  const payload = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()
  const claims = JSON.parse(payload) as { realm_access?: { roles?: string[] } }
  return claims.realm_access?.roles ?? []
}

export const authOptions: NextAuthOptions = {
  providers: [
    KeycloakProvider({
      issuer: process.env.KEYCLOAK_ISSUER ?? '',
      clientId: process.env.KEYCLOAK_ID ?? '',
      clientSecret: process.env.KEYCLOAK_SECRET ?? '',
    }),
  ],
  session: { strategy: 'jwt', maxAge: 8 * 60 * 60 },
  callbacks: {
    jwt({ token, account }) {
      if (account?.access_token) token.roles = readRoles(account.access_token)
      return token
    },
    session({ session, token }) {
      return { ...session, roles: token.roles ?? [] }
    },
  },
}
