// What can happen to a person who is signed in, and what Keycloak answers then. The table of docs/real-providers.md has a row for each.
// Without it a rule for refreshed sessions could fit what we think that Keycloak answers.

const withRole = '200, editor'
const invalidGrant = (/** @type {string} */ why) => `400 \`invalid_grant\`: ${why}`
const invalidToken = (/** @type {string} */ why) => `401 \`invalid_token\`: ${why}`

/** What Keycloak answers while nothing has changed. */
export const unchanged = { userinfo: withRole, refresh: withRole, silent: 'code' }
const withoutSession = {
  userinfo: invalidToken('user_session_not_found'),
  refresh: invalidGrant('Session not active'),
  silent: 'login_required',
}
/** The session at the provider goes on, and has no part for this client any more. */
const withoutClient = {
  userinfo: invalidToken('user_session_not_found'),
  refresh: invalidGrant("Session doesn't have required client"),
  silent: 'code',
}

/**
 * @typedef {import('./answers.mjs').Probed} Probed
 *
 * @typedef {object} Trial
 * @property {import('./admin-client.mjs').RealmAdmin} realm
 * @property {import('./plain-client.mjs').PlainClient} client
 * @property {string} id of the person
 * @property {Probed} person
 *
 * @typedef {object} Case
 * @property {string} title
 * @property {(trial: Trial) => Promise<Partial<Probed> | void>} act returns what is asked for in place of the person's own
 * @property {import('./answers.mjs').Answers} expected as it was measured
 * @property {boolean} [isRealmWide] whether it happens to all people of the realm
 */

/** @type {readonly Case[]} */
export const cases = [
  { title: 'nothing happened', act: async () => {}, expected: unchanged },
  {
    title: 'the role was taken away',
    act: ({ realm, id }) => realm.removeRole(id),
    expected: { ...unchanged, userinfo: '200, no role', refresh: '200, no role' },
  },
  {
    title: 'the user was disabled',
    act: ({ realm, id }) => realm.disable(id),
    expected: {
      userinfo: invalidToken('User disabled'),
      refresh: invalidGrant('User disabled'),
      silent: 'login_required',
    },
  },
  {
    title: 'the user was deleted',
    act: ({ realm, id }) => realm.deletePerson(id),
    expected: withoutSession,
  },
  {
    title: 'an administrator signed the user out',
    act: ({ realm, id }) => realm.signOut(id),
    expected: withoutSession,
  },
  {
    title: 'an administrator deleted the session',
    act: ({ realm, id }) => realm.deleteSessions(id),
    expected: withoutSession,
  },
  {
    title: 'an administrator deleted all sessions of the realm',
    act: ({ realm }) => realm.signOutAll(),
    ...{ expected: withoutSession, isRealmWide: true },
  },
  {
    title: 'an administrator revoked all older tokens of the realm (`not-before`)',
    act: ({ realm }) => realm.setNotBefore(),
    expected: {
      userinfo: invalidToken('Token verification failed'),
      refresh: invalidGrant('Stale token'),
      silent: 'login_required',
    },
    isRealmWide: true,
  },
  {
    title: 'the refresh token was revoked (RFC 7009)',
    act: ({ client, person }) => revoke(client, person.tokens.refresh_token),
    expected: withoutSession,
  },
  {
    title: 'the access token was revoked (RFC 7009)',
    act: ({ client, person }) => revoke(client, person.tokens.access_token),
    expected: { ...unchanged, userinfo: invalidToken('Token verification failed') },
  },
  {
    title: 'the refresh token was used before',
    act: async ({ client, person }) => {
      await refreshOnce(client, person.tokens)
    },
    expected: { ...unchanged, refresh: invalidGrant('Maximum allowed refresh token reuse exceeded') },
  },
  {
    title: 'the refresh token before this one was used again',
    async act({ client, person }) {
      const tokens = await refreshOnce(client, person.tokens)
      await client.refresh(person.tokens.refresh_token)
      return { tokens }
    },
    expected: withoutClient,
  },
  {
    title: 'the refresh token before this one was sent twice at the same time',
    async act({ client, person }) {
      const sent = [person, person].map(({ tokens }) => client.refresh(tokens.refresh_token))
      const winner = (await Promise.all(sent)).find(({ status }) => status === 200)
      if (winner === undefined) throw new Error('Keycloak refused both requests.')
      return { tokens: /** @type {Probed['tokens']} */ (winner.body) }
    },
    expected: withoutClient,
  },
  {
    title: 'the client has another secret',
    act: async () => ({ secret: 'the secret of another client' }),
    expected: {
      ...unchanged,
      refresh: '401 `unauthorized_client`: Invalid client or Invalid client credentials',
    },
  },
]

/** @param {import('./plain-client.mjs').PlainClient} client @param {string | undefined} token */
async function revoke(client, token) {
  const { status } = await client.revoke(token)
  if (status !== 200) throw new Error(`The revocation was answered with ${status}.`)
}

/** @param {import('./plain-client.mjs').PlainClient} client @param {Probed['tokens']} tokens */
async function refreshOnce(client, tokens) {
  const { status, body } = await client.refresh(tokens.refresh_token)
  if (status !== 200) throw new Error(`The first refresh was answered with ${status}.`)
  return /** @type {Probed['tokens']} */ (body)
}
