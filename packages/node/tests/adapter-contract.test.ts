import http, { type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import connect from 'connect'
import express from 'express'
import express4 from 'express4'
import {
  adapterContract,
  contractClient,
  contractOptions,
  contractPeople,
  contractTexts,
  startProvider,
} from '@x/oidc-testing'
import { createOidc } from '@x/oidc-node'
import { describe, it } from 'vitest'

type Oidc = ReturnType<typeof createContractOidc>

function createContractOidc(baseUrl: string, issuerUrl: string) {
  return createOidc({ ...contractOptions({ baseUrl, issuerUrl }), log: () => undefined })
}

const text = { 'content-type': 'text/plain; charset=utf-8' }

/** The contract's app for each kind of server that the adapter is for. */
const apps: Readonly<Record<string, (oidc: Oidc) => RequestListener>> = {
  http: plainApp,
  'Express 5': (oidc) => expressApp(express() as unknown as ExpressApp, oidc),
  'Express 4': (oidc) => expressApp(express4() as unknown as ExpressApp, oidc),
  Connect: connectApp,
}

describe.each(Object.entries(apps))('the adapter on %s', (_, createApp) => {
  it.each(adapterContract)('$name', async ({ run }) => {
    const provider = await startProvider({ people: contractPeople })
    let listener: RequestListener | undefined
    const server = http.createServer((req, res) => listener?.(req, res))
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
    const origin = `http://localhost:${(server.address() as AddressInfo).port}`
    await provider.registerClient(contractClient(origin))
    listener = createApp(createContractOidc(origin, provider.issuerUrl))
    const close = async (): Promise<void> => {
      await Promise.all([closeServer(server), provider.close()])
    }
    await run({ origin, provider, close }).finally(close)
  })
})

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
    server.closeAllConnections()
  })
}

function plainApp(oidc: Oidc): RequestListener {
  const requireUser = oidc.requireUser()
  const requireAdmin = oidc.requireRole('ROLE_ADMIN')
  return oidc.listener((req, res) => {
    switch (`${req.method ?? ''} ${req.url?.split('?')[0] ?? ''}`) {
      case 'GET /':
        return res.end(`hello ${req.auth.user?.name ?? 'anonymous'}`)
      case 'GET /me':
        return requireUser(req, res, () => res.writeHead(200, text).end(oidc.user(req).name))
      case 'GET /admin':
        return requireAdmin(req, res, () => res.writeHead(200, text).end(contractTexts.admin))
      case 'GET /static':
        return res.writeHead(200, text).end(contractTexts.static)
      case 'GET /throws':
        throw new Error('the handler of the contract throws')
      case 'GET /roles':
        return res.end(JSON.stringify([...req.auth.roles].sort()))
      case 'POST /echo':
        return requireUser(req, res, () => req.pipe(res))
      default:
        return res.writeHead(404, text).end('nothing here')
    }
  })
}

type Step = (req: IncomingMessage, res: ServerResponse, next: () => void) => void

/** What both majors have in common. */
interface ExpressApp extends RequestListener {
  use(step: Step): void
  get(path: string, ...steps: Step[]): void
  post(path: string, ...steps: Step[]): void
  set(name: string, value: string): void
}

function expressApp(app: ExpressApp, oidc: Oidc): RequestListener {
  // Express prints what a handler throws, unless it runs in a test.
  app.set('env', 'test')
  app.use(oidc.middleware())
  app.get('/', (req, res) => res.end(`hello ${oidc.auth(req).user?.name ?? 'anonymous'}`))
  app.get('/me', oidc.requireUser(), (req, res) => res.end(oidc.user(req).name))
  app.get('/admin', oidc.requireRole('ROLE_ADMIN'), (_, res) => res.end(contractTexts.admin))
  app.get('/static', (_, res) => res.end(contractTexts.static))
  app.get('/throws', () => {
    throw new Error('the handler of the contract throws')
  })
  app.get('/roles', (req, res) => res.end(JSON.stringify([...oidc.auth(req).roles].sort())))
  app.post('/echo', oidc.requireUser(), (req, res) => req.pipe(res))
  return app
}

function connectApp(oidc: Oidc): RequestListener {
  const app = connect()
  const on = (method: string, path: string, ...steps: Step[]): void => {
    for (const step of steps) {
      app.use(path, (req, res, next) => {
        const isAsked = req.method === method && req.originalUrl?.split('?')[0] === path
        if (isAsked) step(req, res, next)
        else next()
      })
    }
  }
  app.use(oidc.middleware())
  on('GET', '/', (req, res) => res.end(`hello ${oidc.auth(req).user?.name ?? 'anonymous'}`))
  on('GET', '/me', oidc.requireUser(), (req, res) => res.end(oidc.user(req).name))
  on('GET', '/admin', oidc.requireRole('ROLE_ADMIN'), (_, res) => res.end(contractTexts.admin))
  on('GET', '/static', (_, res) => res.end(contractTexts.static))
  on('GET', '/throws', () => {
    throw new Error('the handler of the contract throws')
  })
  on('GET', '/roles', (req, res) => res.end(JSON.stringify([...oidc.auth(req).roles].sort())))
  on('POST', '/echo', oidc.requireUser(), (req, res) => req.pipe(res))
  return app
}
