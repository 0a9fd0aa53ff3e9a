// What a scenario is, and which there are. A new one is one module beside this one and a name here; each client says which
// of them fit it (../providers).
import { tryAccessTokenKey } from './access-token-key.mjs'
import { tryForeignKeys } from './foreign-keys.mjs'
import { tryIntrospection } from './introspection.mjs'

/**
 * @typedef {object} Finding
 * @property {string} check
 * @property {string} expected
 * @property {string} seen
 * @property {boolean} [passed] @default whether `seen` is `expected`
 *
 * @typedef {object} Trial
 * @property {import('../app.mjs').App} app just started: it knows nothing of the provider yet
 * @property {(parameters?: Record<string, string>) => Promise<import('../tokens.mjs').Tokens>} obtainTokens gets tokens from the provider
 * without the app; `parameters` of the authorization request stand in place of its nonce
 * @property {import('../providers/provider.mjs').RunningProvider['rotateKey']} rotateKey
 *
 * @typedef {(trial: Trial) => Promise<Finding[]>} Scenario it throws where nothing could be found out
 *
 * @typedef {'introspection' | 'access token key' | 'foreign keys'} ScenarioName
 */

/** @type {Readonly<Record<ScenarioName, Scenario>>} */
export const scenarios = {
  introspection: tryIntrospection,
  'access token key': tryAccessTokenKey,
  'foreign keys': tryForeignKeys,
}
