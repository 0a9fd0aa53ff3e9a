import type { OidcConfig } from '@x/oidc-core'

/**
 * Tells the browser to delete what `session.clearSiteData` names, at a sign-out of this browser alone.
 * @see Clear Site Data, section 3.1
 */
export function clearSiteData(
  { config }: { readonly config: Pick<OidcConfig, 'session'> },
  response: Response,
): Response {
  const kinds = config.session.clearSiteData?.map((kind) => `"${kind}"`)
  if (kinds !== undefined) response.headers.set('clear-site-data', kinds.join(', '))
  return response
}
