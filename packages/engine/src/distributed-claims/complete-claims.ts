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
  /** Hosts, with an optional port, that `fetch` may reach by https. Without this list, it reaches no host. */
  readonly hosts?: readonly string[] | undefined
}

/** A sign-in whose claims are incomplete. */
export interface IncompleteSignIn {
  /** The provider of the sign-in, as the configuration names it. */
  readonly providerId: string
  /** The issuer of the provider. */
  readonly issuer: string
  /** A copy of the claims of the verified ID Token. */
  readonly claims: Claims
  /** The person's access token, for the API that has the claims. It is a secret: do not log it. */
  readonly accessToken: string
  /** Follows no redirect, returns whole responses of at most 1 MiB, and ends when `signal` is aborted. */
  readonly fetch: ResolverFetch
  /** Aborted after 10 seconds, when the sign-in stops waiting. */
  readonly signal: AbortSignal
}

/** The parts of a request that a resolver may set. */
export interface ResolverRequest {
  /** The method. @default 'GET' */
  readonly method?: string
  /** Headers of the request. */
  readonly headers?: Readonly<Record<string, string>>
  /** The body, as text. */
  readonly body?: string
}

/** Sends a request of a resolver, with the timeout and the limits of the engine. It rejects if the request fails. */
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
