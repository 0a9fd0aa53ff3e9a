import type { IncomingMessage } from 'node:http'
import type { RequestFacts } from '@x/oidc-engine'

/** Reads what the engine asks of a Node request. Below a mount point, Express and Connect keep the whole URL aside. */
export function readFacts(req: IncomingMessage & { readonly originalUrl?: string }): RequestFacts {
  return {
    method: req.method ?? 'GET',
    url: req.originalUrl ?? req.url ?? '/',
    header(name) {
      const value = req.headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    },
  }
}
