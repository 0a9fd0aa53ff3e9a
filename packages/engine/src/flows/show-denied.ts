import type { DenialReason } from '@x/oidc-core'
import { buildLoginUrl } from '../http/build-login-url.ts'
import { buildPrivateResponse } from '../http/build-private-response.ts'
import { buildProblem } from '../http/build-problem.ts'
import { buildRedirect } from '../http/build-redirect.ts'
import { denialTexts } from '../http/denial-texts.ts'
import { wantsHtml } from '../http/request-intent.ts'
import { resolveFormSchemes } from '../http/resolve-form-schemes.ts'
import { buildDeniedPage } from '../pages/denied-page.ts'
import { buildPageResponse } from '../pages/build-page-response.ts'
import { readDenial } from '../session/denial.ts'
import type { Flow } from './flow.ts'

/** Tells somebody who signed in that they are not admitted, as often as they look. */
export const showDenied: Flow = async (context, { facts, cookies }) => {
  const { routes } = context
  const denial = await readDenial(context, cookies)
  if (denial === undefined) return buildRedirect(routes.origin + routes.home, 302)
  if (!wantsHtml(facts)) {
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
