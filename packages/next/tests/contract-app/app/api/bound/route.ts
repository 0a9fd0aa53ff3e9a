import { audience, route } from '../../../auth.ts'

const bearer = { audience, dpop: 'required' } as const

// Two guards, one inside the other.
export const GET = route(
  { bearer },
  route({ bearer: { ...bearer, scopes: ['read'] } }, (_, { user }) => new Response(user.subject)),
)
