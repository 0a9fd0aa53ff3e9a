// What happens to a person, and whether Keycloak then sends a logout token. Without it the guide could promise an end that Keycloak never sends.

/**
 * @typedef {import('../browser.mjs').Browser} Browser
 *
 * @typedef {object} Trial
 * @property {import('../refresh/admin-client.mjs').RealmAdmin} realm
 * @property {string} redirectUri
 * @property {string} id of the person
 * @property {Browser} browser in which the session is that is looked at
 * @property {Browser} elsewhere another browser of the same person, with a session of its own
 *
 * @typedef {object} Case
 * @property {string} title
 * @property {(trial: Trial) => Promise<unknown>} act
 * @property {number} tokens how many logout tokens Keycloak sends, as it was measured
 * @property {Ending} expected
 * @property {boolean} [isRealmWide] whether it happens to all people of the realm
 *
 * What a request for data is answered with: in the first browser at once and when its roles are too old, and elsewhere at once.
 * @typedef {{ atOnce: string, later: string, elsewhere: string }} Ending
 */

const ended = '401: sign in'
const goesOn = '200'

/** @param {Partial<Ending>} changes @returns {Ending} */
const expectEnding = (changes) => ({ atOnce: ended, later: ended, elsewhere: ended, ...changes })

/** Keycloak sends no logout token: the session ends when its roles are too old. */
const endsByRefresh = expectEnding({ atOnce: goesOn, elsewhere: goesOn })

/** @type {readonly Case[]} */
export const cases = [
  {
    title: 'nothing happened',
    ...{ act: async () => {}, tokens: 0 },
    expected: expectEnding({ atOnce: goesOn, later: goesOn, elsewhere: goesOn }),
  },
  {
    title: 'an administrator signed the user out',
    ...{ act: ({ realm, id }) => realm.signOut(id), tokens: 2, expected: expectEnding({}) },
  },
  {
    title: 'an administrator deleted each session of the user',
    ...{ act: ({ realm, id }) => realm.deleteSessions(id), tokens: 2, expected: expectEnding({}) },
  },
  {
    title: 'an administrator disabled the user',
    ...{ act: ({ realm, id }) => realm.disable(id), tokens: 0, expected: endsByRefresh },
  },
  {
    title: 'an administrator deleted the user',
    ...{ act: ({ realm, id }) => realm.deletePerson(id), tokens: 0, expected: endsByRefresh },
  },
  {
    title: 'an administrator set another password',
    ...{ act: ({ realm, id }) => realm.setPassword(id), tokens: 0 },
    expected: expectEnding({ atOnce: goesOn, later: goesOn, elsewhere: goesOn }),
  },
  {
    title: 'the person changed the password elsewhere, with "Sign out from other devices"',
    ...{ act: changePassword, tokens: 1, expected: expectEnding({ elsewhere: goesOn }) },
  },
  {
    title: 'the person signed out at Keycloak, in this browser',
    ...{ act: signOutThere, tokens: 1, expected: expectEnding({ elsewhere: goesOn }) },
  },
  {
    title: 'an administrator deleted all sessions of the realm',
    ...{ act: ({ realm }) => realm.signOutAll(), tokens: 0, expected: endsByRefresh, isRealmWide: true },
  },
  {
    title: 'an administrator revoked all older tokens of the realm (`not-before`)',
    ...{ act: ({ realm }) => realm.setNotBefore(), tokens: 0, expected: endsByRefresh, isRealmWide: true },
  },
]

/** The form of the account console, which it opens by a sign-in with this parameter. @param {Trial} trial */
async function changePassword({ realm, redirectUri, elsewhere }) {
  const query = new URLSearchParams({
    ...{ client_id: realm.clientId, redirect_uri: redirectUri, response_type: 'code', scope: 'openid' },
    kc_action: 'UPDATE_PASSWORD',
  })
  const form = await elsewhere.open(`${realm.issuerUrl}/protocol/openid-connect/auth?${query}`)
  const fields = { 'password-new': 'a new password', 'password-confirm': 'a new password' }
  const page = await elsewhere.fill(form, { ...fields, 'logout-sessions': 'on' }, { stopBefore: redirectUri })
  const done = new URL(page.chain.at(-1)?.location ?? page.url).searchParams.get('kc_action_status')
  if (done !== 'success') throw new Error(`The password was not changed: ${page.status} at ${page.url}.`)
}

/** @param {Trial} trial */
async function signOutThere({ realm, browser }) {
  const question = await browser.open(`${realm.issuerUrl}/protocol/openid-connect/logout`)
  await browser.fill(question, {})
}
