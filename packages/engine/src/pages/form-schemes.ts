import type { OidcConfig } from '@x/oidc-core'

/**
 * Resolves the schemes to which a sign-out may lead: https, and http if a provider may use it. Providers that a function finds may use it
 * if the application does.
 */
export function resolveFormSchemes({
  baseUrl,
  foundProviders,
  providers,
}: OidcConfig): readonly ('https:' | 'http:')[] {
  const isHttp = (url: string): boolean => url.startsWith('http:')
  return providers.some(({ issuerUrl, signIn }) => signIn && isHttp(issuerUrl)) ||
    (foundProviders !== undefined && isHttp(baseUrl))
    ? ['https:', 'http:']
    : ['https:']
}
