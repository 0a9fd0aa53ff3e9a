import { createEngine, type EngineOptions } from '@x/oidc-engine'
import { createOidc } from '@x/oidc-hono'
import { Hono, type ExecutionContext } from 'hono'

/** Filled in when the test bundles this file. */
declare const workerOptions: EngineOptions

// On a busy machine three seconds can be over before all requests of a test have come: the app waits for longer.
const setTimer = globalThis.setTimeout
globalThis.setTimeout = ((run: () => void, milliseconds: number) =>
  setTimer(run, 100 * milliseconds)) as typeof setTimer

// At the top of a module, where workerd allows neither requests nor timers nor randomness.
const oidc = createOidc(workerOptions)
const app = new Hono<typeof oidc.env>()
app.use(oidc.middleware())
app.get('/', (c) => c.text(`hello ${c.var.auth.user?.name ?? 'anonymous'}`))
app.get('/me', oidc.requireUser(), (c) => c.text(c.var.auth.user.name))

/** What a test may ask for at `/report`. */
export interface WorkerReport {
  /** How many sign-ins have been begun. */
  begun: number
  /** How long the timers were that ran out, in seconds, of the engines below. */
  readonly expired: number[]
}
const report: WorkerReport = { begun: 0, expired: [] }

/** Engines of their own, whose clock a request can set forward. */
let aheadSeconds = 0
const ports = {
  now: (): number => Math.floor(Date.now() / 1000) + aheadSeconds,
  startTimer(seconds: number, onEnd: () => void): () => void {
    const timer = setTimer(() => {
      report.expired.push(seconds)
      onEnd()
    }, seconds * 1000)
    return () => clearTimeout(timer)
  },
}
const alone = createEngine(workerOptions, ports)
const accompanied = createEngine(workerOptions, ports)

const worker = {
  async fetch(request: Request, env: object, context: ExecutionContext): Promise<Response | undefined> {
    const { pathname } = new URL(request.url)
    if (pathname === '/report') return Response.json(report)
    if (pathname.startsWith('/oauth2/authorization/')) report.begun += 1
    aheadSeconds += Number(request.headers.get('x-later') ?? 0)
    switch (request.headers.get('x-engine')) {
      case 'alone':
        return alone.handle(request)
      case 'accompanied':
        return accompanied.handle(request, { waitUntil: (work) => context.waitUntil(work) })
      default:
        return app.fetch(request, env, context)
    }
  },
}

export { worker as default }
