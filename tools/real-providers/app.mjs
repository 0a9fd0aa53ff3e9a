// The app that is tried at a provider: a plain http server with @x/oidc-node, and the configuration of the provider's guide.
import { createServer } from 'node:http'
import { createOidc } from '@x/oidc-node'
import { buildSecret } from './providers/provider.mjs'

/**
 * @typedef {object} App
 * @property {(path: '/looked-up' | '/verified', token: string) => Promise<string>} call says what the API answers
 * @property {string[]} log what the library logged
 * @property {() => Promise<void>} stop
 *
 * @typedef {import('./providers/provider.mjs').AppAddresses & { origin: string, login: string }} Addresses
 */

/** @param {number} port @param {string} providerId @returns {Addresses} */
export function resolveAddresses(port, providerId) {
  const origin = `http://localhost:${port}`
  return {
    origin,
    login: `${origin}/oauth2/authorization/${providerId}`,
    redirectUri: `${origin}/login/oauth2/code/${providerId}`,
    postLogoutRedirectUri: `${origin}/logout/done`,
  }
}

/**
 * @param {number} port
 * @param {import('./guide.mjs').Guide} guide addresses and secrets are replaced, and what `client.differs` names
 * @param {import('./providers/provider.mjs').Client} client
 * @param {import('./providers/provider.mjs').RunningProvider} running
 * @returns {Promise<App>}
 */
export async function startApp(port, guide, client, running) {
  const { origin } = resolveAddresses(port, guide.provider.providerId)
  const { clientId, differs } = client
  const { metadata } = running
  /** @type {string[]} */
  const log = []

  const oidc = createOidc({
    ...guide.options,
    baseUrl: origin,
    providers: [
      {
        ...guide.provider,
        issuerUrl: running.issuerUrl(client),
        ...{ clientId, clientSecret: buildSecret(clientId) },
        ...(metadata !== undefined && { metadata }),
        ...differs,
      },
    ],
    session: { ...guide.options.session, secret: 'a session secret for some provider, long enough' },
    log: ({ level, code, message, detail }) => {
      log.push(`${level} ${code}: ${message} ${JSON.stringify(detail) ?? ''}`)
    },
  })
  const api = { audience: clientId }
  const gates = new Map([
    ['/', oidc.requireUser()],
    ['/me', oidc.requireUser()],
    ['/forbidden', oidc.requireRole('ROLE_NEVER_GRANTED')],
    ['/looked-up', oidc.bearer({ ...api, accessTokenLookup: 'introspection' })],
    ['/verified', oidc.bearer(api)],
  ])
  const server = createServer(
    oidc.listener((req, res) => {
      const gate = gates.get(req.url ?? '')
      if (gate === undefined) res.writeHead(404).end()
      else gate(req, res, () => res.end([...oidc.auth(req).roles].sort().join(' ')))
    }),
  )
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, 'localhost', () => resolve(undefined))
  })

  return {
    async call(path, token) {
      const response = await fetch(origin + path, { headers: { authorization: `Bearer ${token}` } })
      const body = await response.text()
      const { status, headers } = response
      return [status, headers.has('retry-after') ? 'Retry-After' : '', status === 200 ? body : '']
        .filter((part) => part !== '')
        .join(' ')
    },
    log,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
