import type { Decision } from '@x/oidc-core'
import type { Auth } from './auth.ts'
import type { GateOptions } from './gate.ts'

/** Who is calling, as the cookies of a request say or its access token, and what can be made of it. For adapters. */
export interface Caller<Role extends string = string> {
  readonly auth: Auth<Role>
  /** Values of `Set-Cookie` headers that the answer has to carry. */
  readonly setCookies: readonly string[]
  /** Whether it could not be found out who is calling: `auth` is then anonymous, and every gate answers with the error. */
  readonly isFailed?: boolean
  /** Whether a gate lets the caller through. False for a gate with errors, which `refuse` answers with 500. */
  admits(options?: GateOptions<Role>): boolean
  /** Answers a caller whom a gate does not let through; undefined for one whom it does. Never rejects. */
  refuse(options?: GateOptions<Role>): Promise<Response | undefined>
  /** The decision, with its trace: of an access token, or of the sign-in where `session.keep` has `'trace'`. */
  explain(): Decision<Role> | undefined
}
