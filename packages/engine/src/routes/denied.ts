import type { DenialReason } from '@x/oidc-core'
import { buildLoginUrl } from '../http/route-table.ts'
import { buildPrivateResponse } from '../http/private-headers.ts'
import { buildProblem } from '../http/problem.ts'
import { buildRedirect } from '../http/redirect.ts'
import { wantsHtml } from '../http/request.ts'
import { readDenial } from '../sessions/denial.ts'
import type { RouteHandler } from './route-handler.ts'

/** Shows the denial to a person who signed in and was not admitted. The person may reload the page. */
export const handleDenied: RouteHandler = async (context, { request, cookies }) => {
  const { routes } = context
  const denial = await readDenial(context, cookies)
  if (denial === undefined) return buildRedirect(routes.origin + routes.home, 302)
  if (!wantsHtml(request)) {
    return buildPrivateResponse(
      buildProblem({ status: 403, title: 'Not admitted', code: denial.reason, reference: denial.code }),
    )
  }
  return context.pages.write(request, {
    status: 403,
    kind: 'denied',
    data: {
      name: denial.name,
      reason: denial.reason as DenialReason,
      reasonText: denial.why,
      reference: denial.code,
      signOutAction: routes.path('logout'),
      switchAccountHref: buildLoginUrl(routes, denial.pid, { returnTo: denial.ret, switchAccount: true }),
    },
  })
}
