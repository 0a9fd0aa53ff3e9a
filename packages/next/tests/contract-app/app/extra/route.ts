import { route } from '../../auth.ts'

export const GET = route({}, (_, { user }) => Response.json(user.extra))
