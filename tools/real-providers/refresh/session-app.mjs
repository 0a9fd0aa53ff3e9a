// An application on Express whose sessions are refreshed at Keycloak: pages with and without a role, an API for its scripts, and a route that
// uses the person's access token.
import express from 'express'
import { createOidc } from '@x/oidc-node'
import { findPort } from '../../find-port.mjs'
import { buildSecret } from '../providers/provider.mjs'
import { createRealm } from './admin-client.mjs'

const secret = 'a session secret for a real provider, long enough'
const providerId = 'keycloak'

/**
 * In seconds.
 * @typedef {object} Ages
 * @property {number} roleMaxAgeSeconds
 * @property {number} roleGraceSeconds
 * @property {number} accessTokenSeconds
 *
 * @typedef {'/page' | '/editor' | '/api' | '/token'} Path
 *
 * An application with a realm of its own.
 * @typedef {object} SessionApp
 * @property {import('./admin-client.mjs').RealmAdmin} realm
 * @property {string} redirectUri
 * @property {string} login the address that starts a sign-in
 * @property {(path: Path) => string} url
 * @property {() => import('../tokens.mjs').Tokens | undefined} readTokens of the last answer of Keycloak's token endpoint
 * @property {() => readonly import('@x/oidc-node').EngineEvent[]} events
 * @property {() => Promise<void>} stop
 */

/**
 * @param {import('../providers/keycloak-server.mjs').KeycloakServer} keycloak
 * @param {{ realmName: string, kind: Pick<import('./session-kinds.mjs').SessionKind, 'hasRefreshTokens' | 'rolesClaim' | 'buildOptions'>, ages: Ages, endsSessions?: boolean, replayStore?: import('@x/oidc-node').ReplayStore }} options
 * `endsSessions`: whether Keycloak ends sessions by its back channel
 * @returns {Promise<SessionApp>}
 */
export async function startSessionApp(keycloak, options) {
  const { realmName, kind, ages, endsSessions = false, replayStore } = options
  const { accessTokenSeconds, roleGraceSeconds, roleMaxAgeSeconds } = ages
  const port = await findPort()
  const origin = `http://localhost:${port}`
  const redirectUri = `${origin}/login/oauth2/code/${providerId}`
  const realm = await createRealm(keycloak, {
    ...{ realm: realmName, accessTokenSeconds, redirectUri, postLogoutRedirectUri: `${origin}/logout/done` },
    hasRefreshTokens: kind.hasRefreshTokens,
    ...(endsSessions && { backChannelUrl: `${origin}/logout/connect/back-channel/${providerId}` }),
  })
  const { clientId, issuerUrl } = realm
  /** @type {import('../tokens.mjs').Tokens | undefined} */
  let tokens
  /** @type {import('@x/oidc-node').EngineEvent[]} */
  const events = []
  const oidc = createOidc({
    baseUrl: origin,
    providers: [
      {
        ...{ providerId, issuerUrl, clientId, clientSecret: buildSecret(clientId) },
        rolesClaims: [kind.rolesClaim],
        backChannelLogout: endsSessions,
      },
    ],
    security: { roleMapping: { editor: ['ROLE_EDITOR'] }, requiredRoles: [] },
    session: { secret, roleMaxAgeSeconds, roleGraceSeconds, ...kind.buildOptions() },
    ...(replayStore !== undefined && { replayStore }),
    fetch: async (url, init) => {
      const response = await fetch(url, init)
      if (url.endsWith('/token') && response.status === 200) tokens = await response.clone().json()
      return response
    },
    // What is expected of an outage is in the table.
    log: (event) => void events.push(event),
  })

  const app = express()
  // Express prints errors of handlers otherwise, and an outage is one.
  app.set('env', 'test')
  app.use(oidc.middleware())
  app.get('/page', oidc.requireUser(), (_req, res) => void res.send('the page'))
  app.get('/editor', oidc.requireRole('ROLE_EDITOR'), (_req, res) => void res.send('the page'))
  app.get('/api', oidc.requireRole('ROLE_EDITOR'), (_req, res) => void res.json({}))
  app.get('/token', oidc.requireUser(), async (req, res) => {
    const { accessToken } = await oidc.tokens(req)
    res.json({ accessToken })
  })
  const server = app.listen(port, 'localhost')
  await new Promise((resolve, reject) => {
    server.once('error', reject).once('listening', () => resolve(undefined))
  })

  return {
    ...{ realm, redirectUri },
    login: `${origin}/oauth2/authorization/${providerId}`,
    url: (path) => origin + path,
    readTokens: () => tokens,
    events: () => events,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
