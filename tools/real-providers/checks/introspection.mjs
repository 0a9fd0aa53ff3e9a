// An access token alone opens an API that looks tokens up, though the ID Token has the same audience and some providers call
// it active, too. An ID Token without a nonce has hardly a mark of its kind.

/** @type {import('./check.mjs').Check} */
export const introspection = {
  name: 'introspection',
  async run({ guide, startApp, obtainTokens }) {
    const app = await startApp()
    const { access_token: accessToken, id_token: idToken, refresh_token: refreshToken } = await obtainTokens()
    const { id_token: bareIdToken } = await obtainTokens({})
    const lookUp = (/** @type {string} */ token) => app.call('/looked-up', token)
    const findings = [
      { what: 'access token', expected: `200 ${guide.roles.join(' ')}`, seen: await lookUp(accessToken) },
      { what: 'ID Token', expected: '401', seen: await lookUp(idToken) },
      { what: 'ID Token without nonce', expected: '401', seen: await lookUp(bareIdToken) },
    ]
    if (refreshToken !== undefined)
      findings.push({ what: 'refresh token', expected: '401', seen: await lookUp(refreshToken) })
    return { findings }
  },
}
