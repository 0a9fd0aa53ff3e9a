import type { ProviderConfig, SecurityConfig } from '../config/oidc-config.ts'
import type { ClaimsView } from './claim-sources.ts'
import type { Trace } from './trace.ts'

/** What a decision was made of, for hints and explanations alone. */
export interface Evidence {
  readonly provider: ProviderConfig
  readonly view: ClaimsView
}

/**
 * By the trace of the decision. A trace is stored in sessions and sent to browsers, so neither claims nor the mapping, with the names of
 * other users, are members of it. Deciding does not pay for hints either: most decisions are never explained.
 */
const evidences = new WeakMap<Trace, Evidence>()
const securities = new WeakMap<Trace, SecurityConfig>()

export function recordEvidence(trace: Trace, evidence: Evidence): void {
  evidences.set(trace, evidence)
}

/** Returns undefined for a trace that was stored, has its hints already, or is of another copy of this package. */
export function readEvidence(trace: Trace): Evidence | undefined {
  return evidences.get(trace)
}

/**
 * Records which `security` explains a trace: for one that was stored, that in force now. `explainAccess` then says what would have granted
 * a role.
 */
export function recordSecurity(trace: Trace, security: SecurityConfig): void {
  securities.set(trace, security)
}

export function readSecurity(trace: Trace): SecurityConfig | undefined {
  return securities.get(trace) ?? evidences.get(trace)?.provider.security
}
