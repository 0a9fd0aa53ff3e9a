import type { IncomingMessage } from 'node:http'
import type { Addresses } from './presets/preset.ts'

const wellKnown = '/.well-known/openid-configuration'

/**
 * Removes the mount path from the URL of a request. Returns false if the request is for another path. `oidc-provider` builds the
 * URLs of its endpoints from `originalUrl`, which is the whole path as in Express, and from `Host`, so this sets both.
 * `oidc-provider` serves its metadata below the mount path, but the issuer's path can be longer.
 */
export function enterMount(
  request: IncomingMessage & { originalUrl?: string },
  { issuer, mountPath }: Addresses,
): boolean {
  const { host, pathname } = new URL(issuer)
  const url = request.url ?? '/'
  const isMetadata = url.split('?', 1)[0] === pathname.replace(/\/$/u, '') + wellKnown
  if (!isMetadata && !url.startsWith(mountPath + '/')) return false
  request.url = isMetadata ? wellKnown : url.slice(mountPath.length)
  request.originalUrl = mountPath + request.url
  request.headers.host = host
  return true
}
