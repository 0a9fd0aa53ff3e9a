import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import {
  contractAnswers,
  contractAudience,
  contractCookies,
  contractOverwritten,
  contractTexts,
  overwrites,
  readsBody,
  serveContractApp,
  type ContractApp,
  type ContractOptions,
} from '@x/oidc-testing'
import onHeaders from 'on-headers'
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { isOidcError } from '@x/oidc-core'
import { readForm } from '@x/oidc-engine/adapter'
import { type Auth, createOidc } from '@x/oidc-fastify'
import { NodeRequest } from '@x/oidc-node/http'

/** Starts the contract's application on a loopback port, with a provider of its own, mounted at `basePath`. */
export async function startContractApp(basePath = ''): Promise<ContractApp> {
  return serveContractApp((options) => createContractApp(options, basePath), basePath)
}

function createContractApp(options: ContractOptions, basePath: string): RequestListener {
  const app = fastify()
  setInFront(app)
  const oidc = createContractOidc(options)
  void app.register(oidc.plugin)
  // What no parser knows is left to the handler.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_, __, done) => done(null))
  void app.register(
    (routes, _, done) => {
      addContractRoutes(routes, oidc)
      done()
    },
    { prefix: basePath },
  )
  const ready = Promise.resolve(app.ready())
  return (req: IncomingMessage, res: ServerResponse) => {
    void ready.then(() => app.routing(req, res))
  }
}

type ContractOidc = ReturnType<typeof createContractOidc>

function createContractOidc(options: ContractOptions) {
  return createOidc({ ...options, log: () => undefined })
}

/** Reads bodies and sets headers before the library does, when the contract asks for it. */
function setInFront(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ raw }, reply) => {
    if (overwrites in raw.headers) {
      onHeaders(reply.raw, () => {
        for (const [name, value] of Object.entries(contractOverwritten)) reply.raw.setHeader(name, value)
        reply.raw.setHeader('set-cookie', 'theirs=1')
      })
    }
    if (readsBody in raw.headers) {
      try {
        Object.assign(raw, { body: await buffer(raw) })
      } catch {
        // The upload was cut off.
        reply.hijack()
        reply.raw.destroy()
      }
    }
  })
  app.addHook('onSend', async ({ raw }, reply) => {
    if (overwrites in raw.headers) reply.headers(contractOverwritten)
  })
}

function addContractRoutes(app: FastifyInstance, oidc: ContractOidc): void {
  const requireUser = { onRequest: oidc.requireUser() }
  const requireAdmin = oidc.requireRole('ROLE_ADMIN')
  const audience = contractAudience(oidc.engine.config.baseUrl)
  const bearer = oidc.bearer({ audience })
  let runs = 0
  const serveAdmin = (): string => {
    runs += 1
    return contractTexts.admin
  }
  app.get('/', (request) => contractAnswers.greet(oidc.auth(request).user?.name))
  app.get('/me', requireUser, (request) => oidc.user(request).name)
  // As a function that is awaited, beside one that calls back.
  app.get('/admin', { preHandler: [async () => undefined, requireAdmin] }, serveAdmin)
  app.get('/api', { onRequest: bearer }, (request) => describeCaller(oidc.auth(request)))
  app.get('/api/admin', { onRequest: bearer, preHandler: requireAdmin }, serveAdmin)
  app.get('/api/open', { onRequest: oidc.bearer({ audience, optional: true }) }, (request) =>
    contractAnswers.greet(oidc.auth(request).user?.name),
  )
  app.get('/runs', () => String(runs))
  app.get('/static', (_, reply) => reply.type('text/plain; charset=utf-8').send(contractTexts.static))
  app.get('/roles', (request) => [...oidc.auth(request).roles].sort())
  app.post('/echo', requireUser, ({ raw }, reply) => reply.send(raw))
  app.post('/form', async ({ raw }, reply) => {
    try {
      return Object.fromEntries(await readForm(new NodeRequest(raw)))
    } catch (error) {
      return reply.code(400).send(isOidcError(error) ? error.code : 'unexpected')
    }
  })
  app.get('/cookies', requireUser, (_, reply) =>
    reply.header('set-cookie', [...contractCookies]).send('cookies'),
  )
  app.get('/stream', requireUser, (_, reply) => send(contractAnswers.stream(), reply))
  app.get('/throws', () => {
    throw new Error('the handler of the contract throws')
  })
  app.get('/throws/later', requireUser, contractAnswers.failLater)
  app.get('/throws/begun', requireUser, (_, reply) => send(contractAnswers.streamAndFail(), reply))
}

function send(pieces: AsyncIterable<string>, reply: FastifyReply): FastifyReply {
  return reply.send(Readable.from(pieces))
}

function describeCaller(auth: Auth): string {
  return auth.status === 'anonymous' ? 'nobody' : `${auth.via} ${auth.user.name}`
}
