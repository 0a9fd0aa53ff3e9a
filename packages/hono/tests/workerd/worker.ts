import { createEngine, type EngineOptions } from '@x/oidc-engine'
import { createOidc } from '@x/oidc-hono'
import { Hono, type ExecutionContext } from 'hono'

/** Filled in when the test bundles this file. */
declare const workerOptions: EngineOptions

// At the top of a module, where workerd allows neither requests nor timers nor randomness.
const oidc = createOidc(workerOptions)
const app = new Hono<typeof oidc.env>()
app.use(oidc.middleware())
app.get('/', (c) => c.text(`hello ${c.var.auth.user?.name ?? 'anonymous'}`))
app.get('/me', oidc.requireUser(), (c) => c.text(c.var.auth.user.name))

/** Engines of their own, whose clock a request can set forward. */
let aheadSeconds = 0
const now = (): number => Math.floor(Date.now() / 1000) + aheadSeconds
const alone = createEngine(workerOptions, { now })
const accompanied = createEngine(workerOptions, { now })

const worker = {
  async fetch(request: Request, env: object, context: ExecutionContext): Promise<Response | undefined> {
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
