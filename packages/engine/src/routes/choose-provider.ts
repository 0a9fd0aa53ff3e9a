import { OidcError } from '@x/oidc-core'
import { reportOtherPort } from '../http/move-to-base-url.ts'
import { resolveReturnTo } from '../http/return-to.ts'
import { buildRedirect } from '../http/redirect.ts'
import { buildLoginUrl } from '../http/route-table.ts'
import type { RouteHandler } from './route-handler.ts'

/**
 * Lets a person choose a provider. With one provider, or with the id of a provider as `provider`, it redirects at once. Where a function
 * finds the providers, there is no list, and the id is needed.
 */
export const handleChooseProvider: RouteHandler = async (context, { request, query }) => {
  reportOtherPort(context, request)
  const { routes } = context
  const parameters = new URLSearchParams(query)
  const returnTo = resolveReturnTo(parameters.get('returnTo'), routes)
  const [asked, ...repeated] = parameters.getAll('provider')
  if (asked !== undefined && repeated.length === 0 && /^[\w-]{1,64}$/u.test(asked))
    return buildRedirect(buildLoginUrl(routes, asked, { returnTo }), 302)
  if (context.providers.isFound)
    throw new OidcError(
      'provider_required',
      `${routes.path('login')} was opened without the id of a provider, and a function finds the providers. ` +
        `Link to ${routes.path('login')}?provider=… with the id.`,
      {},
    )
  const providers = context.providers.listSignIn().map(({ config: { label, providerId } }) => ({
    label,
    href: buildLoginUrl(routes, providerId, { returnTo }),
  }))
  const [only, ...others] = providers
  if (only !== undefined && others.length === 0) return buildRedirect(only.href, 302)
  return context.pages.write(request, { status: 200, kind: 'chooseProvider', data: { providers } })
}
