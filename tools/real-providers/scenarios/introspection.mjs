// An access token alone opens an API that looks tokens up, though the ID Token has the same audience and some providers call
// it active, too. An ID Token without a nonce has hardly a mark of its kind.

/** @type {import('./scenario.mjs').Scenario} */
export async function tryIntrospection({ app, obtainTokens }) {
  const tokens = await obtainTokens()
  const { id_token: bareIdToken } = await obtainTokens({})
  const lookUp = (/** @type {string} */ token) => app.call('/looked-up', token)
  return [
    { check: 'access token, looked up', expected: '200', seen: await lookUp(tokens.access_token) },
    { check: 'ID Token, looked up', expected: '401', seen: await lookUp(tokens.id_token) },
    { check: 'ID Token without nonce, looked up', expected: '401', seen: await lookUp(bareIdToken) },
    { check: 'refresh token, looked up', expected: '401', seen: await lookUp(tokens.refresh_token) },
  ]
}
