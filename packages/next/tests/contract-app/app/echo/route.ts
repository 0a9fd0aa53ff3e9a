import { route } from '../../auth.ts'

export const POST = route({}, (request) => new Response(request.body))
