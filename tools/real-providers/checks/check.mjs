// What a check is: a column of the table.

/**
 * @typedef {'sign-in' | 'roles' | 'another account' | 'sign-out' | 'key rotation' | 'access tokens' | 'introspection'} CheckName
 *
 * @typedef {object} Finding
 * @property {string} what
 * @property {string} expected
 * @property {string} seen
 * @property {boolean} [passed] @default whether `seen` is `expected`
 *
 * @typedef {object} Trial
 * @property {import('../guide.mjs').Guide} guide
 * @property {import('../providers/provider.mjs').Client} client
 * @property {import('../providers/provider.mjs').RunningProvider} running
 * @property {import('../app.mjs').Addresses} addresses
 * @property {() => Promise<import('../app.mjs').App>} startApp ends the app of this trial that runs; the new one knows nothing of the provider yet
 * @property {() => import('../browser.mjs').Browser} openBrowser a new one, of a person who is signed in nowhere
 * @property {(parameters?: Record<string, string>) => Promise<import('../tokens.mjs').Tokens>} obtainTokens gets Ada's tokens from the
 * provider without the app; `parameters` of the authorization request stand in place of its nonce
 *
 * @typedef {{ findings: readonly Finding[], note?: string | undefined }} CheckResult `note` is a sentence for the table
 *
 * @typedef {object} Check
 * @property {CheckName} name
 * @property {(trial: Trial) => Promise<CheckResult>} run throws where nothing could be found out
 */

/** @param {Finding} finding */
export function hasPassed({ seen, expected, passed = seen === expected }) {
  return passed
}
