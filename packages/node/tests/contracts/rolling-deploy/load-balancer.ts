import http from 'node:http'
import { startHttpServer } from '@x/oidc-testing'
import type { AppProcess } from './app-process.ts'

/** A load balancer without sticky sessions. */
export interface LoadBalancer {
  /** The address in the browser. */
  readonly origin: string
  /** Sends each request to the next of these processes. */
  readonly sendTo: (...processes: readonly AppProcess[]) => void
  readonly close: () => Promise<void>
}

/** Starts a load balancer on loopback. It has no processes at first. */
export async function startLoadBalancer(): Promise<LoadBalancer> {
  let ports: readonly number[] = []
  let turn = 0
  const { origin, close } = await startHttpServer((req, res) => {
    const port = ports[turn++ % ports.length] ?? 0
    const { method, url: path, headers } = req
    const forwarded = http.request({ host: '127.0.0.1', port, method, path, headers, agent: false })
    forwarded.on('response', (response) => {
      res.writeHead(response.statusCode ?? 502, response.rawHeaders)
      response.pipe(res)
    })
    forwarded.on('error', () => res.destroy())
    req.pipe(forwarded)
  })
  return {
    origin,
    sendTo: (...processes) => {
      ports = processes.map(({ port }) => port)
      turn = 0
    },
    close,
  }
}
