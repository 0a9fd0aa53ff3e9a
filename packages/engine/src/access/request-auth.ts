import type { Decision } from '@x/oidc-core'
import { buildAnonymous, type Anonymous, type Auth } from './auth.ts'
import type { GateOptions } from './gate.ts'

/** Who is calling, as the cookies of a request say or its access token, and what can be made of it. For adapters. */
export interface RequestAuth<Role extends string = string> {
  readonly auth: Auth<Role>
  /** Values of `Set-Cookie` headers that the answer has to carry. */
  readonly setCookies: readonly string[]
  /** Whether the caller could not be found out: `auth` is then anonymous, and every gate answers with the error. */
  readonly isFailed?: boolean
  /**
   * Answers a request that the gate does not let through; undefined for one that it does. It never rejects.
   */
  authorize(gate?: GateOptions<Role>): Promise<Response> | undefined
  /** The decision, with its trace: of an access token, or of the sign-in where `session.keep` has `'trace'`. */
  explain(): Decision<Role> | undefined
}

const none: readonly string[] = []

/** What is known of a request whose caller could not be found out: every gate answers with the error. */
export class FailedAuth implements RequestAuth {
  readonly auth: Anonymous = buildAnonymous()
  readonly setCookies = none
  readonly isFailed = true
  readonly #answer: () => Promise<Response>

  constructor(answer: () => Promise<Response>) {
    this.#answer = answer
  }

  authorize(): Promise<Response> {
    return this.#answer()
  }

  explain(): undefined {
    return undefined
  }
}
