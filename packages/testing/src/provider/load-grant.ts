import type { KoaContextWithOIDC } from 'oidc-provider'

type Granted = InstanceType<KoaContextWithOIDC['oidc']['provider']['Grant']>

/** Grants everything that the client requests, without a consent page. */
export async function loadGrant(ctx: KoaContextWithOIDC): Promise<Granted | undefined> {
  const { client, session, params, provider, resourceServers } = ctx.oidc
  const accountId = session?.accountId
  if (!client || !session || accountId === undefined) return undefined

  const known = session.grantIdFor(client.clientId)
  const existing = known === undefined ? undefined : await provider.Grant.find(known)
  const grant = existing ?? new provider.Grant({ clientId: client.clientId, accountId })
  const scope = typeof params?.['scope'] === 'string' ? params['scope'] : ''
  grant.addOIDCScope(scope)
  for (const resource of Object.keys(resourceServers ?? {})) grant.addResourceScope(resource, scope)
  await grant.save()
  return grant
}
