import { api, route } from '../../auth.ts'

export const GET = route(api, (_, { user, via }) => new Response(`${via} ${user.name}`))
