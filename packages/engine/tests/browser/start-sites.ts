import { createServer } from 'node:https'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Engine, EngineEvent, EngineOptions, HttpRequest } from '@x/oidc-engine'
import { buildCertificate, launchBrowser } from '@x/oidc-testing'
import { onTestFinished } from 'vitest'
import type { Fixture } from '../sign-in-fixture.ts'
import { createAppEngine, sessionSecret } from '../start-app.ts'

const { cert, key } = buildCertificate('localhost')

/** Starts an https server, which the browser finds under any host name below `.test`. */
async function startSite(host: string, answer: (request: HttpRequest) => Promise<Response>): Promise<string> {
  const server = createServer({ cert, key, keepAliveTimeout: 0 })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const origin = `https://${host}:${(server.address() as AddressInfo).port}`
  const read = ({ headers, method = 'GET', url = '/' }: IncomingMessage): HttpRequest => ({
    ...{ method, url: origin + url },
    header: (name) => headers[name]?.toString(),
  })
  // No WebSocket is opened: the status is what the gate answers.
  server.on('upgrade', (incoming: IncomingMessage, socket) => {
    void answer(read(incoming)).then(({ status }) => socket.end(`HTTP/1.1 ${status} Answered\r\n\r\n`))
  })
  server.on('request', (incoming: IncomingMessage, outgoing) => {
    void answer(read(incoming)).then(async (response) => {
      outgoing.writeHead(response.status, [...response.headers].flat())
      outgoing.end(await response.text())
    })
  })
  return origin
}

export interface AppSite {
  readonly origin: string
  readonly engine: Engine
  readonly events: readonly EngineEvent[]
  /** What the gate answered: mode and method of each request, and the status. */
  readonly gated: readonly string[]
}

/** Starts an application at a host of its own. Each path but its own ones needs a sign-in, and greets the person. */
export async function startAppSite(
  { provider, now }: Fixture,
  host: string,
  session: Partial<EngineOptions['session']>,
  options: Partial<EngineOptions> = {},
): Promise<AppSite> {
  const gated: string[] = []
  const started: { app?: ReturnType<typeof createAppEngine> } = {}
  const origin = await startSite(host, async (request) => {
    if (started.app === undefined) return new Response(null, { status: 503 })
    const { engine } = started.app
    const answered = await engine.handle(request)
    if (answered !== undefined) return answered
    const gate = await engine.gate(request)
    const mode = request.header('sec-fetch-mode') ?? ''
    gated.push(`${mode} ${request.method} ${gate.response?.status ?? 200}`)
    if (gate.response !== undefined) return gate.response
    const headers = { 'content-type': 'text/html' }
    return gate.finish(new Response(`<h1>${request.method} by ${gate.auth.user.name}</h1>`, { headers }))
  })
  started.app = createAppEngine(origin, {
    issuerUrl: provider.issuerUrl,
    now: () => now,
    options: { session: { secret: sessionSecret, ...session }, ...options },
  })
  return { origin, gated, ...started.app }
}

/** Starts a site that shows an address in a frame, and posts a form to it. */
export function startPortal(address: string): Promise<string> {
  const body = `<h1>portal</h1><form method="post" action="${address}"><button>Post</button></form>
    <iframe name="app" src="${address}" width="600" height="400"></iframe>`
  return startSite('portal.test', () =>
    Promise.resolve(new Response(body, { headers: { 'content-type': 'text/html' } })),
  )
}

/** Opens a Chromium that knows the sites, and that blocks cookies of third parties unless they are partitioned. */
export async function openBrowser() {
  const rules = ['--host-resolver-rules=MAP *.test 127.0.0.1', '--test-third-party-cookie-phaseout']
  const browser = await launchBrowser(rules)
  onTestFinished(() => browser.close())
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  context.setDefaultTimeout(240_000)
  return context
}
