import type { RouteTable } from './create-route-table.ts'

/**
 * Builds the `WWW-Authenticate` of a 401 for people. No registered scheme says "sign in with a browser"; RFC 9110, section
 * 15.5.2 asks for a challenge all the same.
 */
export function buildLoginChallenge(routes: RouteTable): string {
  return `Cookie realm="${routes.origin}", form-action="${routes.path('login')}"`
}
