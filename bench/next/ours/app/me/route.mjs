import { route } from '../../auth.mjs'

export const GET = route({}, (_request, { user }) => new Response(`hello ${user.name}`))
