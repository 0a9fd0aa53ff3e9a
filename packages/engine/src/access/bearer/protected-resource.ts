import { type ConfigIssue, signingAlgorithms } from '@x/oidc-core'
import { createTtlCache } from '../../cache/ttl-cache.ts'
import type { BearerOptions } from './options.ts'

/** An API as others know it. @see RFC 9728, section 2 */
export interface ProtectedResource {
  /** Exactly as configured: clients compare it to the last character. */
  readonly url: string
  /** Where its metadata are, as a path and whole. */
  readonly metadataPath: string
  readonly metadataUrl: string
  readonly authorizationServers: readonly string[]
  readonly scopes: readonly string[]
  readonly dpop: BearerOptions['dpop']
  readonly mtls: BearerOptions['mtls']
}

type ResourceAddress = Pick<ProtectedResource, 'url' | 'metadataPath' | 'metadataUrl'>

/** The well-known address stands on the origin, between the host and the path of the resource, and is not ours to move. */
const wellKnown = '/.well-known/oauth-protected-resource'

/**
 * Resolves the identifier of an API and the address of its metadata: none where the audience is no URL on our origin.
 * @see RFC 9728, sections 1.2 and 3.1
 */
export function resolveResource(
  configured: string | undefined,
  audiences: readonly string[],
  baseUrl: string,
): { readonly resource?: ResourceAddress; readonly issue?: ConfigIssue } {
  const { origin } = new URL(baseUrl)
  const url = configured ?? audiences.find((audience) => isAddressOn(origin, audience))
  if (url === undefined) return {}
  if (isAddressOn(origin, url)) {
    const path = url.slice(origin.length)
    const metadataPath = wellKnown + (path === '/' ? '' : path)
    return { resource: { url, metadataPath, metadataUrl: origin + metadataPath } }
  }
  const message = `must be a URL below ${origin}, spelt as browsers do, without query and fragment: its metadata are served there.`
  return { issue: { severity: 'error', path: ['bearer', 'resource'], code: 'invalid_value', message } }
}

function isAddressOn(origin: string, text: string): boolean {
  if (text !== origin && !text.startsWith(`${origin}/`)) return false
  if (/[?#]/u.test(text)) return false
  try {
    const { href } = new URL(text)
    return href === text || href === `${text}/`
  } catch {
    // An audience may be any text.
    return false
  }
}

/** The APIs whose metadata are served, by the path of these. */
export interface ResourceRegistry {
  readonly add: (resource: ProtectedResource) => void
  readonly find: (path: string) => ProtectedResource | undefined
}

/** Options may be built anew for each request; what they name must not pile up. */
const maxResources = 1000

/** Creates an empty registry. Several guards of one API add up: each may ask for other scopes. */
export function createResourceRegistry(): ResourceRegistry {
  const byPath = createTtlCache<ProtectedResource>(maxResources)
  return {
    find: (path) => byPath.read(path),
    add(resource) {
      const { authorizationServers, dpop, mtls, scopes } = byPath.read(resource.metadataPath) ?? resource
      byPath.write(resource.metadataPath, {
        ...resource,
        authorizationServers: [...new Set([...authorizationServers, ...resource.authorizationServers])],
        scopes: [...new Set([...scopes, ...resource.scopes])],
        // One that only some of them require is not required.
        dpop: dpop === resource.dpop ? dpop : 'accepted',
        mtls: mtls ?? resource.mtls,
      })
    },
  }
}

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
