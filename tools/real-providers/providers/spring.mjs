// Spring Authorization Server, as the application in ../spring. What is special about it: its introspection calls an ID
// Token active.
import { createHash } from 'node:crypto'
import { cpSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findPort } from '../../find-port.mjs'
import { installOnce, runBuildTool } from '../install.mjs'
import { startServer } from '../start-server.mjs'
import { buildSecret } from './provider.mjs'

const project = join(import.meta.dirname, '../spring')

const shared = {
  scenarios: /** @type {const} */ (['introspection']),
  scopes: ['profile'],
  rolesClaims: ['roles'],
}

/** @type {import('./provider.mjs').Provider} */
export const spring = {
  name: 'Spring Authorization Server',
  version: readVersion(),
  clients: [
    { ...shared, clientId: 'jwt', tokens: 'JWT access tokens' },
    { ...shared, clientId: 'opaque', tokens: 'opaque access tokens' },
  ],
  async start({ redirectUri, postLogoutRedirectUri }) {
    const folder = await installOnce(`spring-${computeDigest()}`, async (target) => {
      cpSync(project, target, { recursive: true })
      await runBuildTool(target, 'mvn', '-B', '-q', 'package')
    })
    const port = `${await findPort()}`
    const issuerUrl = `http://127.0.0.1:${port}`
    const stop = await startServer({
      ...{ command: 'java', args: ['-jar', 'target/provider.jar'], cwd: folder },
      env: {
        ...{ PORT: port, JWT_SECRET: buildSecret('jwt'), OPAQUE_SECRET: buildSecret('opaque') },
        ...{ REDIRECT_URI: redirectUri, POST_LOGOUT_REDIRECT_URI: postLogoutRedirectUri },
      },
      readyUrl: `${issuerUrl}/.well-known/openid-configuration`,
    })
    return { issuerUrl, stop }
  },
}

function readVersion() {
  const pom = readFileSync(join(project, 'pom.xml'), 'utf8')
  return /<spring-authorization-server\.version>([^<]+)</u.exec(pom)?.[1] ?? 'unknown'
}

/** @returns {string} another one after a change of the project, which then is built anew */
function computeDigest() {
  const digest = createHash('sha256')
  for (const file of globSync('**/*.{xml,java,yml}', { cwd: project }).sort())
    digest.update(`${file}\0`).update(readFileSync(join(project, file)))
  return digest.digest('hex').slice(0, 12)
}
