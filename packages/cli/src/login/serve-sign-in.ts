import { createServer, type Server } from 'node:http'
import { createOidc } from '@x/oidc-node'
import { UsageError } from '../surroundings.ts'

/** A sign-in that a browser makes at this machine. */
export interface SignIn {
  /** The address to open. */
  readonly address: string
  /** Fulfils when a person is signed in. Rejects with a UsageError if the sign-in fails, or after the timeout. */
  readonly done: Promise<void>
  close(): Promise<void>
}

/** What a sign-in is made with. */
export interface SignInSettings {
  /** Options of `createOidc`, which admit every person. */
  readonly options: Parameters<typeof createOidc>[0]
  /** The path below `baseUrl` that begins the sign-in. */
  readonly startPath: string
  readonly timeoutSeconds: number
}

const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Signed in</title>
<style>body{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1.5rem;color-scheme:light dark}</style>
<h1>Signed in</h1><p>The claims are in the terminal. You can close this window.</p></html>`

/** Serves the sign-in of the library on the loopback address of `baseUrl`, for one person. */
export async function serveSignIn({ options, startPath, timeoutSeconds }: SignInSettings): Promise<SignIn> {
  let fail: (error: Error) => void = () => undefined
  let succeed: () => void = () => undefined
  const done = new Promise<void>((resolve, reject) => {
    succeed = resolve
    fail = reject
  })
  // It may reject before the command waits for it.
  done.catch(() => undefined)
  const oidc = createOidc({
    ...options,
    log: (event) => {
      if (event.level === 'error' || event.code === 'access_denied') fail(new UsageError(event.message))
    },
  })
  const server = createServer(
    oidc.listener((req, res) => {
      if (!req.auth.user) {
        res.writeHead(302, { location: options.baseUrl + startPath }).end()
        return
      }
      res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
      succeed()
    }),
  )
  const { port, hostname } = new URL(options.baseUrl)
  // An IPv6 address has brackets in a URL alone.
  await listen(server, Number(port || 80), hostname.replaceAll(/[[\]]/gu, ''))
  const timer = setTimeout(
    () => fail(new UsageError(`No person signed in within ${timeoutSeconds} seconds.`)),
    timeoutSeconds * 1000,
  )
  return {
    address: `${options.baseUrl}/`,
    done,
    close: async () => {
      clearTimeout(timer)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new UsageError(describeFailure(error, port, host))),
    )
    server.listen(port, host, resolve)
  })
}

function describeFailure({ code, message }: NodeJS.ErrnoException, port: number, host: string): string {
  const other = 'give another --base-url, and register its redirect URI'
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use. Stop what listens there, or ${other}.`
    case 'EACCES':
      return `This account may not listen on port ${port}. For a port above 1023, ${other}.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine. Use localhost: ${other}.`
    default:
      return `The server does not start at ${host}, port ${port}: ${message}`
  }
}
