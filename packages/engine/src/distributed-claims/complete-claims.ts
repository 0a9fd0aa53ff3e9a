import type { Claims } from '@x/oidc-core'
import type { Ports } from '../ports.ts'
import { maxBodyBytes, readBody } from '../providers/outbound.ts'

/** Fetches claims that a provider left out of its tokens, because they had too many values. */
export interface CompleteClaims {
  /**
   * Returns a Claims Set with the missing claims, or undefined if it cannot: the person is then denied with
   * `claims_incomplete`. Only the incomplete claims are taken from the result.
   */
  (signIn: IncompleteSignIn): Promise<Claims | undefined> | Claims | undefined
  /** Hosts, with an optional port, that `fetch` may reach by https. Without any, it reaches none. */
  readonly hosts?: readonly string[] | undefined
}

/** A sign-in whose claims are incomplete. */
export interface IncompleteSignIn {
  readonly providerId: string
  readonly issuer: string
  /** A copy of the claims of the verified ID Token. */
  readonly claims: Claims
  readonly accessToken: string
  /** Follows no redirect, returns whole responses of at most 1 MiB, and ends when `signal` is aborted. */
  readonly fetch: ResolverFetch
  /** Aborted after 10 seconds, when the sign-in stops waiting. */
  readonly signal: AbortSignal
}

export interface ResolverRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export type ResolverFetch = (url: string, request?: ResolverRequest) => Promise<Response>

/**
 * Creates the `fetch` of one completion. Claims or responses may contain addresses, so the host must be listed, and
 * the access token is sent to listed hosts only.
 */
export function createResolverFetch(
  fetch: Ports['fetch'],
  hosts: readonly string[],
  signal: AbortSignal,
): ResolverFetch {
  return async (address, { method = 'GET', headers = {}, body: sent } = {}) => {
    const url = new URL(address)
    if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || !hosts.includes(url.host))
      throw new TypeError('The address is not https at a listed host')
    signal.throwIfAborted()
    const response = await fetch(url.href, {
      method,
      headers: { ...headers },
      body: sent ?? null,
      redirect: 'manual',
      signal,
    })
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400))
      throw new TypeError('The answer is a redirect')
    const body = await readBody(response, signal)
    if (body === undefined) throw new TypeError(`The answer is longer than ${maxBodyBytes} bytes`)
    return new Response(body.byteLength === 0 ? null : body, {
      status: response.status,
      headers: response.headers,
    })
  }
}
