import type { ConfigIssue } from '@x/oidc-core'
import type { BearerOptions } from './bearer-options.ts'

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
