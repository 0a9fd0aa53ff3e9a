import type { DenialReason } from './trace.ts'
import type { Trace } from './trace.ts'

/** The identity of a user in the application, and their roles. */
export type Decision<Role extends string = string> = AdmittedDecision<Role> | DeniedDecision<Role>

/** The decision about a person who may use the application. */
export interface AdmittedDecision<Role extends string = string> {
  /** The person may use the application. */
  readonly admitted: true
  /** The name for display. Issuer and subject identify the user. */
  readonly name: string
  /** The claim `sub`: it identifies the user at the issuer. */
  readonly subject: string
  /** The issuer of the provider that identified the user. */
  readonly issuer: string
  /** Sorted by code unit, without duplicates. */
  readonly roles: readonly Role[]
  /** Only a denied person has a reason. */
  readonly reason?: undefined
  /** How the decision was made. `explainAccess` puts it into words. */
  readonly trace: Trace<Role>
}

/** The decision about a person who may not use the application. */
export interface DeniedDecision<Role extends string = string> {
  /** The person may not use the application. */
  readonly admitted: false
  /** Absent when the name is missing or may belong to another person. */
  readonly name: string | undefined
  /** The claim `sub`. Absent if it is missing or not a text. */
  readonly subject: string | undefined
  /** The issuer of the provider that identified the person. */
  readonly issuer: string
  /** Always empty, so that an application that does not check `admitted` fails closed. */
  readonly roles: readonly []
  /** The decisive reason; `trace.denials` has all. */
  readonly reason: DenialReason
  /** How the decision was made. `explainAccess` puts it into words. */
  readonly trace: Trace<Role>
}
