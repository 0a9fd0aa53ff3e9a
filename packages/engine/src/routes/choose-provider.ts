import { reportOtherPort } from '../http/move-to-base-url.ts'
import { resolveReturnTo } from '../http/return-to.ts'
import { buildRedirect } from '../http/redirect.ts'
import { buildLoginUrl } from '../http/route-table.ts'
import type { RouteHandler } from './route-handler.ts'

/** Lets a person choose a provider. With one provider it redirects at once. */
export const handleChooseProvider: RouteHandler = async (context, { request, query }) => {
  reportOtherPort(context, request)
  const { routes } = context
  const returnTo = resolveReturnTo(new URLSearchParams(query).get('returnTo'), routes)
  const providers = context.providers.listSignIn().map(({ config: { label, providerId } }) => ({
    label,
    href: buildLoginUrl(routes, providerId, { returnTo }),
  }))
  const [only, ...others] = providers
  if (only !== undefined && others.length === 0) return buildRedirect(only.href, 302)
  return context.pages.write(request, { status: 200, kind: 'chooseProvider', data: { providers } })
}
