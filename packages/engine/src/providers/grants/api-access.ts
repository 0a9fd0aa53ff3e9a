import { isInstant, OidcError } from '@x/oidc-core'
import { createSingleFlight } from '../../cache/single-flight.ts'
import type { Ports } from '../../ports.ts'
import type { TokenAnswer } from './token-response.ts'

/** Access to one API: a token that is renewed before it expires, and a `fetch` that sends it there and nowhere else. */
export interface ApiAccess {
  /** What the provider granted, or what was asked for where it does not say. */
  readonly scopes: readonly string[]
  /** NumericDate of the present token's end; undefined where the provider does not say. */
  readonly expiresAt: number | undefined
  /**
   * A token that does not expire within the next seconds, renewed if need be.
   * @throws OidcError `client_rejected`, `token_request_failed`, `provider_unavailable`, `provider_response_invalid`
   */
  readonly accessToken: () => Promise<string>
  /**
   * `fetch`, with the token on requests to `apiOrigin` alone: http(s) URLs of that origin without user information. Such
   * requests follow no redirect; the redirect is the answer. A 401 makes the next call get another token.
   */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
}

export interface ApiAccessOptions {
  readonly ports: Pick<Ports, 'fetch' | 'now' | 'startTimer'>
  readonly providerId: string
  readonly apiOrigin: string
  readonly scopes: readonly string[]
  /** Requests a token, given the answer before. */
  readonly request: (before: TokenAnswer | undefined) => Promise<TokenAnswer>
}

interface CachedToken {
  readonly answer: TokenAnswer
  readonly expiresAt: number | undefined
}

/** A provider that gives tokens for longer is asked again all the same. */
const maxSeconds = 86_400
/** A token is renewed when this much of its life is left: a tenth, and no more than a minute. */
const margin = { share: 0.1, seconds: 60 }

/**
 * How long a call waits for a renewal that another call began. It outlasts discovery, a refresh and a sign-in of 10 s each: a second
 * request with the same refresh token, while the first is on its way, would count as theft (RFC 9700, section 4.14.2).
 */
const timeoutSeconds = 40

/** Requests the first token, so that wrong credentials fail at once, and keeps it. */
export async function createApiAccess(options: ApiAccessOptions): Promise<ApiAccess> {
  const { ports, providerId, apiOrigin, request } = options
  const renewals = createSingleFlight<CachedToken>(ports, timeoutSeconds)
  let held = await hold(undefined)
  let isRefused = false

  async function hold(before: TokenAnswer | undefined): Promise<CachedToken & { readonly renewAt: number }> {
    const answer = await request(before)
    const shown = ports.now()
    // A token that was got by a clock that shows no instant is not used again: NaN is before nothing.
    const now = isInstant(shown) ? shown : NaN
    const { expiresInSeconds } = answer
    if (expiresInSeconds === undefined) return { answer, expiresAt: undefined, renewAt: now + maxSeconds }
    const seconds = Math.min(expiresInSeconds, maxSeconds)
    const early = Math.min(seconds * margin.share, margin.seconds)
    return { answer, expiresAt: now + seconds, renewAt: now + seconds - early }
  }

  async function renew(): Promise<CachedToken> {
    try {
      held = await hold(held.answer)
      isRefused = false
      return held
    } catch (error) {
      // It was renewed early: while the provider is down, the one at hand is good until its end.
      if (!isRefused && held.expiresAt !== undefined && ports.now() < held.expiresAt) return held
      throw error
    }
  }

  async function current(): Promise<CachedToken> {
    const now = ports.now()
    if (!isRefused && isInstant(now) && now < held.renewAt) return held
    return renewals.run('token', renew, (seconds) => {
      const why = `no answer to other calls within ${seconds} seconds`
      const message = `The token request to provider ${providerId} failed: ${why}.`
      return new OidcError('provider_unavailable', message, { providerId, operation: 'token', why })
    })
  }

  return {
    get scopes() {
      return held.answer.scopes ?? options.scopes
    },
    get expiresAt() {
      return held.expiresAt
    },
    accessToken: async () => (await current()).answer.accessToken,
    async fetch(input, init = {}) {
      const given = input instanceof Request ? input : undefined
      const url = new URL(input instanceof Request ? input.url : input)
      const request = { ...(given && readRequest(given)), ...init }
      // Not by `url.origin`: a `blob:` URL has the origin of the URL inside it, and user information is no part of one.
      if (!url.href.startsWith(`${apiOrigin}/`)) return ports.fetch(url.href, request)
      const { answer } = await current()
      const headers = new Headers(request.headers)
      headers.set('authorization', `Bearer ${answer.accessToken}`)
      const redirect = request.redirect === 'error' ? 'error' : 'manual'
      const response = await ports.fetch(url.href, { ...request, headers, redirect })
      if (response.status === 401 && answer === held.answer) isRefused = true
      return response
    },
  }
}

function readRequest(request: Request): RequestInit {
  const { method, headers, body, redirect, signal } = request
  // A stream is sent while it is read (Fetch standard, `duplex`).
  return { method, headers, redirect, signal, ...(body && { body, duplex: 'half' }) }
}
