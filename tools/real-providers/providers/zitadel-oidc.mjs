// A provider built with zitadel/oidc: its example, with the roles of people and addresses of its own (../zitadel-oidc). What is
// special about it: it keeps no session, and introspection says no audience.
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { findPort } from '../../find-port.mjs'
import { computeDigest, installOnce, runBuildTool } from '../install.mjs'
import { startWithKeys } from '../start-server.mjs'
import { ada, bob, buildSecret, password } from './provider.mjs'

const version = '3.52.0'
const project = join(import.meta.dirname, '../zitadel-oidc')

const tokenScopes = ['offline_access']
const unsafe = { withoutIntrospectionAudience: true }
const notes = {
  'key rotation': 'By a restart: it makes a new key at each start, and cannot be asked for one.',
  introspection: 'With `unsafe: { withoutIntrospectionAudience: true }`: its answers have no `aud`.',
}

/** @type {readonly import('./provider.mjs').Client[]} */
const clients = [
  {
    ...{ clientId: 'app', title: 'opaque access tokens', tokenScopes, notes },
    differs: { accessTokenFormat: 'opaque', unsafe },
    cannot: { 'access tokens': 'Its access tokens are opaque: an API looks them up.' },
  },
  {
    ...{ clientId: 'app-jwt', title: 'JWT access tokens', tokenScopes, notes },
    differs: { accessTokenProfile: 'plain_jwt', unsafe },
  },
]

/** @type {import('./provider.mjs').Provider} */
export const zitadelOidc = {
  ...{ name: 'zitadel/oidc', version, guide: 'zitadel-oidc', clients },
  async start({ redirectUri, postLogoutRedirectUri }) {
    const folder = await installOnce(`zitadel-oidc-${version}-${computeDigest(project)}`, async (target) => {
      cpSync(project, target, { recursive: true })
      await runBuildTool(target, 'go', 'mod', 'init', 'providers')
      await runBuildTool(target, 'go', 'get', `github.com/zitadel/oidc/v3@v${version}`)
      await runBuildTool(target, 'go', 'build', '-mod=mod', '-o', 'provider', '.')
    })
    const port = `${await findPort()}`
    const issuerUrl = `http://127.0.0.1:${port}/`
    const people = [ada, bob].map(({ username, ...names }) => ({ ...names, username, password }))
    const { stop, restart } = await startWithKeys({
      ...{ command: join(folder, 'provider'), args: [], cwd: folder },
      env: {
        ...{ PORT: port, PEOPLE: JSON.stringify(people), ADMINISTRATOR: ada.username },
        ...{ REDIRECT_URI: redirectUri, POST_LOGOUT_REDIRECT_URI: postLogoutRedirectUri },
        CLIENTS: JSON.stringify(
          clients.map(({ clientId }) => ({ id: clientId, secret: buildSecret(clientId) })),
        ),
      },
      readyUrl: `${issuerUrl}.well-known/openid-configuration`,
    })
    return { issuerUrl: () => issuerUrl, stop, rotateKey: restart }
  },
}
