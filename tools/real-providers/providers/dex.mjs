// Dex, once as it is and once with its sessions, which are experimental. What is special about it: its sign-out ends on a page with
// a link back, its access tokens look like ID Tokens, and it rotates its keys by time alone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPort } from '../../find-port.mjs'
import { installOnce, runBuildTool } from '../install.mjs'
import { requestJson } from '../request-json.mjs'
import { startServer } from '../start-server.mjs'
import { ada, bob, buildSecret } from './provider.mjs'

// Its tags are v2 and its module path is not, so that a Go client knows it by commits alone.
const commit = '20260806151424-ab64ed778070'
const version = 'of 2026-08-06 (ab64ed778070)'

/** Of `password`, by bcrypt. */
const hash = '$2a$10$2b2cU8CPhOTaGrs1HRQuAueS7JTT5ZHsHSzYiFPm1leZck7Mc8T4W'

/** Dex looks every 30 seconds whether a key is older than this. */
const rotation = '20s'
const mostRotationSeconds = 120

const clientId = 'app'
const looksAlike =
  'Its access tokens look like its ID Tokens, and introspection calls ID Tokens access tokens, too.'
const shared = {
  cannot: { 'access tokens': looksAlike, introspection: looksAlike },
  notes: { 'key rotation': 'By time alone: `expiry.signingKeys` was set to seconds.' },
}

/** @type {readonly import('./provider.mjs').Client[]} */
const clients = [
  { ...shared, clientId, title: 'as in the guide' },
  { ...shared, clientId, title: 'with its sessions (`DEX_SESSIONS_ENABLED`)' },
]

/** @type {import('./provider.mjs').Provider} */
export const dex = {
  ...{ name: 'Dex', version, guide: 'dex', clients },
  async start(app) {
    const folder = await installOnce(`dex-${commit}`, build)
    /** @type {Map<string, Awaited<ReturnType<typeof serve>>>} */
    const servers = new Map()
    const stop = async () => {
      for (const server of servers.values()) await server.stop()
    }
    try {
      for (const { title } of clients)
        servers.set(title, await serve(folder, title !== 'as in the guide', app))
    } catch (error) {
      await stop()
      throw error
    }
    const issuerUrl = (/** @type {import('./provider.mjs').Client} */ { title }) =>
      servers.get(title)?.issuerUrl ?? ''
    return {
      ...{ issuerUrl, stop, backLink: 'Back to Application' },
      fields: { username: 'login', password: 'password' },
      rotateKey: (client) => awaitRotation(`${issuerUrl(client)}/keys`),
    }
  },
}

/** @param {string} folder @param {boolean} hasSessions @param {import('./provider.mjs').AppAddresses} app */
async function serve(folder, hasSessions, app) {
  const port = await findPort()
  const issuerUrl = `http://127.0.0.1:${port}/dex`
  const settings = mkdtempSync(join(tmpdir(), 'dex-'))
  const file = join(settings, 'dex.yaml')
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(describeServer(issuerUrl, `127.0.0.1:${port}`, app)))
  const stopServer = await startServer({
    ...{ command: join(folder, 'dex'), args: ['serve', file], cwd: folder },
    env: { APP_CLIENT_SECRET: buildSecret(clientId), DEX_SESSIONS_ENABLED: `${hasSessions}` },
    readyUrl: `${issuerUrl}/keys`,
  })
  const stop = async () => {
    await stopServer()
    rmSync(settings, { recursive: true })
  }
  return { issuerUrl, stop }
}

/** @param {string} folder */
async function build(folder) {
  await runBuildTool(folder, 'go', 'mod', 'init', 'providers')
  await runBuildTool(folder, 'go', 'get', '-tool', `github.com/dexidp/dex/cmd/dex@v0.0.0-${commit}`)
  // Dex replaces it by a folder of its own, which does not count for who depends on Dex.
  await runBuildTool(folder, 'go', 'get', `github.com/dexidp/dex/api/v2@v2.4.1-0.${commit}`)
  await runBuildTool(folder, 'go', 'build', '-o', 'dex', 'github.com/dexidp/dex/cmd/dex')
}

/** @param {string} issuer @param {string} http @param {import('./provider.mjs').AppAddresses} app */
function describeServer(issuer, http, { redirectUri, postLogoutRedirectUri }) {
  return {
    ...{ issuer, web: { http }, storage: { type: 'memory' }, logger: { level: 'error' } },
    ...{ expiry: { signingKeys: rotation }, oauth2: { skipApprovalScreen: true } },
    staticClients: [
      {
        ...{ id: clientId, name: 'App', secretEnv: 'APP_CLIENT_SECRET' },
        ...{ redirectURIs: [redirectUri], postLogoutRedirectURIs: [postLogoutRedirectUri] },
      },
    ],
    enablePasswordDB: true,
    staticPasswords: [describePerson(ada, ['example:everyone', 'example:platform']), describePerson(bob, [])],
  }
}

/** @param {import('./provider.mjs').Person} person @param {string[]} groups */
function describePerson({ username, firstName, lastName }, groups) {
  return {
    ...{ email: username, hash, username: firstName, name: `${firstName} ${lastName}`, groups },
    ...{ emailVerified: true, preferredUsername: firstName, userID: `id of ${firstName}` },
  }
}

/** @param {string} keysUrl */
async function awaitRotation(keysUrl) {
  /** @returns {Promise<string>} */
  const readSigningKey = async () => (await requestJson('GET', keysUrl)).keys[0].kid
  const old = await readSigningKey()
  for (let second = 0; second < mostRotationSeconds; second += 1) {
    if ((await readSigningKey()) !== old) return
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
  throw new Error(`Dex did not rotate its key within ${mostRotationSeconds} seconds.`)
}
