import { route } from '../../auth.ts'

export const GET = route({ optional: true }, (_, { roles }) => Response.json([...roles].sort()))
