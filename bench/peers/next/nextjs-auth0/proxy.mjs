import { auth0 } from './auth.mjs'

export function proxy(request) {
  return auth0.middleware(request)
}
