// What a provider is to a run, and who is registered at every one of them. A new provider is one module beside this one,
// its name in list-providers.mjs, and a guide in docs/providers, whose configuration the app gets.

/** The person with the role keys that the guide of the provider shows. */
export const ada = { username: 'ada@example.com', firstName: 'Ada', lastName: 'Admin' }

/** A person without any role. */
export const bob = { username: 'bob@example.com', firstName: 'Bob', lastName: 'Visitor' }

/** Of both. Dex takes a hash of it, which providers/dex.mjs holds. */
export const password = 'password'

/** Spring wants another secret for each client. @param {string} clientId */
export const buildSecret = (clientId) => `the secret of the client ${clientId}`

/**
 * @typedef {{ username: string, firstName: string, lastName: string }} Person
 *
 * @typedef {import('../checks/check.mjs').CheckName} CheckName
 *
 * A client of a provider: a row of the table.
 * @typedef {object} Client
 * @property {string} clientId
 * @property {string} title what is special about it, for the table
 * @property {Partial<import('@x/oidc-node').ProviderOptions>} [differs] what its configuration has beside, or in place of, what the guide says
 * @property {boolean} [hasTwoKeys] whether its ID Tokens and access tokens are signed with different keys
 * @property {readonly string[]} [tokenScopes] scopes that a refresh token needs, beside those of the guide
 * @property {Partial<Record<CheckName, string>>} [cannot] why a check cannot be done here, as a sentence
 * @property {Partial<Record<CheckName, string>>} [notes] what there is to know of a check that is done, as a sentence
 *
 * @typedef {object} Provider
 * @property {string} name
 * @property {string} version
 * @property {string} guide the name of its page in docs/providers, without `.md`
 * @property {readonly Client[]} clients an access token of each has its `clientId` for an audience
 * @property {(app: AppAddresses) => Promise<RunningProvider>} start installs it where it is missing, and registers the people and the clients
 *
 * @typedef {object} AppAddresses
 * @property {string} redirectUri
 * @property {string} postLogoutRedirectUri
 *
 * @typedef {'idToken' | 'accessToken'} SignedToken
 *
 * @typedef {object} RunningProvider
 * @property {(client: Client) => string} issuerUrl
 * @property {import('@x/oidc-node').ProviderOptions['metadata']} [metadata] those that the guide gives, with the addresses of this run
 * @property {{ username: string, password: string }} [fields] the names of the fields of its sign-in form, if they are others than these two
 * @property {(client: Client, token: SignedToken) => Promise<unknown>} [rotateKey] puts a new key in place of the one that signs these tokens
 * @property {string} [backLink] the link back on the page that its sign-out ends on, if it does not redirect
 * @property {string} [olderHints] why it takes no ID Token for a sign-out that an older key signed, as a sentence
 * @property {() => Promise<unknown>} stop
 */
