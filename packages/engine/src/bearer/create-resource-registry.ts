import type { ProtectedResource } from './protected-resource.ts'

/** The APIs whose metadata are served, by the path of these. */
export interface ResourceRegistry {
  readonly add: (resource: ProtectedResource) => void
  readonly find: (path: string) => ProtectedResource | undefined
}

/** Options may be built anew for each request; what they name must not pile up. */
const mostResources = 1000

/** Creates an empty registry. Several guards of one API add up: each may ask for other scopes. */
export function createResourceRegistry(): ResourceRegistry {
  const known = new Map<string, ProtectedResource>()
  return {
    find: (path) => known.get(path),
    add(resource) {
      const { authorizationServers, dpop, mtls, scopes } = known.get(resource.metadataPath) ?? resource
      known.set(resource.metadataPath, {
        ...resource,
        authorizationServers: [...new Set([...authorizationServers, ...resource.authorizationServers])],
        scopes: [...new Set([...scopes, ...resource.scopes])],
        // One that only some of them require is not required.
        dpop: dpop === resource.dpop ? dpop : 'accepted',
        mtls: mtls ?? resource.mtls,
      })
      const [oldest] = known.keys()
      if (known.size > mostResources && oldest !== undefined) known.delete(oldest)
    },
  }
}
