import { route } from '../auth.ts'

export const GET = route(
  { optional: true },
  (_, { user }) => new Response(`hello ${user?.name ?? 'anonymous'}`),
)
