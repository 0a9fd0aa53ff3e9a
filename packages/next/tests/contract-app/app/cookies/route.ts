import { route } from '../../auth.ts'

export const GET = route({}, () => {
  const headers = new Headers()
  headers.append('set-cookie', 'first=1; Path=/; HttpOnly')
  headers.append('set-cookie', 'second=2; Path=/; Expires=Fri, 01 Jan 2100 00:00:00 GMT')
  return new Response('cookies', { headers })
})
