import { route, tokens } from '../../auth.ts'

export const GET = route({ optional: true }, async () => Response.json(await tokens()))
