import type { AdmittedDecision, Trace } from '@x/oidc-core'
import type { SessionPayload } from '../crypto/sealed-payloads.ts'

/** Gives the decision of a session's sign-in again, if the session kept its trace. */
export function explainSession(session: SessionPayload | undefined): AdmittedDecision | undefined {
  if (session?.trace === undefined) return undefined
  const { iss: issuer, sub: subject, name, roles } = session
  // The session is sealed: nobody but this library wrote the trace.
  return { admitted: true, name, subject, issuer, roles, trace: session.trace as unknown as Trace }
}
