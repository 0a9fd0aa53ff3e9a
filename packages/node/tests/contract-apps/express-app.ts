import type { RequestListener } from 'node:http'
import type { ContractOidc } from '../start-contract-app.ts'
import { readsBody } from '@x/oidc-testing'
import { createContractRoutes, overwriteLate, type Step } from './contract-routes.ts'

/** What both majors have in common. */
interface ExpressApp extends RequestListener {
  use(step: Step): void
  use(path: string, app: RequestListener): void
  get(path: string, ...steps: Step[]): void
  post(path: string, ...steps: Step[]): void
  set(name: string, value: string): void
}

interface Express {
  (): ExpressApp
  urlencoded(options: { readonly extended: boolean }): Step
}

/** The contract's app on Express. */
export function createExpressApp(express: Express, oidc: ContractOidc, basePath: string): RequestListener {
  const app = express()
  // Express prints what a handler throws, unless it runs in a test.
  app.set('env', 'test')
  const parser = express.urlencoded({ extended: false })
  app.use(overwriteLate)
  app.use((req, res, next) => {
    if (readsBody in req.headers) parser(req, res, next)
    else next()
  })
  app.use(oidc.middleware())
  for (const { method, path, steps } of createContractRoutes(oidc)) {
    app[method === 'GET' ? 'get' : 'post'](path, ...steps.map(catchRejections))
  }
  if (basePath === '') return app
  const outer = express()
  outer.set('env', 'test')
  outer.use(basePath, app)
  return outer
}

/** Express 4 leaves promises to its users. */
export function catchRejections(step: Step): Step {
  return (req, res, next) => {
    const outcome = step(req, res, next)
    if (outcome instanceof Promise) outcome.catch(next)
  }
}
