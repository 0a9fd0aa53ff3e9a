// What a provider is to a run, and who and what is registered at every one of them. A new provider is one module beside
// this one, and its name in list-providers.mjs.

/** The person who signs in. */
export const ada = { username: 'ada', password: "ada's password", roles: ['staff', 'admins'] }

/** Spring wants another secret for each client. @param {string} clientId */
export const buildSecret = (clientId) => `the secret of the client ${clientId}`

/** The `providerId` of the provider under test in the app's configuration. */
export const providerId = 'real'

/**
 * A client of a provider, with what the app has to know of its tokens.
 * @typedef {object} Client
 * @property {string} clientId
 * @property {string} tokens what is special about its tokens, for the table
 * @property {readonly import('../scenarios/scenario.mjs').ScenarioName[]} scenarios
 * @property {readonly string[]} scopes
 * @property {import('@x/oidc-node').EngineOptions['providers'][number]['rolesClaims']} rolesClaims
 *
 * @typedef {object} Provider
 * @property {string} name
 * @property {string} version
 * @property {readonly Client[]} clients an access token of each has its `clientId` for an audience
 * @property {(app: AppAddresses) => Promise<RunningProvider>} start installs it where it is missing, and registers Ada and the clients
 *
 * @typedef {object} AppAddresses
 * @property {string} redirectUri
 * @property {string} postLogoutRedirectUri
 *
 * @typedef {object} RunningProvider
 * @property {string} issuerUrl
 * @property {Readonly<Record<string, string>>} [unpublished] members that the metadata lack
 * @property {(token: 'idToken' | 'accessToken') => Promise<unknown>} [rotateKey] puts a new key in place of the one that signs these tokens
 * @property {() => Promise<unknown>} stop
 */
