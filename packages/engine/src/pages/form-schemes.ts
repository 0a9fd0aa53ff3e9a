import type { OidcConfig } from '@x/oidc-core'

/** Resolves the schemes to which a sign-out may lead: https, and http if a provider may use it. */
export function resolveFormSchemes({ providers }: OidcConfig): readonly ('https:' | 'http:')[] {
  return providers.some(({ issuerUrl, signIn }) => signIn && issuerUrl.startsWith('http:'))
    ? ['https:', 'http:']
    : ['https:']
}
