// What an administrator of Keycloak does to people who are signed in. Without it the scenarios of refreshed sessions would need a
// person who presses buttons in its console.
import { describeMapper, describePerson } from '../providers/keycloak.mjs'
import { buildSecret } from '../providers/provider.mjs'

/**
 * @typedef {import('../providers/provider.mjs').Person} Person
 *
 * @typedef {object} RealmOptions
 * @property {string} realm its name
 * @property {number} accessTokenSeconds the lifetime of access tokens
 * @property {string} redirectUri of its client
 * @property {string} postLogoutRedirectUri of its client
 * @property {string} [backChannelUrl] of its client, to which Keycloak sends logout tokens
 * @property {boolean} [hasRefreshTokens] whether its client gets refresh tokens. Default: true
 *
 * An administrator of one realm. People are named by the id that Keycloak gave them, which is their `sub`.
 * @typedef {object} RealmAdmin
 * @property {string} issuerUrl
 * @property {string} clientId of its only client
 * @property {(person: Person) => Promise<string>} addPerson adds a person with the role `editor` of the client, and returns the id
 * @property {(id: string) => Promise<void>} removeRole
 * @property {(id: string) => Promise<void>} disable
 * @property {(id: string) => Promise<void>} deletePerson
 * @property {(id: string) => Promise<void>} setPassword gives the person another password
 * @property {(id: string) => Promise<void>} signOut ends all sessions of the person, as "Sign out" at the person's page does
 * @property {(id: string) => Promise<void>} deleteSessions ends each session of the person by its id
 * @property {() => Promise<void>} signOutAll ends every session of the realm
 * @property {() => Promise<void>} setNotBefore revokes all tokens of the realm that are older than now, as its page "Revocation" does
 */

const clientId = 'app'
const role = 'editor'

/**
 * Creates a realm whose refresh tokens can be used once.
 * @param {import('../providers/keycloak-server.mjs').KeycloakServer} server
 * @param {RealmOptions} options
 * @returns {Promise<RealmAdmin>}
 */
export async function createRealm({ admin, origin }, options) {
  const { realm, accessTokenSeconds, redirectUri, postLogoutRedirectUri, backChannelUrl } = options
  const { hasRefreshTokens = true } = options
  await admin('POST', '/realms', {
    ...{ realm, enabled: true, accessTokenLifespan: accessTokenSeconds },
    ...{ revokeRefreshToken: true, refreshTokenMaxReuse: 0 },
    // Many people sign in, and the hashes of their passwords protect nothing here.
    passwordPolicy: 'hashAlgorithm(pbkdf2-sha256) and hashIterations(1)',
    roles: { client: { [clientId]: [{ name: role }] } },
    clients: [
      {
        ...{ clientId, secret: buildSecret(clientId), redirectUris: [redirectUri] },
        attributes: {
          'post.logout.redirect.uris': postLogoutRedirectUri,
          'use.refresh.tokens': `${hasRefreshTokens}`,
          ...(backChannelUrl !== undefined && {
            'backchannel.logout.url': backChannelUrl,
            'backchannel.logout.session.required': 'true',
          }),
        },
        protocolMappers: [
          describeMapper(
            'oidc-usermodel-client-role-mapper',
            {
              'usermodel.clientRoleMapping.clientId': clientId,
              'claim.name': 'roles',
              multivalued: 'true',
            },
            ['id', 'access', 'userinfo'],
          ),
        ],
      },
    ],
  })
  const path = `/realms/${realm}`
  const [{ id: clientKey }] = await admin('GET', `${path}/clients?clientId=${clientId}`)
  const roleOfClient = await admin('GET', `${path}/clients/${clientKey}/roles/${role}`)
  const rolesOf = (/** @type {string} */ id) => `${path}/users/${id}/role-mappings/clients/${clientKey}`

  return {
    issuerUrl: `${origin}/realms/${realm}`,
    clientId,
    async addPerson(person) {
      await admin('POST', `${path}/users`, describePerson(person))
      const [{ id }] = await admin('GET', `${path}/users?exact=true&username=${person.username}`)
      await admin('POST', rolesOf(id), [roleOfClient])
      return id
    },
    removeRole: (id) => admin('DELETE', rolesOf(id), [roleOfClient]),
    disable: (id) => admin('PUT', `${path}/users/${id}`, { enabled: false }),
    setPassword: (id) =>
      admin('PUT', `${path}/users/${id}/reset-password`, {
        ...{ type: 'password', temporary: false, value: 'another password' },
      }),
    deletePerson: (id) => admin('DELETE', `${path}/users/${id}`),
    signOut: (id) => admin('POST', `${path}/users/${id}/logout`),
    async deleteSessions(id) {
      /** @type {{ id: string }[]} */
      const sessions = await admin('GET', `${path}/users/${id}/sessions`)
      if (sessions.length === 0) throw new Error('The person has no session at the provider.')
      for (const session of sessions) await admin('DELETE', `${path}/sessions/${session.id}`)
    },
    signOutAll: () => admin('POST', `${path}/logout-all`),
    async setNotBefore() {
      // In seconds, as `iat`: a token of this second would not be older.
      await new Promise((resolve) => setTimeout(resolve, 1000))
      await admin('PUT', path, { notBefore: Math.floor(Date.now() / 1000) })
    },
  }
}
