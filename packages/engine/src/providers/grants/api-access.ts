import { isInstant, OidcError } from '@x/oidc-core'
import { createSingleFlight } from '../../cache/single-flight.ts'
import type { Ports } from '../../ports.ts'
import type { ApiTokenAnswer } from './token-response.ts'

/** Access to one API: an access token that is renewed before it expires, and a `fetch` that sends the token only to this API. */
export interface ApiAccess {
  /** The granted scopes, or the requested ones if the provider does not list them. */
  readonly scopes: readonly string[]
  /** NumericDate of the current token's expiry; undefined if the provider does not give it. */
  readonly expiresAt: number | undefined
  /**
   * Returns a token that does not expire within the next seconds. It renews the token if necessary.
   * @throws OidcError `client_rejected`, `token_request_failed`, `provider_unavailable`, `provider_response_invalid`
   */
  readonly accessToken: () => Promise<string>
  /**
   * `fetch`, with the token on requests to `apiOrigin` only: http(s) URLs of that origin without user information. Such
   * requests follow no redirect; they return it as the response. After a 401 the next call requests another token.
   */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
}

export interface ApiAccessOptions {
  readonly ports: Pick<Ports, 'fetch' | 'now' | 'startTimer'>
  readonly providerId: string
  readonly apiOrigin: string
  readonly scopes: readonly string[]
  /** Requests a token, given the previous answer. */
  readonly request: (before: ApiTokenAnswer | undefined) => Promise<ApiTokenAnswer>
}

interface CachedToken {
  readonly answer: ApiTokenAnswer
  readonly expiresAt: number | undefined
}

/** Maximum lifetime of a token here, even if the provider issues tokens for longer. */
const maxSeconds = 86_400
/** A token is renewed when a tenth of its lifetime is left, but at most a minute before its end. */
const margin = { share: 0.1, seconds: 60 }

/**
 * Maximum wait for a renewal that another call started. It outlasts discovery, a refresh and a sign-in of 10 s each: a second
 * request with the same refresh token, while the first is running, would count as theft (RFC 9700, section 4.14.2).
 */
const timeoutSeconds = 40

/** Requests the first token at once, so that wrong credentials fail early, and caches it. */
export async function createApiAccess(options: ApiAccessOptions): Promise<ApiAccess> {
  const { ports, providerId, apiOrigin, request } = options
  const renewals = createSingleFlight<CachedToken>({ startTimer: ports.startTimer }, timeoutSeconds)
  let cached = await requestToken(undefined)
  let isRefused = false

  async function requestToken(
    before: ApiTokenAnswer | undefined,
  ): Promise<CachedToken & { readonly renewAt: number }> {
    const answer = await request(before)
    const shown = ports.now()
    // If the clock was broken when the token was received, the token is not reused: every comparison with NaN is false.
    const now = isInstant(shown) ? shown : NaN
    const { expiresInSeconds } = answer
    if (expiresInSeconds === undefined) return { answer, expiresAt: undefined, renewAt: now + maxSeconds }
    const seconds = Math.min(expiresInSeconds, maxSeconds)
    const early = Math.min(seconds * margin.share, margin.seconds)
    return { answer, expiresAt: now + seconds, renewAt: now + seconds - early }
  }

  async function renew(): Promise<CachedToken> {
    const before = cached
    try {
      const renewed = await requestToken(before.answer)
      // A renewal that hung may end after the renewal that replaced it. Its token is then older.
      if (cached !== before) return cached
      cached = renewed
      isRefused = false
      return cached
    } catch (error) {
      // The renewal was early: while the provider is down, the cached token is usable until its end.
      if (!isRefused && cached.expiresAt !== undefined && ports.now() < cached.expiresAt) return cached
      throw error
    }
  }

  async function current(): Promise<CachedToken> {
    const now = ports.now()
    if (!isRefused && isInstant(now) && now < cached.renewAt) return cached
    return renewals.run('token', renew, (seconds) => {
      const why = `the request that is already running got no answer within ${seconds} seconds`
      const message = `The token request to provider ${providerId} failed: ${why}.`
      return new OidcError('provider_unavailable', message, { providerId, operation: 'token', why })
    })
  }

  return {
    get scopes() {
      return cached.answer.scopes ?? options.scopes
    },
    get expiresAt() {
      return cached.expiresAt
    },
    accessToken: async () => (await current()).answer.accessToken,
    async fetch(input, init = {}) {
      const given = input instanceof Request ? input : undefined
      const url = new URL(input instanceof Request ? input.url : input)
      const request = { ...(given && readRequest(given)), ...init }
      // `url.origin` is not compared, because a `blob:` URL has the origin of the URL inside it, and an origin has no user
      // information.
      if (!url.href.startsWith(`${apiOrigin}/`)) return ports.fetch(url.href, request)
      const { answer } = await current()
      const headers = new Headers(request.headers)
      headers.set('authorization', `Bearer ${answer.accessToken}`)
      const redirect = request.redirect === 'error' ? 'error' : 'manual'
      const response = await ports.fetch(url.href, { ...request, headers, redirect })
      if (response.status === 401 && answer === cached.answer) isRefused = true
      return response
    },
  }
}

function readRequest(request: Request): RequestInit {
  const { method, headers, body, redirect, signal } = request
  // A stream is sent while it is read (Fetch standard, `duplex`).
  return { method, headers, redirect, signal, ...(body && { body, duplex: 'half' }) }
}
