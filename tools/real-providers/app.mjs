// The app that is tried at a provider: a plain http server with @x/oidc-node.
import { createServer } from 'node:http'
import { createOidc } from '@x/oidc-node'
import { buildSecret, providerId } from './providers/provider.mjs'
import { signIn } from './sign-in.mjs'

/**
 * @typedef {object} App
 * @property {() => Promise<string>} signIn says what the callback and the page after it answered
 * @property {(path: '/looked-up' | '/verified', token: string) => Promise<string>} call says what the API answers
 * @property {string[]} log what the library logged
 * @property {() => Promise<void>} stop
 */

/** @param {number} port @returns {import('./providers/provider.mjs').AppAddresses & { origin: string }} */
export function resolveAddresses(port) {
  const origin = `http://localhost:${port}`
  return {
    origin,
    redirectUri: `${origin}/login/oauth2/code/${providerId}`,
    postLogoutRedirectUri: `${origin}/logout/done`,
  }
}

/**
 * @param {number} port
 * @param {import('./providers/provider.mjs').Client} client
 * @param {import('./providers/provider.mjs').RunningProvider} provider
 * @returns {Promise<App>}
 */
export async function startApp(port, client, { issuerUrl, unpublished }) {
  const { origin, redirectUri } = resolveAddresses(port)
  const { clientId, scopes, rolesClaims } = client
  const clientSecret = buildSecret(clientId)
  /** @type {string[]} */
  const log = []

  const oidc = createOidc({
    baseUrl: origin,
    providers: [{ providerId, issuerUrl, clientId, clientSecret, scopes, rolesClaims }],
    security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_ADMIN'] } },
    session: { secret: 'a session secret for some provider, long enough' },
    log: ({ level, code, message, detail }) => {
      log.push(`${level} ${code}: ${message} ${JSON.stringify(detail) ?? ''}`)
    },
    async fetch(url, init) {
      const response = await fetch(url, init)
      if (!url.endsWith('/.well-known/openid-configuration')) return response
      return Response.json({ ...(await response.json()), ...unpublished })
    },
  })
  const gates = new Map([
    ['/me', oidc.requireRole('ROLE_ADMIN')],
    ['/looked-up', oidc.bearer({ audience: clientId, accessTokenLookup: 'introspection' })],
    ['/verified', oidc.bearer({ audience: clientId, accessTokenProfile: 'plain_jwt' })],
  ])
  const server = createServer(
    oidc.listener((req, res) => {
      const gate = gates.get(req.url ?? '')
      if (gate === undefined) res.writeHead(404).end()
      else gate(req, res, () => res.end('let in'))
    }),
  )
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, 'localhost', () => resolve(undefined))
  })

  return {
    async signIn() {
      const chain = await signIn(`${origin}/me`)
      const from = chain.findIndex(({ url }) => url.startsWith(redirectUri))
      if (from === -1) throw new Error(`The sign-in ended with ${describeHop(chain.at(-1))}.`)
      const [, ...others] = chain.slice(from)
      return [`callback ${chain[from]?.status}`, ...others.map(describeHop)].join(', ')
    },
    async call(path, token) {
      const { status, headers } = await fetch(origin + path, {
        headers: { authorization: `Bearer ${token}` },
      })
      return headers.has('retry-after') ? `${status} Retry-After` : `${status}`
    },
    log,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** @param {{ url: string, status: number } | undefined} hop */
function describeHop(hop) {
  return hop === undefined ? 'nothing' : `${new URL(hop.url).pathname} ${hop.status}`
}
