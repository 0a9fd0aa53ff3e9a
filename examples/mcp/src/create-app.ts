import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { createOidc } from '@x/oidc-node'
import express from 'express'
import type { Express } from 'express'
import { createMcpServer } from './create-mcp-server.ts'
import type { Notice } from './create-mcp-server.ts'

export interface Settings {
  readonly baseUrl: string
  readonly issuerUrl: string
  readonly clientId: string
  readonly clientSecret: string | undefined
  /** At least 32 bytes. */
  readonly sessionSecret: string | undefined
}

/** Creates the whole application: one configuration, and one address that takes access tokens. */
export function createApp(settings: Settings): Express {
  const oidc = createOidc({
    baseUrl: settings.baseUrl,
    providers: [
      {
        providerId: 'demo',
        issuerUrl: settings.issuerUrl,
        clientId: settings.clientId,
        clientSecret: settings.clientSecret,
        nameClaim: 'name',
        rolesClaims: ['https://example.com/roles'],
      },
    ],
    security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } },
    session: { secret: settings.sessionSecret },
  })

  // Lost when the app stops; yours has a database.
  const notice: Notice = { text: 'The kitchen is closed on Friday.' }

  const app = express()
  app.disable('x-powered-by')
  // It answers with the metadata by which a client finds out where to get a token.
  app.use(oidc.middleware())
  app.use('/mcp', oidc.bearer({ audience: `${settings.baseUrl}/mcp`, scopes: ['mcp'] }))

  app.post('/mcp', express.json(), async (req, res) => {
    // A server for each request: nothing of one caller is there for the next.
    const server = createMcpServer({ name: oidc.user(req).name, roles: oidc.auth(req).roles }, notice)
    const transport = new StreamableHTTPServerTransport()
    res.on('close', () => void server.close())
    await server.connect(transport)
    await transport.handleRequest(req, res, req.body)
  })

  // The server sends nothing unasked, and keeps no session that could be ended.
  app.all('/mcp', (_req, res) => {
    res.status(405).set('allow', 'POST').end()
  })
  return app
}
