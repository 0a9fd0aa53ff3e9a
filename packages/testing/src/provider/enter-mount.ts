import type { IncomingMessage } from 'node:http'
import type { Addresses } from './presets/preset.ts'

const wellKnown = '/.well-known/openid-configuration'

/**
 * Takes the provider's path off the request's; false when the request is for somewhere else. `oidc-provider` builds its
 * endpoints out of `originalUrl`, Express' name for the whole path, and out of `Host`, which is made the issuer's. It has its
 * metadata below the endpoints' path, while the issuer may be longer than that.
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
