import type { Authenticated } from '../session/auth.ts'
import type { AcceptedToken } from './bearer-verdict.ts'

/** Tells one request who sent its token. Each gets an object of its own. */
export function buildBearerAuth({ decision, claims, expiresAt, reading }: AcceptedToken): Authenticated {
  const { issuer, subject, name } = decision
  const { roles, hasRole } = reading
  return {
    status: 'authenticated',
    via: 'bearer',
    user: { issuer, subject, name, claims },
    expiresAt,
    roles,
    hasRole,
  }
}
