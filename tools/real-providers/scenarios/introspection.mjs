// An access token alone opens an API that looks tokens up, though the ID Token has the same audience and some providers call
// it active, too.

/** @type {import('./scenario.mjs').Scenario} */
export async function tryIntrospection({ app, obtainTokens }) {
  const tokens = await obtainTokens()
  const { access_token: accessToken, id_token: idToken, refresh_token: refreshToken } = tokens
  return [
    { check: 'access token, looked up', expected: '200', seen: await app.call('/looked-up', accessToken) },
    { check: 'ID Token, looked up', expected: '401', seen: await app.call('/looked-up', idToken) },
    { check: 'refresh token, looked up', expected: '401', seen: await app.call('/looked-up', refreshToken) },
  ]
}
