import type { AdmittedDecision, DeniedDecision } from './decision.ts'
import { readSecurity, recordSecurity } from './evidence.ts'
import { addHints } from './hints.ts'

/**
 * Turns the decision about an admitted person into a denial, because the application's `onSignIn` does not admit the person. The
 * roles are gone, and the trace still says which would have been granted.
 */
export function denyByApplication({ issuer, name, subject, trace }: AdmittedDecision): DeniedDecision {
  const reason = 'denied_by_application'
  const denied = { ...addHints(trace), denials: [reason] } as const
  const security = readSecurity(trace)
  if (security !== undefined) recordSecurity(denied, security)
  return { admitted: false, name, subject, issuer, roles: [], reason, trace: denied }
}
