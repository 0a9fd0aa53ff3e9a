import { signingAlgorithms } from '@x/oidc-core'
import type { ProtectedResource } from './protected-resource.ts'

/** Whoever reads the metadata has no token and no session yet, and may be a page of another origin. */
const open = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD',
  'access-control-allow-headers': '*',
}

/**
 * Answers a request for the metadata of an API. They say nothing of a caller and may be kept by any cache.
 * @see RFC 9728, sections 2 and 3.2
 */
export function answerResourceMetadata(resource: ProtectedResource, method: string): Response {
  if (method === 'OPTIONS') return new Response(null, { status: 204, headers: open })
  if (method !== 'GET' && method !== 'HEAD')
    return new Response(null, { status: 405, headers: { ...open, allow: 'GET, HEAD, OPTIONS' } })
  const metadata = {
    resource: resource.url,
    authorization_servers: resource.authorizationServers,
    bearer_methods_supported: ['header'],
    ...(resource.scopes.length > 0 ? { scopes_supported: resource.scopes } : {}),
    ...(resource.dpop === undefined ? {} : { dpop_signing_alg_values_supported: signingAlgorithms }),
    ...(resource.dpop?.startsWith('required') === true ? { dpop_bound_access_tokens_required: true } : {}),
    ...(resource.mtls === undefined ? {} : { tls_client_certificate_bound_access_tokens: true }),
  }
  const headers = {
    ...open,
    'content-type': 'application/json',
    'cache-control': 'public, max-age=300',
    'x-content-type-options': 'nosniff',
  }
  return new Response(method === 'HEAD' ? null : JSON.stringify(metadata), { headers })
}
