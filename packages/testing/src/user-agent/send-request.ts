import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'

/** One request. It is sent unchanged. */
export interface RawRequest {
  /** The method. */
  readonly method: string
  /** The URL. */
  readonly url: string
  /** Replaces the path of the URL, for a path that the URL standard would normalise. */
  readonly rawPath?: string | undefined
  /** The headers. */
  readonly headers: Readonly<Record<string, string>>
  /** The body, as text. */
  readonly body?: string | undefined
  /** Aborts the request. */
  readonly signal?: AbortSignal | undefined
  /** A certificate in PEM that is trusted for https. @default Node's own certificates */
  readonly ca?: string | undefined
}

/** One response. Redirects are not followed. */
export interface RawResponse {
  /** The HTTP status. */
  readonly status: number
  /** The headers. */
  readonly headers: Headers
  /** One entry for each `Set-Cookie` line on the wire. */
  readonly setCookies: readonly string[]
  /** The body, as text. */
  readonly text: string
}

/** The timeout for a server that hangs. A busy machine must not reach it. */
const deadlineSeconds = 200

/** Sends one unchanged request over a new connection. It does not follow redirects. */
export function sendRequest({
  method,
  url,
  rawPath,
  headers,
  body,
  signal,
  ca,
}: RawRequest): Promise<RawResponse> {
  const { protocol, hostname, port, pathname, search } = new URL(url)
  const send = protocol === 'https:' ? httpsRequest : httpRequest
  const deadline = AbortSignal.timeout(deadlineSeconds * 1000)
  return new Promise((resolve, reject) => {
    const request = send(
      {
        ...{ method, port, ca, headers: { ...headers } },
        // An IPv6 address has brackets only in a URL.
        hostname: hostname.replace(/^\[(.*)\]$/u, '$1'),
        path: rawPath ?? pathname + search,
        agent: false,
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const all = new Headers()
          for (let at = 0; at < response.rawHeaders.length; at += 2) {
            all.append(response.rawHeaders[at] ?? '', response.rawHeaders[at + 1] ?? '')
          }
          resolve({
            status: response.statusCode ?? 0,
            headers: all,
            setCookies: response.headers['set-cookie'] ?? [],
            text: Buffer.concat(chunks).toString('utf8'),
          })
        })
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}
