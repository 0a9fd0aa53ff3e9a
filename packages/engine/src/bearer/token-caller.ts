import { meetsRequirement, type Decision } from '@x/oidc-core'
import type { Caller } from '../gate/caller.ts'
import { defineGate } from '../gate/define-gate.ts'
import type { GateOptions } from '../gate/gate-options.ts'
import type { Authenticated } from '../session/auth.ts'
import type { BearerPlan } from './bearer-plan.ts'
import type { AcceptedToken } from './bearer-verdict.ts'
import { buildBearerAuth } from './build-bearer-auth.ts'
import { buildRefusal } from './build-refusal.ts'

const none: readonly string[] = []

/** Whoever sent the access token of a request. A class, because one is made for every request. */
export class TokenCaller implements Caller {
  readonly auth: Authenticated
  readonly setCookies = none
  readonly #plan: BearerPlan
  readonly #token: AcceptedToken

  constructor(plan: BearerPlan, token: AcceptedToken) {
    this.auth = buildBearerAuth(token)
    this.#plan = plan
    this.#token = token
  }

  admits(options: GateOptions = {}): boolean {
    try {
      const gate = defineGate(options)
      // Types forbid it: this token was not judged for another guard.
      if ('bearer' in gate) return false
      // A role that is asked for and undefined is a mistake, not a wish to let everybody in.
      return !('role' in gate) || meetsRequirement(this.auth.roles, gate.role)
    } catch {
      // A gate with errors admits no caller.
      return false
    }
  }

  async refuse(options: GateOptions = {}): Promise<Response | undefined> {
    return this.admits(options) ? undefined : buildRefusal(this.#plan, 'role_missing')
  }

  explain(): Decision {
    return this.#token.decision
  }
}
