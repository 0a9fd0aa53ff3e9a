// The server of Keycloak and its admin API, for every run that needs one. Without it two runs could start two versions.
import { join } from 'node:path'
import { findPort } from '../../find-port.mjs'
import { installOnce, runBuildTool } from '../install.mjs'
import { requestJson } from '../request-json.mjs'
import { startServer } from '../start-server.mjs'

export const version = '26.7.3'
const artifact = `org.keycloak:keycloak-quarkus-dist:${version}:zip`
const distribution = `keycloak-${version}`

const administrator = { username: 'admin', password: 'admin' }

/**
 * @typedef {(method: string, path: string, body?: unknown) => Promise<any>} Admin sends a request to the admin API; rejects an answer that is no success
 *
 * @typedef {object} KeycloakServer
 * @property {string} origin the same after each start
 * @property {Admin} admin
 * @property {() => Promise<void>} start resolves when the server can be used
 * @property {() => Promise<void>} stop ends the process by its id; without a process it does nothing
 */

/**
 * Installs Keycloak where it is missing.
 * @param {{ databaseFolder?: string }} [options] the database is kept in this folder, so that realms and sessions outlive a process; without
 * it, it is in memory
 * @returns {Promise<KeycloakServer>}
 */
export async function prepareKeycloak({ databaseFolder } = {}) {
  const folder = await installOnce(distribution, install)
  const port = await findPort()
  const origin = `http://127.0.0.1:${port}`
  // Keycloak has columns of the name VALUE, which is a keyword of H2.
  const inFile = `--db-url=jdbc:h2:file:${databaseFolder}/keycloak;NON_KEYWORDS=VALUE`
  const url = databaseFolder === undefined ? [] : [inFile]
  /** @type {(() => Promise<void>) | undefined} */
  let stop

  return {
    origin,
    admin: createAdmin(origin),
    async start() {
      stop = await startServer({
        command: 'bin/kc.sh',
        args: [
          ...['start', '--optimized', '--hostname-strict=false', ...url],
          ...['--http-enabled=true', '--http-host=127.0.0.1', `--http-port=${port}`],
        ],
        cwd: join(folder, distribution),
        env: {
          KC_BOOTSTRAP_ADMIN_USERNAME: administrator.username,
          KC_BOOTSTRAP_ADMIN_PASSWORD: administrator.password,
        },
        readyUrl: `${origin}/realms/master`,
      })
    },
    async stop() {
      await stop?.()
      stop = undefined
    },
  }
}

/** @param {string} folder */
async function install(folder) {
  const unpack = ['dependency:unpack', `-Dartifact=${artifact}`, '-DoutputDirectory=.']
  await runBuildTool(folder, 'mvn', '-B', '-q', ...unpack)
  // A server that is not built for its options builds itself at every change of them, for more than a minute.
  await runBuildTool(join(folder, distribution), 'bin/kc.sh', 'build', '--db=dev-mem', '--cache=local')
}

/** @param {string} origin @returns {Admin} */
function createAdmin(origin) {
  let obtainedAt = -Infinity
  /** @type {Promise<{ access_token: string }> | undefined} */
  let obtained
  return async (method, path, body) => {
    // The token lives for a minute.
    if (obtained === undefined || performance.now() - obtainedAt > 30_000) {
      obtainedAt = performance.now()
      const form = { grant_type: 'password', client_id: 'admin-cli', ...administrator }
      obtained = requestJson('POST', `${origin}/realms/master/protocol/openid-connect/token`, { form })
    }
    const { access_token: token } = await obtained
    const headers = { authorization: `Bearer ${token}` }
    return requestJson(method, `${origin}/admin${path}`, { body, headers })
  }
}
