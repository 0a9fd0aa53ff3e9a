// The provider signs with a new key, and people sign in as before; those who did before still sign out. Where access tokens are
// JWTs, roles that stand in them alone are still found after their key alone rotated, and forged tokens with invented key ids lock
// no caller out.
import { describeHop } from '../browser.mjs'
import { ada } from '../providers/provider.mjs'
import { assertRotated, forgeToken } from '../tokens.mjs'
import { describeSignIn, signedIn, signInAda } from './sign-in.mjs'

const forgeries = 6

/** @typedef {import('./check.mjs').Trial} Trial */
/** @typedef {import('./check.mjs').Finding} Finding */

/** @type {import('./check.mjs').Check} */
export const keyRotation = {
  name: 'key rotation',
  async run(trial) {
    const { client, running } = trial
    const hasJwts = client.cannot?.['access tokens'] === undefined
    return {
      findings: [
        ...(hasJwts && client.hasTwoKeys === true ? await rotateAccessTokenKey(trial) : []),
        ...(await (hasJwts ? rotateAmongForgeries(trial) : rotateIdTokenKey(trial))),
        ...(await signOutFromBefore(trial)),
      ],
      note: running.olderHints,
    }
  },
}

/**
 * The ID Token of the session was signed with a key that the provider may have deleted. The app knows that when it has seen a token
 * with the new one.
 * @param {Trial} trial @returns {Promise<Finding[]>}
 */
async function signOutFromBefore(trial) {
  const { client, running, addresses, openBrowser } = trial
  await trial.startApp()
  const browser = openBrowser()
  await browser.signIn(`${addresses.origin}/me`, ada)
  await running.rotateKey?.(client, 'idToken')
  await signInAda(trial)
  const left = await browser.press(await browser.open(`${addresses.origin}/logout`), 'Sign out')
  // Without a hint a provider may ask first.
  const asks = !left.url.startsWith(addresses.origin) && left.text.includes('<form')
  const done = asks ? await browser.press(left, '') : left
  const { status } = await browser.open(`${addresses.origin}/oauth2/session`)

  const seen = describeHop(done.chain.at(-1))
  const cameBack = '/logout/done 200'
  const what = 'a sign-out with an older ID Token'
  return [
    running.olderHints === undefined
      ? { what, expected: cameBack, seen }
      : { what, expected: 'a page of the provider', seen, passed: seen !== cameBack },
    { what: 'the session of the app after it', expected: '401', seen: `${status}` },
  ]
}

/** @param {Trial} trial @returns {Promise<Finding[]>} */
async function rotateIdTokenKey(trial) {
  const { client, running, obtainTokens } = trial
  await trial.startApp()
  const old = await obtainTokens()
  const before = describeSignIn(trial, await signInAda(trial))
  await running.rotateKey?.(client, 'idToken')
  const after = describeSignIn(trial, await signInAda(trial))
  assertRotated(old, await obtainTokens(), { rotated: ['id_token'] })
  return [
    { what: 'a sign-in', expected: signedIn, seen: before },
    { what: 'the same with a new key', expected: signedIn, seen: after },
  ]
}

/** The ID Token is no occasion to fetch keys then. @param {Trial} trial @returns {Promise<Finding[]>} */
async function rotateAccessTokenKey(trial) {
  const { guide, client, running, obtainTokens } = trial
  await trial.startApp()
  const old = await obtainTokens()
  const before = await signInAda(trial)
  await running.rotateKey?.(client, 'accessToken')
  const after = await signInAda(trial)
  assertRotated(old, await obtainTokens(), { rotated: ['access_token'], kept: ['id_token'] })
  const expected = guide.roles.join(' ')
  return [
    { what: 'roles of the access token at a sign-in', expected, seen: before.text.slice(0, 200) },
    { what: 'the same after its key rotated', expected, seen: after.text.slice(0, 200) },
  ]
}

/**
 * A run does not wait for a budget to refill: the keys that the sign-in fetched let the token in at once.
 * @param {Trial} trial @returns {Promise<Finding[]>}
 */
async function rotateAmongForgeries(trial) {
  const { guide, client, running, obtainTokens } = trial
  const app = await trial.startApp()
  const old = await obtainTokens()
  const letIn = `200 ${guide.roles.join(' ')}`
  const genuine = await app.call('/verified', old.access_token)

  const answers = []
  for (let count = 1; count <= forgeries; count += 1)
    answers.push(await app.call('/verified', forgeToken(old.access_token)))

  for (const token of /** @type {const} */ (['idToken', 'accessToken']))
    if (token === 'idToken' || client.hasTwoKeys === true) await running.rotateKey?.(client, token)
  const renewed = await obtainTokens()
  assertRotated(old, renewed, { rotated: ['access_token', 'id_token'] })
  const early = await app.call('/verified', renewed.access_token)
  const signIn = describeSignIn(trial, await signInAda(trial))
  const late = await app.call('/verified', renewed.access_token)

  return [
    { what: 'an access token', expected: letIn, seen: genuine },
    {
      what: `${forgeries} forgeries with invented key ids`,
      expected: '401 while keys may be fetched, then 503 Retry-After',
      seen: answers.join(', '),
      passed: /^(?:401, )+503 Retry-After(?:, 503 Retry-After)*$/u.test(answers.join(', ')),
    },
    {
      what: 'an access token with a new key',
      expected: `${letIn}, or 503 Retry-After`,
      seen: early,
      passed: early === letIn || early === '503 Retry-After',
    },
    { what: 'a sign-in with new keys', expected: signedIn, seen: signIn },
    { what: 'the access token with a new key, after the sign-in', expected: letIn, seen: late },
  ]
}
