// Spring Authorization Server, as the application in ../spring. What is special about it: its introspection calls an ID
// Token active, and its UserInfo takes JWTs alone.
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findPort } from '../../find-port.mjs'
import { computeDigest, installOnce, runBuildTool } from '../install.mjs'
import { startWithKeys } from '../start-server.mjs'
import { ada, bob, buildSecret } from './provider.mjs'

const project = join(import.meta.dirname, '../spring')

const notes = {
  'key rotation': 'By a restart: it makes a new key at each start, and cannot be asked for one.',
}

/** @type {import('./provider.mjs').Provider} */
export const spring = {
  ...{ name: 'Spring Authorization Server', version: readVersion(), guide: 'spring' },
  clients: [
    {
      ...{ clientId: 'app', title: 'JWT access tokens', notes },
      differs: { accessTokenProfile: 'plain_jwt' },
    },
    {
      ...{ clientId: 'app-opaque', title: 'opaque access tokens', notes },
      differs: { accessTokenLookup: 'introspection' },
      cannot: { 'access tokens': 'Its access tokens are opaque: an API looks them up.' },
    },
  ],
  async start({ redirectUri, postLogoutRedirectUri }) {
    const folder = await installOnce(`spring-${computeDigest(project)}`, async (target) => {
      cpSync(project, target, { recursive: true })
      await runBuildTool(target, 'mvn', '-B', '-q', 'package')
    })
    const port = `${await findPort()}`
    const issuerUrl = `http://127.0.0.1:${port}`
    const { stop, restart } = await startWithKeys({
      ...{ command: 'java', args: ['-jar', 'target/provider.jar'], cwd: folder },
      env: {
        ...{ PORT: port, CLIENT_SECRET: buildSecret('app'), OPAQUE_CLIENT_SECRET: buildSecret('app-opaque') },
        ...{ REDIRECT_URI: redirectUri, POST_LOGOUT_REDIRECT_URI: postLogoutRedirectUri },
        ...{ PERSON_WITH_ROLES: ada.username, PERSON_WITHOUT_ROLES: bob.username },
      },
      readyUrl: `${issuerUrl}/.well-known/openid-configuration`,
    })
    return {
      ...{ issuerUrl: () => issuerUrl, stop, rotateKey: restart },
      olderHints:
        'It is ✔ because people sign in, and a sign-out ends the session of the application. With an ID Token that an older key signed, the sign-out at Spring ends on its sign-in page: Spring cannot verify that token.',
    }
  },
}

function readVersion() {
  const pom = readFileSync(join(project, 'pom.xml'), 'utf8')
  return /<spring-authorization-server\.version>([^<]+)</u.exec(pom)?.[1] ?? 'unknown'
}
