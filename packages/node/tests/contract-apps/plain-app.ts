import type { RequestListener } from 'node:http'
import type { ContractOidc } from '../start-contract-app.ts'
import { createContractRoutes, isFor, overwriteLate, readBodyFirst, type Step } from './contract-routes.ts'

/** The contract's app on Node's http server alone. */
export function createPlainApp(oidc: ContractOidc, basePath: string): RequestListener {
  const routes = createContractRoutes(oidc)
  const listener = oidc.listener((req, res) => {
    const notFound: Step = () => res.writeHead(404).end('nothing here')
    const steps = routes.find((route) => isFor(route, req, basePath))?.steps ?? [notFound]
    const run = (at: number): unknown => steps[at]?.(req, res, () => run(at + 1))
    return run(0)
  })
  return (req, res) => {
    overwriteLate(req, res, () => {
      readBodyFirst(req, res, () => {
        listener(req, res)
      })
    })
  }
}
