import { isOidcError } from '@x/oidc-core'
import { createEngine, type EngineOptions, memoryStore } from '@x/oidc-engine'
import type { ExecutionContext } from 'hono'

/** Filled in when the test bundles this file. */
declare const workerOptions: EngineOptions

/** A request can set the clock forward. */
let aheadSeconds = 0
const now = (): number => Math.floor(Date.now() / 1000) + aheadSeconds

// One isolate serves all requests of the test: on Cloudflare Workers each has its own memory.
const engine = createEngine(
  {
    ...workerOptions,
    session: {
      ...{ secret: workerOptions.session.secret, absoluteSeconds: 40_000, idleSeconds: 40_000 },
      store: memoryStore({ now }),
    },
  },
  { now, log: () => undefined },
)

/** What a worker says that keeps tokens in cookies. */
function describeWithoutStore(): string {
  try {
    createEngine({
      ...workerOptions,
      session: { ...workerOptions.session, singleProcess: true, keep: { tokens: true } },
    })
    return 'it starts'
  } catch (error) {
    return isOidcError(error, 'config_invalid') ? error.message : String(error)
  }
}
const withoutStore = describeWithoutStore()

const worker = {
  async fetch(request: Request, _env: object, context: ExecutionContext): Promise<Response | undefined> {
    const { pathname } = new URL(request.url)
    if (pathname === '/without-store') return new Response(withoutStore)
    if (pathname === '/later') {
      aheadSeconds += Number(request.headers.get('x-later') ?? 0)
      return new Response('later')
    }
    const handling = { waitUntil: (work: Promise<unknown>) => context.waitUntil(work) }
    const answered = await engine.handle(request, handling)
    if (answered !== undefined) return answered
    const requestAuth = await engine.authenticate(request, handling)
    const { auth } = requestAuth
    const { tokens } = await requestAuth.tokens(handling).catch((error: unknown) => ({
      tokens: { accessToken: isOidcError(error) ? error.code : String(error) },
    }))
    const subject = auth.status === 'authenticated' ? auth.user.subject : undefined
    return Response.json({ subject, roles: [...auth.roles], token: tokens.accessToken })
  },
}

export { worker as default }
