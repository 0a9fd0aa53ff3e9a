import { invalidGuard } from '../bearer/bearer-plan.ts'
import { buildBearerResponse } from '../bearer/build-bearer-response.ts'
import { checkGateOptions } from '../bearer/check-bearer-options.ts'
import type { Authenticate } from '../bearer/create-bearer-guard.ts'
import type { Guards } from '../bearer/create-guards.ts'
import { buildPrivateResponse } from '../http/build-private-response.ts'
import type { HandleOptions } from '../http/handle-options.ts'
import type { RequestFacts } from '../http/request-facts.ts'
import type { Auth } from '../session/auth.ts'
import type { BearerGateOptions, GateOptions, OpenGateOptions } from './gate-options.ts'
import type { Gate } from './gate.ts'

/** Creates what lets requests through by the session, or by an access token where the gate is that of an API. */
export function createGate(guards: Guards, authenticate: Authenticate) {
  return async (
    request: Request | RequestFacts,
    options: GateOptions | BearerGateOptions | OpenGateOptions,
    handling?: HandleOptions,
  ): Promise<Gate<string, Auth>> => {
    // What is not known would otherwise be asked of nobody: scopes without a guard, for example.
    const issues = checkGateOptions(options)
    if (issues.length > 0) throw invalidGuard(issues)
    const isBearer = 'bearer' in options
    const checked = isBearer
      ? await guards.resolve(options as BearerGateOptions).check(request, handling)
      : { caller: await authenticate(request) }
    if (checked.response !== undefined) return { response: checked.response }
    const { caller } = checked
    const { auth, setCookies } = caller
    const build = isBearer ? buildBearerResponse : buildPrivateResponse
    // A guard lets nobody unknown through unless a token is optional. A role has somebody.
    const isOpen = isBearer || ('optional' in options && options.optional)
    const isNobody = isOpen && auth.status === 'anonymous' && !('role' in options)
    const response = isNobody
      ? undefined
      : await caller.refuse('role' in options ? { role: options.role } : {})
    if (response !== undefined) return { response: build(response, setCookies) }
    return { auth, finish: (answer) => build(answer, setCookies) }
  }
}
