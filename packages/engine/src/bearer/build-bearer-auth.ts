import type { Authenticated } from '../session/auth.ts'
import type { AcceptedToken } from './bearer-verdict.ts'

/** Tells one request who sent its token. Each gets an object of its own. */
export function buildBearerAuth({ decision, claims, expiresAt }: AcceptedToken): Authenticated {
  const { issuer, subject, name } = decision
  const roles = new Set(decision.roles)
  return {
    status: 'authenticated',
    via: 'bearer',
    user: { issuer, subject, name, claims },
    expiresAt,
    roles,
    hasRole: (role) => roles.has(role),
  }
}
