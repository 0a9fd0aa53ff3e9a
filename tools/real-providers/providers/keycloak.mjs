// Keycloak. What is special about it: each client may have its own algorithms, so that the ID Token and the access token
// have keys of different kinds, and its access tokens may be "lightweight": only introspection has their claims.
import { prepareKeycloak, version } from './keycloak-server.mjs'
import { ada, bob, buildSecret, password } from './provider.mjs'

/** The configuration of the guide names it in a claim path, so it is the same in each realm. */
const clientId = 'app'

/** The client of an API that looks tokens up. */
const introspector = 'api'

/**
 * A client in a realm of its own.
 * @typedef {import('./provider.mjs').Client & { realm: string, attributes?: Record<string, string>, mappers?: object[] }} RealmClient
 */
/** @type {readonly RealmClient[]} */
const clients = [
  {
    ...{ clientId, realm: 'main', title: 'as in the guide' },
    differs: { accessTokenProfile: 'plain_jwt' },
  },
  {
    ...{ clientId, realm: 'es256', title: 'ES256 ID Tokens, RS256 access tokens', hasTwoKeys: true },
    attributes: { 'id.token.signed.response.alg': 'ES256', 'access.token.signed.response.alg': 'RS256' },
    differs: { accessTokenProfile: 'plain_jwt' },
  },
  {
    ...{ clientId, realm: 'lightweight', title: 'lightweight access tokens' },
    attributes: { 'client.use.lightweight.access.token.enabled': 'true' },
    mappers: [
      describeMapper(
        'oidc-usermodel-realm-role-mapper',
        { 'claim.name': 'realm_access.roles', multivalued: 'true' },
        ['id', 'introspection'],
      ),
      describeMapper(
        'oidc-usermodel-client-role-mapper',
        {
          'usermodel.clientRoleMapping.clientId': clientId,
          'claim.name': `resource_access.${clientId}.roles`,
          multivalued: 'true',
        },
        ['id', 'introspection'],
      ),
      describeAudience(introspector, ['lightweight']),
    ],
    differs: {
      accessTokenLookup: 'introspection',
      introspection: { clientId: introspector, clientSecret: buildSecret(introspector) },
      // The first three at a sign-in, the others in the answer of introspection.
      rolesClaims: [
        { path: ['realm_access', 'roles'], from: 'idToken' },
        { path: ['resource_access', clientId, 'roles'], from: 'idToken' },
        { path: 'groups', stripPrefix: '/', from: 'idToken' },
        { path: ['realm_access', 'roles'], from: 'accessToken' },
        { path: ['resource_access', clientId, 'roles'], from: 'accessToken' },
        { path: 'groups', stripPrefix: '/', from: 'accessToken' },
      ],
    },
    cannot: {
      'access tokens': 'Lightweight access tokens carry no roles: an API looks them up.',
    },
  },
]

/** The provider of the keys that sign a token. @param {RealmClient} client @param {import('./provider.mjs').SignedToken} token */
const resolveKeyProvider = ({ hasTwoKeys }, token) =>
  hasTwoKeys === true && token === 'idToken' ? 'ecdsa-generated' : 'rsa-generated'

/** @type {import('./provider.mjs').Provider} */
export const keycloak = {
  ...{ name: 'Keycloak', version, guide: 'keycloak', clients },
  async start(app) {
    const { origin, admin, start, stop } = await prepareKeycloak()
    await start()
    try {
      for (const client of clients) {
        await admin('POST', '/realms', describeRealm(client, app))
        await addKey(admin, client.realm, resolveKeyProvider(client, 'idToken'))
      }
    } catch (error) {
      await stop()
      throw error
    }
    return {
      issuerUrl: (client) => `${origin}/realms/${realmOf(client).realm}`,
      stop,
      rotateKey: (client, token) => {
        const own = realmOf(client)
        return replaceKey(admin, own.realm, resolveKeyProvider(own, token))
      },
    }
  },
}

/** @param {import('./provider.mjs').Client} client */
function realmOf(client) {
  const found = clients.find(({ title }) => title === client.title)
  if (found === undefined) throw new Error(`${client.title} is no client of Keycloak.`)
  return found
}

/** The roles and the group of the guide, and its two mappers. @param {RealmClient} client @param {import('./provider.mjs').AppAddresses} app */
function describeRealm({ realm, attributes, mappers = [] }, { redirectUri, postLogoutRedirectUri }) {
  return {
    ...{ realm, enabled: true, groups: [{ name: 'staff' }] },
    roles: { realm: [{ name: 'admin' }], client: { [clientId]: [{ name: 'editor' }] } },
    users: [
      {
        ...{ ...describePerson(ada), groups: ['/staff'] },
        ...{ realmRoles: ['admin'], clientRoles: { [clientId]: ['editor'] } },
      },
      describePerson(bob),
    ],
    clients: [
      {
        ...{ clientId, secret: buildSecret(clientId), redirectUris: [redirectUri] },
        attributes: { ...attributes, 'post.logout.redirect.uris': postLogoutRedirectUri },
        protocolMappers: [
          describeMapper('oidc-group-membership-mapper', { 'claim.name': 'groups', 'full.path': 'true' }, [
            'id',
            'access',
            'userinfo',
            'introspection',
          ]),
          describeAudience(clientId, ['access', 'introspection', 'lightweight']),
          ...mappers,
        ],
      },
      { clientId: introspector, secret: buildSecret(introspector) },
    ],
  }
}

/** @param {import('./provider.mjs').Person} person */
export function describePerson({ username, firstName, lastName }) {
  return {
    // Without a name and an address Keycloak asks for them at the sign-in.
    ...{ username, enabled: true, email: username, emailVerified: true, firstName, lastName },
    credentials: [{ type: 'password', value: password }],
  }
}

/** @param {string} audience a client @param {string[]} tokens */
function describeAudience(audience, tokens) {
  const mapper = describeMapper('oidc-audience-mapper', { 'included.client.audience': audience }, tokens)
  return { ...mapper, name: `audience ${audience}` }
}

/** @param {string} protocolMapper @param {Record<string, string>} config @param {string[]} tokens that get its claim */
export function describeMapper(protocolMapper, config, tokens) {
  const wanted = tokens.map((token) => [
    token === 'lightweight' ? 'lightweight.claim' : `${token}.token.claim`,
    'true',
  ])
  return {
    ...{ name: protocolMapper, protocol: 'openid-connect', protocolMapper },
    config: { ...config, ...Object.fromEntries(wanted) },
  }
}

/** @param {import('./keycloak-server.mjs').Admin} admin @param {string} realm @param {string} providerId */
function addKey(admin, realm, providerId) {
  // The keys of the highest priority sign; of equal ones, any.
  const config = { priority: [`${Date.now()}`] }
  const providerType = 'org.keycloak.keys.KeyProvider'
  return admin('POST', `/realms/${realm}/components`, {
    ...{ name: `${providerId} ${Date.now()}`, providerId, providerType, config },
  })
}

/** @param {import('./keycloak-server.mjs').Admin} admin @param {string} realm @param {string} providerId */
async function replaceKey(admin, realm, providerId) {
  /** @type {{ id: string, providerId: string }[]} */
  const all = await admin('GET', `/realms/${realm}/components?type=org.keycloak.keys.KeyProvider`)
  await addKey(admin, realm, providerId)
  for (const old of all.filter((each) => each.providerId === providerId))
    await admin('DELETE', `/realms/${realm}/components/${old.id}`)
}
