import type { Decision, RoleRequirement } from '@x/oidc-core'
import type { AuthenticatedByToken } from '../auth.ts'
import { authorize, tokenChallenge } from '../authorize.ts'
import { defineGate } from '../define-gate.ts'
import type { GateOptions } from '../gate-options.ts'
import { type GateReportContext, reportGateRefusal } from '../report-gate-refusal.ts'
import { describeError } from '../../http/describe-error.ts'
import { buildTokensError } from '../../http/http-error.ts'
import type { HttpRequest } from '../../http/request.ts'
import type { RequestAuth } from '../request-auth.ts'
import { noTokens } from '../person-tokens.ts'
import type { BearerPolicy } from './policy.ts'
import { buildRefusal } from './refusal.ts'
import { type AcceptedToken, buildBearerAuth, explainToken } from './authorize-token.ts'

const none: readonly string[] = []
const anyToken = defineGate({})

/** The data of the API that the refusal of a caller needs. */
interface Api {
  readonly context: GateReportContext
  readonly policy: BearerPolicy
}

/** The caller that sent the access token. This is a class because every request makes one. */
export class TokenAuth implements RequestAuth {
  readonly auth: AuthenticatedByToken
  readonly setCookies = none
  readonly #api: Api
  readonly #token: AcceptedToken
  readonly #request: HttpRequest

  constructor(api: Api, token: AcceptedToken, request: HttpRequest) {
    this.auth = buildBearerAuth(token)
    this.#api = api
    this.#token = token
    this.#request = request
  }

  authorize(gate: GateOptions = anyToken): Promise<Response> | undefined {
    return this.#isAllowed(gate) ? undefined : this.#refuse(gate)
  }

  async #refuse(gate: GateOptions): Promise<Response> {
    const { context, policy } = this.#api
    const { providerId } = this.#token.provider
    const caller = { auth: this.auth, providerId, role: findRole(gate) }
    try {
      const reference = reportGateRefusal(context, this.#request, caller)
      return buildRefusal(policy, 'role_missing', { reference })
    } catch (error) {
      // The clock or the randomness is broken: without an event there is no reference.
      context.ports.log({ level: 'error', ...describeError(error) })
      return buildRefusal(policy, 'role_missing', { reference: undefined })
    }
  }

  #isAllowed(gate: GateOptions): boolean {
    try {
      return authorize(this.auth, gate).ok
    } catch {
      // A gate with errors refuses every request. A gate with `bearer` also refuses the request, because this token was not
      // validated with its options.
      return false
    }
  }

  /** The access token of the request is the caller's, and not one of this application. */
  tokens(): Promise<never> {
    const error = noTokens('not_kept', 'The caller sent an access token: no session keeps tokens of it.')
    return Promise.reject(buildTokensError(error, tokenChallenge))
  }

  explain(): Decision {
    return explainToken(this.#token)
  }
}

/** A gate with errors has no role that the event could name. */
function findRole(gate: GateOptions): RoleRequirement | undefined {
  try {
    return defineGate(gate).role
  } catch {
    return undefined
  }
}
