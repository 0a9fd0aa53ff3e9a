import { route } from '../../auth.ts'

export const GET = route({}, (_, { user }) => new Response(user.name))
