// Keycloak. What is special about it: each client may have its own algorithms, so that the ID Token and the access token
// have keys of different kinds, and its access tokens may be "lightweight": only introspection has their claims.
import { join } from 'node:path'
import { findPort } from '../../find-port.mjs'
import { installOnce, runBuildTool } from '../install.mjs'
import { requestJson } from '../request-json.mjs'
import { startServer } from '../start-server.mjs'
import { ada, buildSecret } from './provider.mjs'

const version = '26.7.3'
const artifact = `org.keycloak:keycloak-quarkus-dist:${version}:zip`
const distribution = `keycloak-${version}`

const administrator = { username: 'admin', password: 'admin' }
const realm = 'real'

/** Provides the keys that sign each token, once `idToken` is signed with ES256. */
const keyProviders = { idToken: 'ecdsa-generated', accessToken: 'rsa-generated' }

/** @type {readonly (import('./provider.mjs').Client & { attributes: Record<string, string> })[]} */
const clients = [
  {
    ...{ clientId: 'full', tokens: 'ES256 ID Tokens, RS256 access tokens', scopes: ['profile'] },
    scenarios: ['introspection', 'access token key', 'foreign keys'],
    rolesClaims: [{ path: ['realm_access', 'roles'], from: 'accessToken' }],
    attributes: { 'id.token.signed.response.alg': 'ES256', 'access.token.signed.response.alg': 'RS256' },
  },
  {
    ...{ clientId: 'lightweight', tokens: 'lightweight access tokens', scopes: ['profile'] },
    scenarios: ['introspection'],
    rolesClaims: ['roles'],
    attributes: { 'client.use.lightweight.access.token.enabled': 'true' },
  },
]

/** @type {import('./provider.mjs').Provider} */
export const keycloak = {
  ...{ name: 'Keycloak', version, clients },
  async start(app) {
    const folder = await installOnce(distribution, install)
    const port = await findPort()
    const origin = `http://127.0.0.1:${port}`
    const stop = await startServer({
      command: 'bin/kc.sh',
      args: [
        ...['start', '--optimized', '--hostname-strict=false'],
        ...['--http-enabled=true', '--http-host=127.0.0.1', `--http-port=${port}`],
      ],
      cwd: join(folder, distribution),
      env: {
        KC_BOOTSTRAP_ADMIN_USERNAME: administrator.username,
        KC_BOOTSTRAP_ADMIN_PASSWORD: administrator.password,
      },
      readyUrl: `${origin}/realms/master`,
    })
    const admin = createAdmin(origin)
    try {
      await admin('POST', '/realms', describeRealm(app))
      await addKey(admin, keyProviders.idToken)
    } catch (error) {
      await stop()
      throw error
    }
    return {
      ...{ issuerUrl: `${origin}/realms/${realm}`, stop },
      rotateKey: (token) => replaceKey(admin, keyProviders[token]),
    }
  },
}

/** @param {string} folder */
async function install(folder) {
  const unpack = ['dependency:unpack', `-Dartifact=${artifact}`, '-DoutputDirectory=.']
  await runBuildTool(folder, 'mvn', '-B', '-q', ...unpack)
  // A server that is not built for its options builds itself at every change of them, for more than a minute.
  await runBuildTool(join(folder, distribution), 'bin/kc.sh', 'build', '--db=dev-mem', '--cache=local')
}

/** @typedef {(method: string, path: string, body?: unknown) => Promise<any>} Admin */

/** @param {string} origin @returns {Admin} */
function createAdmin(origin) {
  return async (method, path, body) => {
    // It lives for a minute.
    const { access_token: token } = await requestJson(
      'POST',
      `${origin}/realms/master/protocol/openid-connect/token`,
      { form: { grant_type: 'password', client_id: 'admin-cli', ...administrator } },
    )
    const headers = { authorization: `Bearer ${token}` }
    return requestJson(method, `${origin}/admin${path}`, { body, headers })
  }
}

/** @param {import('./provider.mjs').AppAddresses} app */
function describeRealm({ redirectUri, postLogoutRedirectUri }) {
  return {
    ...{ realm, enabled: true, roles: { realm: ada.roles.map((name) => ({ name })) } },
    users: [
      {
        ...{ username: ada.username, enabled: true, realmRoles: ada.roles },
        // Without these Keycloak asks for them at the sign-in.
        ...{ email: 'ada@example.com', firstName: 'Ada', lastName: 'Admin' },
        credentials: [{ type: 'password', value: ada.password }],
      },
    ],
    clients: clients.map(({ clientId, attributes }) => ({
      ...{ clientId, secret: buildSecret(clientId), redirectUris: [redirectUri] },
      attributes: { ...attributes, 'post.logout.redirect.uris': postLogoutRedirectUri },
      protocolMappers: [
        describeMapper('oidc-audience-mapper', { 'included.client.audience': clientId }, [
          'access',
          'introspection',
        ]),
        describeMapper('oidc-usermodel-realm-role-mapper', { 'claim.name': 'roles', multivalued: 'true' }, [
          'id',
          'introspection',
        ]),
      ],
    })),
  }
}

/** @param {string} protocolMapper @param {Record<string, string>} config @param {string[]} tokens that get its claim */
function describeMapper(protocolMapper, config, tokens) {
  const wanted = tokens.map((token) => [`${token}.token.claim`, 'true'])
  return {
    ...{ name: protocolMapper, protocol: 'openid-connect', protocolMapper },
    config: { ...config, ...Object.fromEntries(wanted) },
  }
}

/** @param {Admin} admin @param {string} providerId */
function addKey(admin, providerId) {
  // The keys of the highest priority sign; of equal ones, any.
  const config = { priority: [`${Date.now()}`] }
  const providerType = 'org.keycloak.keys.KeyProvider'
  return admin('POST', `/realms/${realm}/components`, {
    ...{ name: `${providerId} ${Date.now()}`, providerId, providerType, config },
  })
}

/** @param {Admin} admin @param {string} providerId */
async function replaceKey(admin, providerId) {
  /** @type {{ id: string, providerId: string }[]} */
  const all = await admin('GET', `/realms/${realm}/components?type=org.keycloak.keys.KeyProvider`)
  await addKey(admin, providerId)
  for (const old of all.filter((each) => each.providerId === providerId))
    await admin('DELETE', `/realms/${realm}/components/${old.id}`)
}
