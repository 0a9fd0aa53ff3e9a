import type { DenialReason } from './trace.ts'
import type { Trace } from './trace.ts'

/** The identity of a user in the application, and their roles. */
export type Decision<Role extends string = string> = AdmittedDecision<Role> | DeniedDecision<Role>

export interface AdmittedDecision<Role extends string = string> {
  readonly admitted: true
  /** The name for display. Issuer and subject identify the user. */
  readonly name: string
  readonly subject: string
  readonly issuer: string
  /** Sorted by code unit, without duplicates. */
  readonly roles: readonly Role[]
  readonly reason?: undefined
  readonly trace: Trace<Role>
}

export interface DeniedDecision<Role extends string = string> {
  readonly admitted: false
  /** Absent when the name is missing or may belong to another person. */
  readonly name: string | undefined
  readonly subject: string | undefined
  readonly issuer: string
  /** Always empty, so that an application that does not check `admitted` fails closed. */
  readonly roles: readonly []
  readonly reason: DenialReason
  readonly trace: Trace<Role>
}
