import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import {
  contractAnswers,
  contractAudience,
  contractCookies,
  contractOverwritten,
  contractTexts,
  overwrites,
  readsBody,
} from '@x/oidc-testing'
import onHeaders from 'on-headers'
import { isOidcError } from '@x/oidc-core'
import { readForm } from '@x/oidc-engine/adapter'
import type { Auth } from '@x/oidc-node'
import { NodeRequest } from '../../src/http/request.ts'
import type { ContractOidc } from '../start-contract-app.ts'
import { responses } from './responses.ts'

/** A step of a route, as Express and Connect know it. One that returns a promise may reject. */
export type Step = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => unknown

export interface ContractRoute {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly steps: readonly Step[]
}

const text = { 'content-type': 'text/plain; charset=utf-8' }

/** The routes of the contract's app, for servers that differ in how they are told of them. */
export function createContractRoutes(oidc: ContractOidc): readonly ContractRoute[] {
  const requireUser = oidc.requireUser()
  const audience = contractAudience(oidc.engine.config.baseUrl)
  const bearer = oidc.bearer({ audience })
  const sayHello: Step = (req, res) => res.end(contractAnswers.greet(oidc.auth(req).user?.name))
  const serveAdmin: Step = (_, res) => {
    runs += 1
    res.end(contractTexts.admin)
  }
  const api = contractAnswers.findApi(oidc.engine.config)
  let runs = 0
  const get = (path: string, ...steps: Step[]): ContractRoute => ({ method: 'GET', path, steps })
  return [
    get('/', sayHello),
    get('/me', requireUser, (req, res) => res.end(oidc.user(req).name)),
    get('/admin', oidc.requireRole('ROLE_ADMIN'), serveAdmin),
    get('/api', bearer, (req, res) => res.end(describeCaller(oidc.auth(req)))),
    get('/api/admin', bearer, oidc.requireRole('ROLE_ADMIN'), serveAdmin),
    get('/api/open', oidc.bearer({ audience, optional: true }), sayHello),
    ...Object.entries(responses).map(([path, respond]) =>
      get(path, (req, res) => respond(res, contractAnswers.greet(oidc.auth(req).user?.name))),
    ),
    get('/runs', (_, res) => res.end(String(runs))),
    get('/static', (_, res) => res.writeHead(200, text).end(contractTexts.static)),
    get('/roles', (req, res) => res.end(JSON.stringify([...oidc.auth(req).roles].sort()))),
    get('/extra', requireUser, (req, res) => res.end(JSON.stringify(oidc.user(req).extra))),
    { method: 'POST', path: '/echo', steps: [requireUser, (req, res) => req.pipe(res)] },
    { method: 'POST', path: '/form', steps: [answerForm] },
    get('/cookies', requireUser, (_, res) =>
      res.writeHead(200, { 'set-cookie': [...contractCookies] }).end('cookies'),
    ),
    get('/stream', requireUser, (_, res) => send(contractAnswers.stream(), res)),
    get('/tokens', async (req, res) => res.end(JSON.stringify(await oidc.tokens(req)))),
    get('/call', async (req, res) => {
      const to = new URL(req.url ?? '', 'http://localhost').searchParams.get('to') ?? ''
      res.end(JSON.stringify(await contractAnswers.callApi(oidc.fetchAs(req, api), to)))
    }),
    get('/throws', () => {
      throw new Error('the handler of the contract throws')
    }),
    get('/throws/later', requireUser, contractAnswers.failLater),
    get('/throws/begun', requireUser, (_, res) => send(contractAnswers.streamAndFail(), res)),
  ]
}

const answerForm: Step = async (req, res) => {
  try {
    res.end(JSON.stringify(Object.fromEntries(await readForm(new NodeRequest(req)))))
  } catch (error) {
    res.writeHead(400, text).end(isOidcError(error) ? error.code : 'unexpected')
  }
}

async function send(pieces: AsyncIterable<string>, res: ServerResponse): Promise<void> {
  for await (const piece of pieces) res.write(piece)
  res.end()
}

function describeCaller(auth: Auth): string {
  return auth.status === 'anonymous' ? 'anonymous' : `${auth.via} ${auth.user.name}`
}

/** Reads the body before anything else does, when the contract asks for it. */
export const readBodyFirst: Step = async (req, res, next) => {
  if (readsBody in req.headers) {
    try {
      Object.assign(req, { body: await buffer(req) })
    } catch {
      // The upload was cut off.
      res.destroy()
      return
    }
  }
  next()
}

/** Sets headers while the head of the answer is written, when the contract asks for it. */
export const overwriteLate: Step = (req, res, next) => {
  if (overwrites in req.headers) {
    onHeaders(res, () => {
      for (const [name, value] of Object.entries(contractOverwritten)) res.setHeader(name, value)
      res.setHeader('set-cookie', 'theirs=1')
    })
  }
  next()
}

/** Whether a request is for a route, going by its whole URL. HEAD is for what answers GET. */
export function isFor(route: ContractRoute, req: IncomingMessage, basePath: string): boolean {
  const { originalUrl = req.url } = req as { readonly originalUrl?: string }
  const method = req.method === 'HEAD' ? 'GET' : req.method
  const path = originalUrl?.split('?')[0]
  const isHome = route.path === '/' && path === basePath
  return method === route.method && (isHome || path === basePath + route.path)
}
