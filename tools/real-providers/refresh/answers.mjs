// What Keycloak answers a client for one person, in words. Without it each case would say the same answer in another way.

/**
 * @typedef {object} Answers
 * @property {string} userinfo of the access token
 * @property {string} refresh of the refresh token
 * @property {string} silent of an authorization request with `prompt=none`
 *
 * @typedef {import('./plain-client.mjs').SignedIn & { secret?: string }} Probed `secret` takes the place of the client's
 */

/**
 * Asks UserInfo first, because a refresh that is refused can end the access token, too.
 * @param {import('./plain-client.mjs').PlainClient} client
 * @param {Probed} person
 * @returns {Promise<Answers & { tokens: import('./plain-client.mjs').Tokens | undefined }>} `tokens` of the refresh
 */
export async function readAnswers(client, { browser, tokens, secret }) {
  const userinfo = await client.readUserinfo(tokens.access_token)
  const refreshed = await client.refresh(tokens.refresh_token, secret)
  const { status, body } = refreshed
  const renewed = status === 200 ? /** @type {import('./plain-client.mjs').Tokens} */ (body) : undefined
  return {
    userinfo: describeAnswer(userinfo, () => userinfo.body['roles']),
    refresh: describeAnswer(refreshed, () => readRoles(renewed)),
    silent: await client.askSilently(browser),
    tokens: renewed,
  }
}

/** @param {import('./plain-client.mjs').Answer} answer @param {() => unknown} readRolesOf of a success */
function describeAnswer({ status, body }, readRolesOf) {
  if (status === 200) {
    const roles = /** @type {string[]} */ (readRolesOf() ?? [])
    return `200, ${roles.length === 0 ? 'no role' : roles.join(' ')}`
  }
  const challenge = [...String(body['challenge'] ?? '').matchAll(/(error\w*)="([^"]*)"/gu)]
  const { error, error_description: description } = {
    ...body,
    ...Object.fromEntries(challenge.map(([, ...pair]) => pair)),
  }
  return `${status}${error === undefined ? '' : ` \`${error}\``}${description === undefined ? '' : `: ${description}`}`
}

/** The roles that both new tokens have. @param {import('./plain-client.mjs').Tokens | undefined} tokens */
function readRoles(tokens) {
  if (tokens === undefined) return []
  const [ofId, ofAccess] = [tokens.id_token, tokens.access_token].map((token) => {
    /** @type {{ roles?: string[] }} */
    const { roles = [] } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    return roles
  })
  if (String(ofId) !== String(ofAccess))
    throw new Error('The ID Token and the access token have other roles.')
  return ofId
}
