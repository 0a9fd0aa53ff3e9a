import { connect } from 'node:net'

export interface BytesAnswer {
  /** Undefined when the server hung up without an answer. */
  readonly status: number | undefined
  /** Head and body as they came, each byte a character. */
  readonly raw: string
}

/** For a server that hangs; a busy machine is not to reach it. */
const deadlineSeconds = 100

/**
 * Writes a request as it is, each character a byte, and reads until the server hangs up: for what no HTTP client would
 * send. It should say `Connection: close`.
 */
export function sendBytes(origin: string, request: string): Promise<BytesAnswer> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect({ port: Number(port), host: hostname })
    const timer = setTimeout(() => {
      socket.destroy(new Error(`no answer within ${deadlineSeconds} s`))
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
      // Interim answers, such as 100, come before the one that counts.
      const raw = Buffer.concat(chunks)
        .toString('latin1')
        .replace(/^(?:HTTP\/1\.1 1\d\d [\s\S]*?\r\n\r\n)+/u, '')
      const status = /^HTTP\/1\.[01] (\d{3})/u.exec(raw)?.[1]
      resolve({ raw, status: status === undefined ? undefined : Number(status) })
    })
    socket.write(request, 'latin1')
  })
}
