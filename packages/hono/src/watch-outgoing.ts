import { listHeaders, type ReportOverwrite } from '@x/oidc-engine/adapter'

/** The member of `c.env` that `@hono/node-server` sets: Node's response. */
interface Outgoing {
  writeHead(status: number, ...rest: unknown[]): unknown
}

/**
 * Reports a header that was sent with another value than expected: code around the app, such as another app that mounts it, runs
 * after us. Only Node makes this visible. Use it only outside production, because it creates a function for each response.
 */
export function watchOutgoing(
  env: unknown,
  list: () => ReadonlyMap<string, string>,
  report: ReportOverwrite,
): void {
  const { outgoing } = (env ?? {}) as { readonly outgoing?: Outgoing }
  if (typeof outgoing?.writeHead !== 'function') return
  const writeHead = outgoing.writeHead.bind(outgoing)
  outgoing.writeHead = (status, ...rest) => {
    const sent = new Map(listHeaders(rest).map(([name, value]) => [name.toLowerCase(), value]))
    for (const [name, expected] of list())
      if (sent.get(name) !== expected) report(name, expected, sent.get(name))
    return writeHead(status, ...rest)
  }
}
