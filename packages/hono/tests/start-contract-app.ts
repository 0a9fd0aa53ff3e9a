import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import {
  contractClient,
  contractOptions,
  contractPeople,
  contractTexts,
  startProvider,
  type ContractApp,
} from '@x/oidc-testing'
import { createOidc } from '@x/oidc-hono'
import { Hono } from 'hono'

/** Starts the contract's application on a loopback port, with a provider of its own. */
export async function startContractApp(): Promise<ContractApp> {
  const provider = await startProvider({ people: contractPeople })
  const server = http.createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  await provider.registerClient(contractClient(origin))
  const app = createApp(origin, provider.issuerUrl)
  server.on('request', getRequestListener(app.fetch))

  function closeServer(): Promise<void> {
    return new Promise((resolve) => {
      server.close(() => {
        resolve()
      })
      server.closeAllConnections()
    })
  }

  return {
    origin,
    provider,
    close: async () => {
      await Promise.all([closeServer(), provider.close()])
    },
  }
}

function createApp(baseUrl: string, issuerUrl: string) {
  const oidc = createOidc({ ...contractOptions({ baseUrl, issuerUrl }), log: () => undefined })
  return new Hono<typeof oidc.env>()
    .onError((_, c) => c.text('Internal Server Error', 500))
    .use(oidc.middleware())
    .get('/', (c) => c.text(`hello ${c.var.auth.user?.name ?? 'anonymous'}`))
    .get('/me', oidc.requireUser(), (c) => c.text(c.var.auth.user.name))
    .get('/admin', oidc.requireRole('ROLE_ADMIN'), (c) => c.text(contractTexts.admin))
    .get('/static', (c) => c.text(contractTexts.static))
    .get('/roles', (c) => c.json([...c.var.auth.roles].sort()))
    .post('/echo', oidc.requireUser(), (c) => c.body(c.req.raw.body))
    .get('/throws', () => {
      throw new Error('the handler of the contract throws')
    })
}
