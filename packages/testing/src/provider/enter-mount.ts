import type { IncomingMessage } from 'node:http'

/**
 * Takes the issuer's path off the request's; false when the request is for somewhere else. `oidc-provider` builds its
 * endpoints out of `originalUrl`, Express' name for the whole path, and out of `Host`, which is made the issuer's.
 */
export function enterMount(request: IncomingMessage & { originalUrl?: string }, issuerUrl: string): boolean {
  const { host, pathname } = new URL(issuerUrl)
  const mountPath = pathname === '/' ? '' : pathname
  const url = request.url ?? '/'
  if (!url.startsWith(mountPath + '/')) return false
  request.originalUrl = url
  request.url = url.slice(mountPath.length)
  request.headers.host = host
  return true
}
