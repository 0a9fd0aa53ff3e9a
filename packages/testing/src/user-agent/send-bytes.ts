import { connect } from 'node:net'

export interface BytesAnswer {
  /** The HTTP status. Undefined: the server closed the connection without a response. */
  readonly status: number | undefined
  /** The raw head and body. Each byte is one character. */
  readonly raw: string
}

/** The timeout for a server that hangs. A busy machine must not reach it. */
const deadlineSeconds = 100

/**
 * Sends a raw request, each character as one byte, and reads until the server closes the connection. It is for requests that an
 * HTTP client refuses to send. The request should have the header `Connection: close`.
 */
export function sendBytes(origin: string, request: string): Promise<BytesAnswer> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect({ port: Number(port), host: hostname })
    const timer = setTimeout(() => {
      socket.destroy(new Error(`no complete response within ${deadlineSeconds} s`))
    }, deadlineSeconds * 1000)
    let error: Error | undefined
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', (problem: NodeJS.ErrnoException) => {
      // The server may close before it has read everything.
      if (problem.code !== 'ECONNRESET' && problem.code !== 'EPIPE') error = problem
    })
    socket.on('close', () => {
      clearTimeout(timer)
      if (error !== undefined) {
        reject(error)
        return
      }
      // Interim responses, e.g. 100, come before the final response.
      const raw = Buffer.concat(chunks)
        .toString('latin1')
        .replace(/^(?:HTTP\/1\.1 1\d\d [\s\S]*?\r\n\r\n)+/u, '')
      const status = /^HTTP\/1\.[01] (\d{3})/u.exec(raw)?.[1]
      resolve({ raw, status: status === undefined ? undefined : Number(status) })
    })
    socket.write(request, 'latin1')
  })
}
