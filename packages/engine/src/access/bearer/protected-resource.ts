import { type ConfigIssue, signingAlgorithms } from '@x/oidc-core'
import { createTtlCache } from '../../cache/ttl-cache.ts'
import type { BearerOptions } from './options.ts'

/** An API as clients see it: its identifier and its metadata. @see RFC 9728, section 2 */
export interface ProtectedResource {
  /** Exactly as configured: clients compare it character by character. */
  readonly url: string
  /** The address of its metadata, as a path and as a URL. */
  readonly metadataPath: string
  readonly metadataUrl: string
  readonly authorizationServers: readonly string[]
  readonly scopes: readonly string[]
  readonly dpop: BearerOptions['dpop']
  readonly mtls: BearerOptions['mtls']
}

type ResourceAddress = Pick<ProtectedResource, 'url' | 'metadataPath' | 'metadataUrl'>

/** RFC 9728 defines the well-known address: on the origin, between the host and the path of the resource. */
const wellKnown = '/.well-known/oauth-protected-resource'

/**
 * Resolves the identifier of an API and the address of its metadata: undefined if the audience is not a URL on our origin.
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

/** The APIs whose metadata the engine serves, by the path of their metadata. */
export interface ResourceRegistry {
  readonly add: (resource: ProtectedResource) => void
  readonly find: (path: string) => ProtectedResource | undefined
}

/** Maximum number of APIs: applications may build options anew for each request. */
const maxResources = 1000

/** Creates an empty registry. The scopes of several bearer authentications of one API are merged. */
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
        // The metadata do not contain a requirement that only some bearer authentications of the API have.
        dpop: dpop === resource.dpop ? dpop : 'accepted',
        mtls: mtls ?? resource.mtls,
      })
    },
  }
}

/** Allows every origin: clients read the metadata before they have a token, maybe from a page of another origin. */
const open = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD',
  'access-control-allow-headers': '*',
}

/**
 * Answers a request for the metadata of an API. The metadata do not depend on the caller, and any cache may store them.
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
