import type { ProviderConfig, SecurityConfig } from '../config/oidc-config.ts'
import type { ClaimsView } from './claim-sources.ts'
import type { Trace } from './trace.ts'

/** The input of a decision. It is used only for hints and explanations. */
export interface Evidence {
  readonly provider: ProviderConfig
  readonly view: ClaimsView
}

/**
 * Keyed by the trace of the decision. A trace is stored in sessions and sent to browsers, so neither claims nor the mapping, with
 * the names of other users, are members of it. Hints are computed only on request, because most decisions are never explained.
 */
const evidences = new WeakMap<Trace, Evidence>()
const securities = new WeakMap<Trace, SecurityConfig>()

export function recordEvidence(trace: Trace, evidence: Evidence): void {
  evidences.set(trace, evidence)
}

/** Returns undefined if the trace was stored, already has its hints, or was made by another copy of this package. */
export function readEvidence(trace: Trace): Evidence | undefined {
  return evidences.get(trace)
}

/**
 * Records the `security` that explains a trace. For a stored trace, pass the `security` that is in force now. `explainAccess` then lists
 * the entries that would have granted a role.
 */
export function recordSecurity(trace: Trace, security: SecurityConfig): void {
  securities.set(trace, security)
}

export function readSecurity(trace: Trace): SecurityConfig | undefined {
  // The `security` of the configuration only stands in for a function that was not called.
  const evidence = trace.rolesUndecided === true ? undefined : evidences.get(trace)
  return securities.get(trace) ?? evidence?.provider.security
}
