// Others' tokens with invented key ids must not keep people from signing in after the provider rotated its keys, nor good
// tokens out for good. A run does not wait for a budget to refill: the keys that the sign-in fetched let the token in at once.
import { assertRotated, forgeToken } from '../tokens.mjs'

const forgeries = 6

/** @type {import('./scenario.mjs').Scenario} */
export async function tryForeignKeys({ app, obtainTokens, rotateKey }) {
  const old = await obtainTokens()
  const genuine = await app.call('/verified', old.access_token)

  const answers = []
  for (let count = 1; count <= forgeries; count += 1)
    answers.push(await app.call('/verified', forgeToken(old.access_token)))

  for (const token of /** @type {const} */ (['idToken', 'accessToken'])) await rotateKey?.(token)
  const renewed = await obtainTokens()
  assertRotated(old, renewed, ['access_token', 'id_token'])
  const early = await app.call('/verified', renewed.access_token)
  const signIn = await app.signIn()
  const late = await app.call('/verified', renewed.access_token)

  return [
    { check: 'access token, verified', expected: '200', seen: genuine },
    {
      check: `${forgeries} forgeries with invented kids, verified`,
      expected: '401 while keys may be fetched, then 503 Retry-After',
      seen: answers.join(', '),
      passed: /^(?:401, )+503 Retry-After(?:, 503 Retry-After)*$/u.test(answers.join(', ')),
    },
    {
      check: 'access token with a new key, verified',
      expected: '200 or 503 Retry-After',
      seen: early,
      passed: early === '200' || early === '503 Retry-After',
    },
    { check: 'sign-in with new keys', expected: 'callback 303, /me 200', seen: signIn },
    { check: 'access token with a new key, after the sign-in', expected: '200', seen: late },
  ]
}
