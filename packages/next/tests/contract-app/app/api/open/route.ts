import { audience, route } from '../../../auth.ts'

export const GET = route(
  { bearer: { audience }, optional: true },
  (_, { user }) => new Response(`hello ${user?.name ?? 'anonymous'}`),
)
