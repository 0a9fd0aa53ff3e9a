import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { adapterContract, contractTexts } from '@x/oidc-testing'
import connect from 'connect'
import express from 'express'
import express4 from 'express4'
import { describe, it } from 'vitest'
import { startContractApp, type ContractOidc as Oidc } from './start-contract-app.ts'

const text = { 'content-type': 'text/plain; charset=utf-8' }

/** The contract's app for each kind of server that the adapter is for. */
const apps: Readonly<Record<string, (oidc: Oidc) => RequestListener>> = {
  http: plainApp,
  'Express 5': (oidc) => expressApp(express(), oidc),
  'Express 4': (oidc) => expressApp(express4(), oidc),
  Connect: connectApp,
}

describe.each(Object.entries(apps))('the adapter on %s', (_, createApp) => {
  it.each(adapterContract)('$name', async ({ run }) => {
    const app = await startContractApp(createApp)
    await run(app).finally(app.close)
  })
})

function plainApp(oidc: Oidc): RequestListener {
  const requireUser = oidc.requireUser()
  const requireAdmin = oidc.requireRole('ROLE_ADMIN')
  return oidc.listener((req, res) => {
    switch (`${req.method ?? ''} ${req.url?.split('?')[0] ?? ''}`) {
      case 'GET /':
        return res.end(`hello ${req.auth.user?.name ?? 'anonymous'}`)
      case 'GET /me': {
        requireUser(req, res, () => res.writeHead(200, text).end(oidc.user(req).name))
        return
      }
      case 'GET /admin': {
        requireAdmin(req, res, () => res.writeHead(200, text).end(contractTexts.admin))
        return
      }
      case 'GET /static':
        return res.writeHead(200, text).end(contractTexts.static)
      case 'GET /throws':
        throw new Error('the handler of the contract throws')
      case 'GET /roles':
        return res.end(JSON.stringify([...req.auth.roles].sort()))
      case 'POST /echo': {
        requireUser(req, res, () => req.pipe(res))
        return
      }
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
