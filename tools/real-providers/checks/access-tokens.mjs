// An access token alone opens an API that verifies JWTs, with the roles of the guide.
import { forgeToken } from '../tokens.mjs'

/** @type {import('./check.mjs').Check} */
export const accessTokens = {
  name: 'access tokens',
  async run({ guide, startApp, obtainTokens }) {
    const app = await startApp()
    const { access_token: accessToken, id_token: idToken } = await obtainTokens()
    const { id_token: bareIdToken } = await obtainTokens({})
    const verify = (/** @type {string} */ token) => app.call('/verified', token)
    return {
      findings: [
        { what: 'access token', expected: `200 ${guide.roles.join(' ')}`, seen: await verify(accessToken) },
        { what: 'ID Token', expected: '401', seen: await verify(idToken) },
        { what: 'ID Token without nonce', expected: '401', seen: await verify(bareIdToken) },
        {
          what: 'access token with a key of another',
          expected: '401',
          seen: await verify(forgeToken(accessToken)),
        },
      ],
    }
  },
}
