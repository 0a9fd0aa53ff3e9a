import { auth0 } from '../../auth.mjs'

export async function GET() {
  const session = await auth0.getSession()
  if (session === null) return new Response('Unauthorized', { status: 401 })
  return new Response(`hello ${session.user.email}`)
}
