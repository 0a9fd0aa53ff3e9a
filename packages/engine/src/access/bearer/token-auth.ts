import type { Decision } from '@x/oidc-core'
import type { Authenticated } from '../auth.ts'
import { authorize } from '../authorize.ts'
import { defineGate } from '../define-gate.ts'
import type { GateOptions } from '../gate-options.ts'
import type { RequestAuth } from '../request-auth.ts'
import type { BearerPolicy } from './policy.ts'
import { buildRefusal } from './refusal.ts'
import { type AcceptedToken, buildBearerAuth, explainToken } from './authorize-token.ts'

const none: readonly string[] = []
const anyToken = defineGate({})

/** The caller that sent the access token. This is a class because every request makes one. */
export class TokenAuth implements RequestAuth {
  readonly auth: Authenticated
  readonly setCookies = none
  readonly #policy: BearerPolicy
  readonly #token: AcceptedToken

  constructor(policy: BearerPolicy, token: AcceptedToken) {
    this.auth = buildBearerAuth(token)
    this.#policy = policy
    this.#token = token
  }

  authorize(gate?: GateOptions): Promise<Response> | undefined {
    return this.#isAllowed(gate) ? undefined : Promise.resolve(buildRefusal(this.#policy, 'role_missing'))
  }

  #isAllowed(gate: GateOptions = anyToken): boolean {
    try {
      return authorize(this.auth, gate).ok
    } catch {
      // A gate with errors refuses every request. So does one that asks for another token: this token was not validated for it.
      return false
    }
  }

  explain(): Decision {
    return explainToken(this.#token)
  }
}
