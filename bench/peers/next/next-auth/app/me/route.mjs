import { auth } from '../../auth.mjs'

export const GET = auth((request) =>
  request.auth?.user
    ? new Response(`hello ${request.auth.user.email}`)
    : new Response('Unauthorized', { status: 401 }),
)
