import { withAuth } from 'next-auth/middleware'

export default withAuth({
  callbacks: {
    authorized: ({ token, req }) =>
      token !== null && (req.nextUrl.pathname !== '/admin' || token.roles?.includes('admin') === true),
  },
})

export const config = { matcher: ['/me', '/admin'] }
