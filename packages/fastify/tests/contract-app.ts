import type { RequestListener } from 'node:http'
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
  serveRefreshApp,
  type ContractApp,
  type ContractOptions,
  type Defect,
  type RefreshApp,
  type RefreshSettings,
} from '@x/oidc-testing'
import onHeaders from 'on-headers'
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { isOidcError } from '@x/oidc-core'
import { readForm } from '@x/oidc-engine/adapter'
import {
  type Auth,
  createOidc,
  memoryReplayStore,
  memoryStore,
  type ReplayStore,
  type SessionStore,
} from '@x/oidc-fastify'
import { NodeRequest } from '@x/oidc-node/http'

/** How an app differs from the contract's. */
export interface ContractAppSettings extends Pick<Defect, 'inFront' | 'mountedAt'> {
  /** Whether its provider is like Keycloak. */
  readonly isAtKeycloak?: boolean
  readonly createOidc?: (options: ContractOptions) => ContractOidc
}

/** Starts the contract's application on a loopback port, with a provider of its own, mounted at `basePath`. */
export async function startContractApp(
  basePath = '',
  settings: ContractAppSettings = {},
): Promise<ContractApp> {
  const { createOidc = createContractOidc, inFront, isAtKeycloak, mountedAt } = settings
  const app = fastify()
  const served = await serveContractApp(
    (options) => {
      const listener = buildContractApp(app, createOidc(options), mountedAt ?? basePath)
      return (req, res) => {
        inFront?.(req, res)
        if (!res.writableEnded) listener(req, res)
      }
    },
    mountedAt === undefined ? basePath : '',
    isAtKeycloak,
  )
  return { ...served, waysToRespond, inject: (path, headers) => inject(app, path, headers) }
}

/** Starts the app of the refresh contract. */
export function startRefreshApp(settings: RefreshSettings = {}): Promise<RefreshApp> {
  const stores = createContractStores(settings)
  return serveRefreshApp(
    (options) => buildContractApp(fastify(), createContractOidc(options, stores), ''),
    settings,
  )
}

/** Sends a request to an app without a socket. */
async function inject(
  app: FastifyInstance,
  url: string,
  given: Readonly<Record<string, string>>,
): ReturnType<NonNullable<ContractApp['inject']>> {
  const { statusCode, headers, body } = await app.inject({ url, headers: given })
  const found = new Headers()
  for (const [name, value] of Object.entries(headers))
    for (const each of [value].flat()) found.append(name, String(each))
  return { status: statusCode, headers: found, text: body }
}

function buildContractApp(app: FastifyInstance, oidc: ContractOidc, basePath: string): RequestListener {
  setInFront(app)
  void app.register(oidc.plugin)
  void app.after(() => {
    overwriteOnSend(app)
  })
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
  return (req, res) => {
    void ready.then(() => app.routing(req, res))
  }
}

export type ContractOidc = ReturnType<typeof createContractOidc>

/** Where sessions are, or what ends those in cookies. Both engines of an app may have the same. */
export interface ContractStores {
  readonly store?: SessionStore
  readonly replayStore?: ReplayStore
}

function createContractStores({ isStored, isListed }: RefreshSettings): ContractStores {
  return {
    ...(isStored === true && { store: memoryStore() }),
    ...(isListed === true && { replayStore: memoryReplayStore() }),
  }
}

export function createContractOidc(options: ContractOptions, { store, replayStore }: ContractStores = {}) {
  const session = store === undefined ? options.session : { ...options.session, store }
  return createOidc({ ...options, session, ...(replayStore !== undefined && { replayStore }) })
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
  overwriteOnSend(app)
}

function overwriteOnSend(app: FastifyInstance): void {
  app.addHook('onSend', async ({ raw }, reply) => {
    if (overwrites in raw.headers) reply.headers(contractOverwritten)
  })
}

const cacheable = { 'Cache-Control': 'public, max-age=600' }

/** The ways that Fastify has to respond. */
const responses: Readonly<Record<string, (reply: FastifyReply, text: string) => unknown>> = {
  '/respond/send': (reply, text) => reply.headers(cacheable).send(text),
  '/respond/response': (reply, text) => reply.send(new Response(text, { headers: cacheable })),
  '/respond/returned-response': async (_, text) => new Response(text, { headers: cacheable }),
  '/respond/stream': (reply, text) => reply.headers(cacheable).send(Readable.from([text])),
  '/respond/web-stream': (reply, text) => reply.headers(cacheable).send(new Response(text).body),
  '/respond/raw-head': async (reply, text) => {
    reply.raw.writeHead(200, cacheable).end(text)
    return reply
  },
  '/respond/hijack': (reply, text) => {
    reply.hijack()
    reply.raw.writeHead(200, ['cache-control', 'public']).end(text)
  },
  '/respond/hijack-end': (reply, text) => {
    reply.hijack()
    reply.raw.setHeader('cache-control', 'public').end(text)
  },
  '/respond/hijack-flush': (reply, text) => {
    reply.hijack()
    reply.raw.setHeaders(new Headers(cacheable)).flushHeaders()
    reply.raw.end(text)
  },
}

const waysToRespond: readonly string[] = Object.keys(responses)

function addContractRoutes(app: FastifyInstance, oidc: ContractOidc): void {
  const requireUser = { onRequest: oidc.requireUser() }
  const requireAdmin = oidc.requireRole('ROLE_ADMIN')
  const audience = contractAudience(oidc.engine.config.baseUrl)
  const bearer = oidc.bearer({ audience })
  const api = contractAnswers.findApi(oidc.engine.config)
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
  for (const [path, respond] of Object.entries(responses))
    app.get(path, (request, reply) => respond(reply, contractAnswers.greet(oidc.auth(request).user?.name)))
  app.get('/runs', () => String(runs))
  app.get('/static', (_, reply) => reply.type('text/plain; charset=utf-8').send(contractTexts.static))
  app.get('/roles', (request) => [...oidc.auth(request).roles].sort())
  app.get('/extra', requireUser, (request) => oidc.user(request).extra)
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
  app.get('/tokens', (request) => oidc.tokens(request))
  app.get<{ Querystring: { to: string } }>('/call', (request) =>
    contractAnswers.callApi(oidc.fetchAs(request, api), request.query.to),
  )
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
  return auth.status === 'anonymous' ? 'anonymous' : `${auth.via} ${auth.user.name}`
}
