// Dex. What is special about it: it keeps no session (unless its sessions are switched on), its access tokens look like ID Tokens,
// and it rotates its keys by time alone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPort } from '../../find-port.mjs'
import { installOnce, runBuildTool } from '../install.mjs'
import { requestJson } from '../request-json.mjs'
import { startServer } from '../start-server.mjs'
import { ada, bob, buildSecret } from './provider.mjs'

// Its tags are v2 and its module path is not, so that a Go client knows it by commits alone. This one follows 2.45.
const commit = 'v0.0.0-20260806151424-ab64ed778070'
const version = 'of 2026-08-06 (ab64ed778070)'

/** Of `password`, by bcrypt. */
const hash = '$2a$10$2b2cU8CPhOTaGrs1HRQuAueS7JTT5ZHsHSzYiFPm1leZck7Mc8T4W'

/** Dex looks every 30 seconds whether a key is older than this. */
const rotation = '20s'
const mostRotationSeconds = 120

const clientId = 'app'
const looksAlike = 'Its access tokens look like its ID Tokens, and introspection calls both access tokens.'

/** @type {import('./provider.mjs').Provider} */
export const dex = {
  ...{ name: 'Dex', version, guide: 'dex' },
  clients: [
    {
      ...{ clientId, title: 'local passwords' },
      cannot: { 'access tokens': looksAlike, introspection: looksAlike },
      notes: { 'key rotation': 'By time alone: `expiry.signingKeys` was set to seconds.' },
    },
  ],
  async start(app) {
    const folder = await installOnce(`dex-${commit}`, build)
    const port = await findPort()
    const issuerUrl = `http://127.0.0.1:${port}/dex`
    const settings = mkdtempSync(join(tmpdir(), 'dex-'))
    const file = join(settings, 'dex.yaml')
    // JSON is YAML.
    writeFileSync(file, JSON.stringify(describeServer(issuerUrl, `127.0.0.1:${port}`, app)))
    const keysUrl = `${issuerUrl}/keys`
    const stopServer = await startServer({
      ...{ command: join(folder, 'dex'), args: ['serve', file], cwd: folder },
      env: { APP_CLIENT_SECRET: buildSecret(clientId) },
      readyUrl: keysUrl,
    })
    return {
      issuerUrl: () => issuerUrl,
      fields: { username: 'login', password: 'password' },
      rotateKey: () => awaitRotation(keysUrl),
      async stop() {
        await stopServer()
        rmSync(settings, { recursive: true })
      },
    }
  },
}

/** @param {string} folder */
async function build(folder) {
  await runBuildTool(folder, 'go', 'mod', 'init', 'providers')
  await runBuildTool(folder, 'go', 'get', '-tool', `github.com/dexidp/dex/cmd/dex@${commit}`)
  await runBuildTool(folder, 'go', 'build', '-o', 'dex', 'github.com/dexidp/dex/cmd/dex')
}

/** @param {string} issuer @param {string} http @param {import('./provider.mjs').AppAddresses} app */
function describeServer(issuer, http, { redirectUri }) {
  return {
    ...{ issuer, web: { http }, storage: { type: 'memory' }, logger: { level: 'error' } },
    ...{ expiry: { signingKeys: rotation }, oauth2: { skipApprovalScreen: true } },
    staticClients: [
      { id: clientId, name: 'App', secretEnv: 'APP_CLIENT_SECRET', redirectURIs: [redirectUri] },
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
