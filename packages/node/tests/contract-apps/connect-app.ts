import type { RequestListener } from 'node:http'
import connect from 'connect'
import type { ContractOidc } from '../start-contract-app.ts'
import { createContractRoutes, isFor, overwriteLate, readBodyFirst } from './contract-routes.ts'
import { catchRejections } from './express-app.ts'

/** The contract's app on Connect, which knows prefixes of paths and no methods. */
export function createConnectApp(oidc: ContractOidc, basePath: string): RequestListener {
  const app = connect()
  app.use(overwriteLate)
  app.use(readBodyFirst)
  app.use(oidc.middleware())
  for (const route of createContractRoutes(oidc)) {
    for (const step of route.steps.map(catchRejections)) {
      app.use(route.path, (req, res, next) => {
        if (isFor(route, req, basePath)) step(req, res, next)
        else next()
      })
    }
  }
  const outer = basePath === '' ? app : connect().use(basePath, app)
  // Before it calls any of its steps, Connect 3 throws at a target such as `http://[/`, and the process ends.
  return (req, res) => {
    if (URL.canParse(req.url ?? '', 'http://localhost')) outer(req, res)
    else res.writeHead(400).end()
  }
}
