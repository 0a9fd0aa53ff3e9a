import { AssertionError } from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { expect, it } from 'vitest'
import { runBroken } from './run-broken.ts'
import type { ContractOidc } from './start-contract-app.ts'

it.each<readonly [string, (req: IncomingMessage) => boolean]>([
  ['compares paths as they came', (req) => req.url?.startsWith('/admin') === true],
  ['lets requests of its own framework pass', (req) => !('x-middleware-subrequest' in req.headers)],
  ['lets health checks pass', (req) => !/kube-probe/u.test(req.headers['user-agent'] ?? '')],
  ['believes an address in a header', (req) => req.headers['x-original-url'] !== '/static'],
  ['looks for an open path in the query', (req) => req.url?.includes('/static') !== true],
  ['guards GET alone', (req) => req.method === 'GET'],
])('R-12: the contract finds a gate that %s', async (_, guards) => {
  const alter = (oidc: ContractOidc): ContractOidc => ({
    ...oidc,
    requireRole: (...roles) => {
      const gate = oidc.requireRole(...roles)
      return (req, res, next) => {
        if (guards(req)) gate(req, res, next)
        else next()
      }
    },
  })
  const found = 'R-12: lets no caller without the role reach a gated handler, however'
  await expect(runBroken(found, { alter })).rejects.toThrow(AssertionError)
})
