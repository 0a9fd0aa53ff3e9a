import { audience, route } from '../../auth.ts'

export const GET = route({ bearer: { audience } }, (_, { user, via }) => new Response(`${via} ${user.name}`))
