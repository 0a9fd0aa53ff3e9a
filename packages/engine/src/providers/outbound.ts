import { OidcError, parseJson, type ProviderOperation } from '@x/oidc-core'
import { defaultPorts, type Ports } from '../ports.ts'
import { withTimeout } from '../cache/timeout.ts'
import { dropPrototype } from '../json/drop-prototype.ts'
import { reportRequests } from './report-requests.ts'
import { explainNetworkFailure, type NetworkFailure } from './network-failure.ts'

const hints = {
  status: 'Check the provider, and the proxies in front of it.',
  redirect: 'Write the address to which it redirects into the configuration.',
  contentType:
    'A proxy may answer in place of the provider: open this address on the machine of the application.',
}

/** Timeout of one request to a provider, body included. */
const timeoutSeconds = 10

/** The requests that the engine sends itself; the browser sends the authorization request. */
export type OutboundOperation = Exclude<ProviderOperation, 'authorization'>

/** An operation: the accepted answers, and whether the client authenticates. */
interface Operation {
  readonly contentTypes: RegExp
  readonly successStatuses: readonly number[]
  readonly authenticated: boolean
}

/** The accepted content types of metadata and keys, which some providers serve as static files. */
const fileTypes = /^(?:application\/(?:(?:jwk-set\+)?json|octet-stream)|text\/(?:json|plain))\b/iu

export const operations: Readonly<Record<OutboundOperation, Operation>> = {
  discovery: { contentTypes: fileTypes, successStatuses: [200], authenticated: false },
  jwks: {
    contentTypes: fileTypes,
    successStatuses: [200],
    authenticated: false,
  },
  token: { contentTypes: /^(?:application|text)\/json\b/iu, successStatuses: [200], authenticated: true },
  introspection: {
    contentTypes: /^(?:(?:application|text)\/json|application\/token-introspection\+jwt)\b/iu,
    successStatuses: [200],
    authenticated: true,
  },
  // The response has no content (RFC 7009, section 2.2), so any type, or none, is accepted.
  revocation: { contentTypes: /^/u, successStatuses: [200], authenticated: true },
  userinfo: {
    contentTypes: /^(?:(?:application|text)\/json|application\/jwt)\b/iu,
    successStatuses: [200],
    authenticated: false,
  },
}

/** The options of a request; it cannot change redirects and the timeout. */
export interface OutboundRequest {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: URLSearchParams | string | null | undefined
}

/** Fetches for one operation at one provider. It has the type of oauth4webapi's `customFetch`. */
export type OutboundFetch = (url: string, request: OutboundRequest) => Promise<Response>

/** The requests to one provider, by their operation. */
export type OutboundFetches = (operation: OutboundOperation) => OutboundFetch

/**
 * Creates the only `fetch` to a provider: it limits the time and the size of the answer, follows no redirect, and checks the
 * content type. The returned response is complete, in memory.
 *
 * @throws OidcError `provider_unavailable` (unreachable, too slow, 429, 5xx) or `provider_response_invalid`
 */
export function createOutboundFetch(ports: Ports, providerId: string): OutboundFetches {
  const begin = reportRequests(ports, providerId, timeoutSeconds)
  return (operation) => {
    const { contentTypes, successStatuses } = operations[operation]
    return async (url, { method = 'GET', headers = {}, body: sent = null }) => {
      // Errors contain the address without its query, because the query may contain a secret of the application.
      const address = url.replace(/[?#].*$/su, '')
      const about = { providerId, operation, url: address }
      const unavailable = (
        why: string,
        { hint = '', cause, ...detail }: Partial<NetworkFailure & { status: number; cause: unknown }> = {},
      ): OidcError =>
        new OidcError(
          'provider_unavailable',
          `The ${operation} request to provider ${providerId} failed: ${why}. ${method} ${address}.${hint && ` ${hint}`}`,
          { ...about, why, ...detail },
          cause,
        )
      const invalid = (why: string, status: number, hint = ''): OidcError =>
        new OidcError(
          'provider_response_invalid',
          `The ${operation} response of provider ${providerId} is not usable: ${why}. ${method} ${address}.${hint && ` ${hint}`}`,
          { ...about, why, status },
        )

      const end = begin?.({ operation, method, url: address })
      // A `fetch` of the application may ignore the signal, so no wait is longer than the timeout.
      const outcome = await withTimeout(ports.startTimer, timeoutSeconds, async (signal) => {
        const answer = await ports.fetch(url, { method, headers, body: sent, redirect: 'manual', signal })
        return { response: answer, body: await readBody(answer, signal) }
      })
      end?.(outcome.ok ? outcome.value.response.status : outcome.isLate ? 'timeout' : 'network')
      if (!outcome.ok) {
        if (outcome.isLate)
          throw unavailable(`no answer within ${timeoutSeconds} seconds`, {
            hint: 'Check firewalls, and the load of the provider.',
          })
        const isOption = ports.fetch !== defaultPorts.fetch
        const { why, ...failure } = explainNetworkFailure(outcome.cause, { url, isOption })
        throw unavailable(why, { ...failure, cause: outcome.cause })
      }
      const { response, body } = outcome.value
      const { status } = response
      if (status === 429 || status >= 500)
        throw unavailable(`it answered ${status}`, { status, hint: hints.status })
      if (response.type === 'opaqueredirect' || (status >= 300 && status < 400))
        throw invalid('it redirects, and redirects are not followed', status, hints.redirect)
      if (response.ok && !successStatuses.includes(status)) throw invalid(`it answered ${status}`, status)
      if (body === undefined) throw invalid(`it is longer than ${maxBodyBytes} bytes`, status)
      const contentType = response.headers.get('content-type') ?? ''
      if (response.ok && !contentTypes.test(contentType))
        throw invalid(
          `its content type is ${JSON.stringify(contentType.slice(0, 100))}`,
          status,
          hints.contentType,
        )
      return new Response(body, { status: response.status, headers: response.headers })
    }
  }
}

export const maxBodyBytes = 1024 * 1024

/** Reads the whole body; undefined when it is too long. It stops reading when the signal is aborted. */
export async function readBody(
  response: Response,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array[] = []
  let bytes = 0
  const reader = response.body?.getReader()
  signal?.addEventListener('abort', () => void reader?.cancel().catch(() => undefined))
  for (;;) {
    const next = await reader?.read()
    if (next === undefined || next.done) break
    bytes += next.value.byteLength
    if (bytes > maxBodyBytes) {
      await reader?.cancel()
      return undefined
    }
    parts.push(next.value)
  }
  const body = new Uint8Array(bytes)
  let at = 0
  for (const part of parts) {
    body.set(part, at)
    at += part.byteLength
  }
  return body
}

/**
 * Reads the JSON value of a complete answer; undefined if `parseJson` refuses it. The caller's schema then refuses it with an
 * error that names the answer. An object has no prototype: absent members are not read from a polluted one.
 */
export async function readJson(response: Response): Promise<unknown> {
  return dropPrototype(parseJson(await response.text()))
}
