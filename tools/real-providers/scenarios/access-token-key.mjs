// Roles that stand in the access token alone are still found at the sign-in after the key of access tokens rotated, and
// no other key did: the ID Token then is no occasion to fetch keys.
import { assertRotated } from '../tokens.mjs'

const expected = 'callback 303, /me 200'

/** @type {import('./scenario.mjs').Scenario} */
export async function tryAccessTokenKey({ app, obtainTokens, rotateKey }) {
  const old = await obtainTokens()
  const before = await app.signIn()
  await rotateKey?.('accessToken')
  const after = await app.signIn()
  assertRotated(old, await obtainTokens(), ['access_token'])
  return [
    { check: 'roles of the access token at a sign-in', expected, seen: before },
    { check: 'the same after its key rotated', expected, seen: after },
  ]
}
