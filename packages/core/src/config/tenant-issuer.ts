import type { Claims } from '../claims/json.ts'
import { ownMember, withoutPrototype } from '../claims/own-member.ts'
import type { ProviderConfig } from './oidc-config.ts'

/** Stands for the id of a tenant in the issuer of a provider with many tenants, as Microsoft's discovery documents have it. */
export const tenantPlaceholder = '{tenantid}'

/** Whether a value is the id of a tenant: a UUID in lower case, so that each tenant has one spelling. @see RFC 9562, section 4 */
export function isTenantId(value: unknown): value is string {
  return typeof value === 'string' && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(value)
}

/** Returns the issuer of one tenant. @param tenant that `isTenantId` accepts, so that it cannot change the host or the path */
export function fillIssuer(template: string, tenant: string): string {
  return template.replace(tenantPlaceholder, tenant)
}

/** Returns the id of the tenant whose issuer this is; undefined if it is the issuer of no tenant. */
export function readTenant(template: string, issuer: unknown): string | undefined {
  const [before = '', after] = template.split(tenantPlaceholder)
  if (after === undefined || typeof issuer !== 'string') return undefined
  const tenant = issuer.slice(before.length, issuer.length - after.length)
  return isTenantId(tenant) && fillIssuer(template, tenant) === issuer ? tenant : undefined
}

/** Returns the configuration of a provider for people of one tenant: the issuers in it are those of the tenant. */
export function resolveTenant<Config extends ProviderConfig>(provider: Config, tenant: string): Config {
  const { accessTokenIssuer, issuerTemplate } = provider
  if (issuerTemplate === undefined) return provider
  const issuers = {
    issuerUrl: fillIssuer(issuerTemplate, tenant),
    accessTokenIssuer: fillIssuer(accessTokenIssuer, tenant),
  }
  return Object.freeze(withoutPrototype({ ...provider, ...issuers }))
}

/**
 * Resolves the configuration for the tenant that signed a token. The caller compares `iss` with the issuer in it.
 * @returns undefined if the provider has several tenants, and `tid` is not the id of a tenant
 * @see Microsoft identity platform, "Validate the issuer": `iss` must equal the template with the token's own `tid`
 */
export function resolveTokenTenant<Config extends ProviderConfig>(
  provider: Config,
  claims: Claims,
): Config | undefined {
  if (provider.issuerTemplate === undefined) return provider
  const tenant = ownMember(claims, 'tid')
  return isTenantId(tenant) ? resolveTenant(provider, tenant) : undefined
}

/** Whether this is an issuer of the provider: its own, or that of a tenant. Whether the tenant is allowed is another question. */
export function isIssuerOf(provider: ProviderConfig, issuer: string): boolean {
  const { issuerTemplate, issuerUrl } = provider
  return issuerTemplate === undefined
    ? issuer === issuerUrl
    : readTenant(issuerTemplate, issuer) !== undefined
}
