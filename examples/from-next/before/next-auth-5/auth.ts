import NextAuth from 'next-auth'
import Keycloak from 'next-auth/providers/keycloak'

declare module 'next-auth' {
  interface Session {
    roles?: string[]
  }
}

/** The access token of Keycloak has the roles. */
function readRoles(accessToken: string): string[] {
  const payload = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()
  const claims = JSON.parse(payload) as { realm_access?: { roles?: string[] } }
  return claims.realm_access?.roles ?? []
}

export const { handlers, auth, signIn, signOut } = NextAuth({
  providers: [Keycloak], // AUTH_KEYCLOAK_ISSUER, AUTH_KEYCLOAK_ID, AUTH_KEYCLOAK_SECRET
  callbacks: {
    jwt({ token, account }) {
      if (account?.access_token) token.roles = readRoles(account.access_token)
      return token
    },
    session({ session, token }) {
      return { ...session, roles: (token.roles as string[] | undefined) ?? [] }
    },
    authorized({ auth: session, request }) {
      if (request.nextUrl.pathname === '/admin') return session?.roles?.includes('admin') === true
      return session !== null
    },
  },
})
