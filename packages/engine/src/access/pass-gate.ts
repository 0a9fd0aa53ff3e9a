import { mergeSetCookies } from '../cookies/merge-set-cookies.ts'
import { buildPrivateResponse } from '../http/private-headers.ts'
import type { HandleOptions } from '../http/wait-until.ts'
import type { HttpRequest } from '../http/request.ts'
import { buildBearerResponse } from './bearer/refusal.ts'
import type { Authenticate } from './request-auth.ts'
import type { BearerAuthentications } from './bearer/bearer-authentications.ts'
import type { Auth } from './auth.ts'
import { defineGate } from './define-gate.ts'
import { createPersonAccess } from './person-access.ts'
import { createLossReport } from './report-lost-cookies.ts'
import type { Ports } from '../ports.ts'
import type { BearerGateOptions, Gate, GateOptions, OpenGateOptions } from './gate-options.ts'

/** Creates the gate: it authenticates by session, or by access token if the gate is for an API. */
export function createGate(
  bearerAuthentications: BearerAuthentications,
  authenticate: Authenticate,
  { log }: Pick<Ports, 'log'>,
) {
  const reportLoss = createLossReport(log)
  return async (
    request: Request | HttpRequest,
    options: GateOptions | BearerGateOptions | OpenGateOptions,
    handling?: HandleOptions,
  ): Promise<Gate<string, Auth>> => {
    const gate = defineGate(options)
    const isBearer = 'bearer' in gate
    const checked = isBearer
      ? await bearerAuthentications.resolve(gate as BearerGateOptions).authenticate(request, handling)
      : { requestAuth: await authenticate(request, undefined, handling), response: undefined }
    if (checked.response !== undefined) return { response: checked.response }
    const { requestAuth } = checked
    const { auth } = requestAuth
    let { setCookies } = requestAuth
    const build = isBearer ? buildBearerResponse : buildPrivateResponse
    // Bearer authentication admits an anonymous caller only if the token is optional. A role needs a known caller.
    const isOpen = isBearer || gate.optional === true
    // A session whose roles are too old passes an optional gate as well: a person must not be worse off than an anonymous caller.
    const needsNoCaller = isOpen && !('role' in gate) && requestAuth.isFailed !== true
    // The caller of the token needs the role, too; bearer authentication has checked the token already.
    const asked = isBearer ? defineGate('role' in gate ? { role: gate.role } : {}) : gate
    const response = needsNoCaller ? undefined : await requestAuth.authorize(asked)
    if (response !== undefined) return { response: build(response, setCookies) }
    let isFinished = false
    const access = createPersonAccess(requestAuth, {
      handling,
      addCookies: (more) => {
        setCookies = mergeSetCookies(setCookies, more)
        if (isFinished) reportLoss()
      },
    })
    const finish = (answer: Response): Response => {
      isFinished = true
      return build(answer, setCookies)
    }
    return { ...access, auth, finish }
  }
}
