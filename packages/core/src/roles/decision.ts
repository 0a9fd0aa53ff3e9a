import type { DenialReason } from './trace.ts'
import type { Trace } from './trace.ts'

/** Who somebody is in the application, and with which roles. */
export type Decision<Role extends string = string> = AdmittedDecision<Role> | DeniedDecision

export interface AdmittedDecision<Role extends string = string> {
  readonly admitted: true
  /** For people to read. The identity is issuer and subject. */
  readonly name: string
  readonly subject: string
  readonly issuer: string
  /** Sorted by code unit, without duplicates. */
  readonly roles: readonly Role[]
  readonly reason?: undefined
  readonly trace: Trace
}

export interface DeniedDecision {
  readonly admitted: false
  /** Absent when the name is missing or may be somebody else's. */
  readonly name: string | undefined
  readonly subject: string | undefined
  readonly issuer: string
  /** Always empty, so that an application that forgets to look at `admitted` does not fail open. */
  readonly roles: readonly []
  readonly reason: DenialReason
  readonly trace: Trace
}
