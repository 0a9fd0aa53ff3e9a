import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'

export interface RawRequest {
  readonly method: string
  readonly url: string
  /** Sent instead of the URL's path, for what the URL standard would normalise away. */
  readonly rawPath?: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** A certificate in PEM that is trusted at https. @default Node's own */
  readonly ca?: string | undefined
}

export interface RawResponse {
  readonly status: number
  readonly headers: Headers
  /** One entry for each `Set-Cookie` line on the wire. */
  readonly setCookies: readonly string[]
  readonly text: string
}

/** For a server that hangs; a busy machine is not to reach it. */
const deadlineSeconds = 200

/** Sends one request over a connection of its own, exactly as given; redirects are not followed. */
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
        // An IPv6 address is in brackets in a URL alone.
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
