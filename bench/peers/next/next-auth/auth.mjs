import { env } from 'node:process'
import NextAuth from 'next-auth'

export const { handlers, auth } = NextAuth({
  trustHost: true,
  secret: env.SESSION_SECRET,
  providers: [
    {
      id: 'provider',
      name: 'Provider',
      type: 'oidc',
      issuer: env.ISSUER_URL,
      clientId: env.CLIENT_ID,
      clientSecret: env.CLIENT_SECRET,
      authorization: { params: { scope: 'openid email profile' } },
    },
  ],
})
