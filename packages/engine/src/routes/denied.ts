import type { DenialReason } from '@x/oidc-core'
import { buildLoginUrl } from '../http/route-table.ts'
import { buildPrivateResponse } from '../http/private-headers.ts'
import { buildProblem } from '../http/problem.ts'
import { buildRedirect } from '../http/redirect.ts'
import { denialTexts } from '../pages/denial-texts.ts'
import { wantsHtml } from '../http/request.ts'
import { resolveFormSchemes } from '../pages/form-schemes.ts'
import { buildDeniedPage } from '../pages/denied-page.ts'
import { buildPageResponse } from '../pages/build-page-response.ts'
import { readDenial } from '../sessions/denial.ts'
import type { RouteHandler } from './route-handler.ts'

/** Shows the denial to a person who signed in and was not admitted. It may be reloaded. */
export const handleDenied: RouteHandler = async (context, { request, cookies }) => {
  const { routes } = context
  const denial = await readDenial(context, cookies)
  if (denial === undefined) return buildRedirect(routes.origin + routes.home, 302)
  if (!wantsHtml(request)) {
    return buildPrivateResponse(
      buildProblem({ status: 403, title: 'Not admitted', code: denial.reason, reference: denial.code }),
    )
  }
  return buildPageResponse({
    status: 403,
    ...buildDeniedPage({
      name: denial.name,
      reason: denialTexts[denial.reason as DenialReason],
      code: `${denial.reason} ${denial.code}`,
      signOutAction: routes.path('logout'),
      switchAccountHref: buildLoginUrl(routes, denial.pid, { returnTo: denial.ret, switchAccount: true }),
    }),
    formSchemes: resolveFormSchemes(context.config),
  })
}
