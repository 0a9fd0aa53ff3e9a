// The application whose sessions are refreshed at Keycloak: pages with and without a role, and one that uses the person's access token.
import { createServer } from 'node:http'
import { createOidc, memoryStore } from '@x/oidc-node'
import { buildSecret } from '../providers/provider.mjs'

/** The age in seconds at which roles are decided again. */
export const roleMaxAgeSeconds = 30

/** For how many seconds older roles count while Keycloak does not answer. */
const roleGraceSeconds = 10

const secret = 'a session secret for a real provider, long enough'

/**
 * @typedef {object} SessionApp
 * @property {string} login the address that starts a sign-in
 * @property {(path: '/me' | '/editor' | '/token') => string} url
 * @property {() => import('../tokens.mjs').Tokens | undefined} readTokens of the last answer of Keycloak's token endpoint
 * @property {() => readonly string[]} takeEvents codes of the events since the last call
 * @property {() => Promise<void>} stop
 */

/**
 * @param {{ port: number, realm: import('./admin-client.mjs').RealmAdmin }} options
 * @returns {Promise<SessionApp>}
 */
export async function startSessionApp({ port, realm: { clientId, issuerUrl } }) {
  const origin = `http://localhost:${port}`
  /** @type {import('../tokens.mjs').Tokens | undefined} */
  let tokens
  /** @type {string[]} */
  let events = []
  const oidc = createOidc({
    baseUrl: origin,
    providers: [
      {
        ...{ providerId: 'keycloak', issuerUrl, clientId, clientSecret: buildSecret(clientId) },
        rolesClaims: ['roles'],
      },
    ],
    security: { roleMapping: { editor: ['ROLE_EDITOR'] }, requiredRoles: [] },
    session: { secret, store: memoryStore(), roleMaxAgeSeconds, roleGraceSeconds },
    fetch: async (url, init) => {
      const response = await fetch(url, init)
      if (url.endsWith('/token') && response.status === 200) tokens = await response.clone().json()
      return response
    },
    log: ({ code }) => {
      events.push(code)
    },
  })
  const gates = new Map([
    ['/me', oidc.requireUser()],
    ['/token', oidc.requireUser()],
    ['/editor', oidc.requireRole('ROLE_EDITOR')],
  ])
  const server = createServer(
    oidc.listener((req, res) => {
      const gate = gates.get(req.url ?? '')
      if (gate === undefined) res.writeHead(404).end()
      else if (req.url !== '/token') gate(req, res, () => res.end('ok'))
      else
        gate(req, res, () => {
          oidc.tokens(req).then(
            () => res.end('ok'),
            (/** @type {{ status?: number }} */ { status = 500 }) => res.writeHead(status).end(),
          )
        })
    }),
  )
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, 'localhost', () => resolve(undefined))
  })

  return {
    login: `${origin}/oauth2/authorization/keycloak`,
    url: (path) => origin + path,
    readTokens: () => tokens,
    takeEvents() {
      const taken = events
      events = []
      return taken
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
