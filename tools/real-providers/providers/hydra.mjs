// Ory Hydra. What is special about it: it has no pages of its own (hydra-pages.mjs), signs access tokens and ID Tokens
// with different keys of the same algorithm, and answers introspection at its admin API, which its metadata do not name.
import { join } from 'node:path'
import { findPort } from '../../find-port.mjs'
import { startHydraPages } from '../hydra-pages.mjs'
import { installOnce, runBuildTool } from '../install.mjs'
import { requestJson } from '../request-json.mjs'
import { startServer } from '../start-server.mjs'
import { buildSecret } from './provider.mjs'

const version = '2.3.0'

// Hydra replaces it in its own go.mod, which does not count for who depends on Hydra.
const pop = 'github.com/gobuffalo/pop/v6=github.com/ory/pop/v6@v6.2.1-0.20241121111754-e5dfc0f3344b'

const keySets = { idToken: 'hydra.openid.id-token', accessToken: 'hydra.jwt.access-token' }

const tokenScopes = ['offline_access']

/** @type {readonly (import('./provider.mjs').Client & { strategy: 'opaque' | 'jwt' })[]} */
const clients = [
  {
    ...{ clientId: 'app', title: 'opaque access tokens', strategy: 'opaque', tokenScopes },
    cannot: { 'access tokens': 'Its access tokens are opaque: an API looks them up.' },
  },
  {
    ...{ clientId: 'app-jwt', title: 'JWT access tokens', strategy: 'jwt', tokenScopes, hasTwoKeys: true },
    differs: { accessTokenFormat: 'jwt', accessTokenProfile: 'plain_jwt' },
  },
]

/** @type {import('./provider.mjs').Provider} */
export const hydra = {
  ...{ name: 'Ory Hydra', version, guide: 'hydra', clients },
  async start(app) {
    const folder = await installOnce(`hydra-${version}`, build)
    const [publicPort, adminPort] = [await findPort(), await findPort()]
    const issuerUrl = `http://127.0.0.1:${publicPort}`
    const admin = `http://127.0.0.1:${adminPort}/admin`
    const pages = await startHydraPages(admin)
    const stopServer = await startServer({
      ...{ command: join(folder, 'hydra'), args: ['serve', 'all', '--dev', '--sqa-opt-out'], cwd: folder },
      env: {
        ...{ DSN: 'memory', SECRETS_SYSTEM: 'a secret of a provider for one run', LOG_LEVEL: 'warn' },
        ...{ SERVE_PUBLIC_HOST: '127.0.0.1', SERVE_PUBLIC_PORT: `${publicPort}` },
        ...{ SERVE_ADMIN_HOST: '127.0.0.1', SERVE_ADMIN_PORT: `${adminPort}` },
        ...{ URLS_SELF_ISSUER: issuerUrl, URLS_LOGIN: `${pages.origin}/login` },
        ...{ URLS_CONSENT: `${pages.origin}/consent`, URLS_LOGOUT: `${pages.origin}/logout` },
      },
      readyUrl: `http://127.0.0.1:${adminPort}/health/ready`,
    }).catch((/** @type {unknown} */ error) => {
      pages.stop()
      throw error
    })
    const stop = () => {
      pages.stop()
      return stopServer()
    }
    try {
      for (const client of clients) await registerClient(admin, client, app)
    } catch (error) {
      await stop()
      throw error
    }
    return {
      ...{ issuerUrl: () => issuerUrl, stop },
      metadata: { introspection_endpoint: `${admin}/oauth2/introspect` },
      olderHints:
        'It is ✔ because people sign in, and a sign-out ends the session of the application. With an ID Token that an older key signed, the sign-out at Hydra ends on its error page: Hydra compares that token with its newest key alone.',
      rotateKey: (_, token) =>
        requestJson('POST', `${admin}/keys/${keySets[token]}`, { body: { alg: 'RS256', use: 'sig' } }),
    }
  },
}

/** @param {string} folder */
async function build(folder) {
  await runBuildTool(folder, 'go', 'mod', 'init', 'providers')
  await runBuildTool(folder, 'go', 'mod', 'edit', '-replace', pop)
  await runBuildTool(folder, 'go', 'get', '-tool', `github.com/ory/hydra/v2@v${version}`)
  await runBuildTool(folder, 'go', 'build', '-tags', 'sqlite', '-o', 'hydra', 'github.com/ory/hydra/v2')
}

/** @param {string} admin @param {(typeof clients)[number]} client @param {import('./provider.mjs').AppAddresses} app */
function registerClient(admin, { clientId, strategy }, { redirectUri, postLogoutRedirectUri }) {
  const body = {
    ...{ client_id: clientId, client_secret: buildSecret(clientId), access_token_strategy: strategy },
    audience: [clientId],
    ...{ grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] },
    ...{ scope: ['openid', ...tokenScopes].join(' '), token_endpoint_auth_method: 'client_secret_basic' },
    ...{ redirect_uris: [redirectUri], post_logout_redirect_uris: [postLogoutRedirectUri] },
  }
  return requestJson('POST', `${admin}/clients`, { body })
}
