import { auth0 } from './auth0'

export function proxy(request: Request) {
  return auth0.middleware(request)
}

export const config = { matcher: ['/((?!_next/static|_next/image|favicon.ico).*)'] }
