import { type Claims, fillIssuer, type ProviderConfig, readTenant } from '@x/oidc-core'
import type { KeySet } from './key-set.ts'

/**
 * Checks that the key of a verified token may sign for its issuer. A provider with many tenants publishes the keys of all of them in one
 * set, and a key may have the member `issuer`: that of one tenant, or a template for every tenant. If several keys have the `kid` of the
 * token, or if it has none, each of them has to fit.
 * @param own the configuration for the tenant of the token, which `resolveTokenTenant` returns
 * @returns the rule that is broken
 * @see Microsoft identity platform, "Access tokens", validation of the signing key issuer
 */
export async function findForeignKey(
  own: ProviderConfig,
  keys: Pick<KeySet, 'listIssuers'>,
  header: Claims,
): Promise<'key_issuer' | undefined> {
  const { accessTokenIssuer, issuerTemplate, issuerUrl } = own
  if (issuerTemplate === undefined) return undefined
  const tenant = readTenant(issuerTemplate, issuerUrl)
  const kid = typeof header['kid'] === 'string' ? header['kid'] : undefined
  const issuers = await keys.listIssuers(kid)
  const fits = (issuer: unknown): boolean =>
    issuer === undefined ||
    (typeof issuer === 'string' &&
      tenant !== undefined &&
      [issuerUrl, accessTokenIssuer].includes(fillIssuer(issuer, tenant)))
  // Without a key of this `kid`, the keys were replaced while the token was verified.
  return issuers.length > 0 && issuers.every(fits) ? undefined : 'key_issuer'
}
