// Set-ups of a client at Keycloak, good ones and wrong ones, and what `oidc doctor` must say of each. Without it the doctor would be tried at our own
// provider alone, which refuses in other words.

/**
 * @typedef {object} Client as the admin API takes it
 * @property {string} clientId
 *
 * @typedef {object} Case
 * @property {string} title
 * @property {(Client & Record<string, unknown>)} [client] in place of the usual one
 * @property {Record<string, unknown>} [realm] members of the realm, which then is one of its own
 * @property {(issuerUrl: string) => string} [issuerUrl] the issuer that the configuration names
 * @property {Record<string, unknown>} [provider] options in place of the usual ones
 * @property {readonly string[]} expected the checks that find a fault; empty: it is a good set-up
 * @property {RegExp} [says] what the report must say
 */

export const clientId = 'app'
export const clientSecret = 'the secret of the client at Keycloak'
export const baseUrl = 'http://localhost:3000'
const redirectUri = `${baseUrl}/login/oauth2/code/main`

/** @param {Record<string, unknown>} [changes] @param {Record<string, string>} [attributes] */
export function describeClient(changes = {}, attributes = {}) {
  return {
    ...{ clientId, secret: clientSecret, redirectUris: [redirectUri] },
    attributes: { 'post.logout.redirect.uris': `${baseUrl}/logout/done`, ...attributes },
    ...changes,
  }
}

/** @type {readonly Case[]} */
export const cases = [
  { title: 'as in the guide', expected: [] },
  {
    title: 'a public client, and PKCE with S256 required',
    client: describeClient(
      { publicClient: true, secret: undefined },
      { 'pkce.code.challenge.method': 'S256' },
    ),
    ...{ provider: { clientSecret: undefined }, expected: [] },
  },
  {
    title: 'another redirect URI is registered',
    client: describeClient({ redirectUris: [`${baseUrl}/callback`] }),
    ...{ expected: ['redirect_uri'], says: /login\/oauth2\/code\/main/u },
  },
  {
    title: 'no post-logout redirect URI is registered',
    client: describeClient({ attributes: { 'post.logout.redirect.uris': `${baseUrl}/bye` } }),
    ...{ expected: ['sign_out'], says: /logout\/done/u },
  },
  {
    title: 'the secret is another one',
    ...{
      provider: { clientSecret: 'another secret' },
      expected: ['client'],
      says: /Check clientId and clientSecret/u,
    },
  },
  {
    title: 'the client id is another one',
    ...{ provider: { clientId: 'ap' }, expected: ['client'], says: /clientId/u },
  },
  {
    title: 'the client is disabled',
    ...{ client: describeClient({ enabled: false }), expected: ['client'], says: /Enable the client/u },
  },
  {
    title: 'the client has no Standard flow',
    client: describeClient({ standardFlowEnabled: false }),
    ...{ expected: ['client'], says: /Standard flow|unauthorized_client/iu },
  },
  {
    title: 'PKCE with the method plain is required',
    client: describeClient({}, { 'pkce.code.challenge.method': 'plain' }),
    ...{ expected: ['pkce'], says: /S256/u },
  },
  {
    title: 'the realm is another one',
    issuerUrl: (issuer) => issuer.replace(/[^/]*$/u, 'mian'),
    ...{ expected: ['discovery'], says: /404/u },
  },
  {
    title: 'the issuer is that of Keycloak before 17, with /auth',
    issuerUrl: (issuer) => issuer.replace('/realms/', '/auth/realms/'),
    ...{ expected: ['discovery'], says: /issuerUrl is probably \S+\/realms\//u },
  },
  {
    title: 'the issuer has https, and Keycloak has http',
    issuerUrl: (issuer) => issuer.replace('http:', 'https:'),
    ...{ expected: ['discovery'], says: /https?/u },
  },
  {
    title: 'the issuer ends in a slash',
    issuerUrl: (issuer) => `${issuer}/`,
    ...{ expected: ['issuer'], says: /slash/u },
  },
  {
    title: 'the realm is disabled',
    ...{ realm: { enabled: false }, expected: ['endpoints'], says: /Enable the realm/u },
  },
  {
    title: 'a scope that Keycloak does not have',
    ...{ provider: { scopes: ['profile', 'grups'] }, expected: ['scopes'], says: /grups/u },
  },
  {
    title: 'the configuration has no secret, and the client has one',
    ...{ provider: { clientSecret: undefined }, expected: ['client'], says: /set clientSecret/u },
  },
]
