import { readTenant, resolveTokenTenant } from '@x/oidc-core'
import type { Ports } from '../../ports.ts'
import type { ProviderClient } from '../../providers/provider-client.ts'
import type { ProviderRegistry } from '../../providers/provider.ts'
import { parseJws, parseJwsClaims } from '../../jwt/jws.ts'
import type { SourcedToken } from './jwt-access-token.ts'
import type { BearerPolicy } from './policy.ts'
import type { TokenSource } from './token-source.ts'
import { warnOfIdTokens } from './warn-of-id-tokens.ts'

/** For the audiences of an API, the clients of found providers that were compared with them. A changed configuration has a new client. */
const compared = new WeakMap<readonly string[], WeakSet<ProviderClient>>()

/**
 * Finds the provider of a token whose issuer the configuration does not list: that of a tenant, or one that a function finds. Nothing
 * is verified yet. Returns the rule that refuses the token.
 * @throws OidcError `provider_lookup_failed` or `config_invalid`
 */
export async function findOtherSource(
  providers: ProviderRegistry,
  policy: Pick<BearerPolicy, 'audiences' | 'withTenants' | 'resolveFound'>,
  token: string,
  log: Ports['log'],
): Promise<SourcedToken | 'iss' | 'tid'> {
  const jws = parseJws(token)
  const claims = typeof jws === 'string' ? undefined : parseJwsClaims(jws)
  const iss = claims?.['iss']
  if (typeof jws === 'string' || claims === undefined || typeof iss !== 'string') return 'iss'
  const source =
    policy.withTenants.find((each) => isIssuerOfTokens(each, iss)) ??
    (await findSource(providers, policy, iss, log))
  if (source === undefined || !isIssuerOfTokens(source, iss)) return 'iss'
  const provider = resolveTokenTenant(source.provider, claims)
  return provider === undefined ? 'tid' : { source: { ...source, provider }, jwt: { jws, claims } }
}

async function findSource(
  providers: ProviderRegistry,
  { audiences, resolveFound }: Pick<BearerPolicy, 'audiences' | 'resolveFound'>,
  iss: string,
  log: Ports['log'],
): Promise<TokenSource | undefined> {
  const found = providers.isFound ? await providers.loadByIssuer(iss) : undefined
  if (found === undefined) return undefined
  const source = resolveFound(found)
  const clients = compared.get(audiences) ?? new WeakSet()
  if (source !== undefined && !clients.has(found.client)) {
    compared.set(audiences, clients.add(found.client))
    warnOfIdTokens(source, audiences, log)
  }
  return source
}

function isIssuerOfTokens({ provider }: TokenSource, iss: string): boolean {
  const { accessTokenIssuer, issuerTemplate } = provider
  if (issuerTemplate === undefined) return accessTokenIssuer === iss
  return readTenant(accessTokenIssuer, iss) !== undefined
}
