// What the application of a quick start must do: greet a stranger with a link to the sign-in, a user by name with a link to the
// sign-out, admit no one without a role unless it says so, and let administrators alone through a gate.
import assert from 'node:assert/strict'
import { createUserAgent, signIn, startProvider } from '@x/oidc-testing'
import { startApp } from './start-app.mjs'

const clientId = 'app'
const clientSecret = 'the secret of an app that begins'

/** A name is text of others: a page escapes it. */
const name = 'Ada <b>& Co'
const people = {
  ada: { name, groups: ['admins'] },
  sam: { name: 'Sam', groups: ['staff'] },
  nora: { name: 'Nora', groups: [] },
}

/**
 * @typedef {object} Beginning
 * @property {import('./start-app.mjs').Program} program
 * @property {(values: Record<string, string>) => void | Promise<void>} configure writes the variables that the program reads
 * @property {string} origin where the program listens
 * @property {readonly string[]} addresses that are registered at the provider: the redirect URI, then the one after a sign-out
 * @property {boolean} admitsAll whether users without a role are admitted
 * @property {boolean} hasGate whether `/admin` is for administrators
 */

/** @param {Beginning} beginning */
export async function checkGreetingJourney({ program, configure, origin, addresses, admitsAll, hasGate }) {
  const [redirectUri, postLogoutRedirectUri, ...others] = addresses
  assert.ok(redirectUri && postLogoutRedirectUri && others.length === 0, 'two addresses are to be registered')
  const provider = await startProvider({ people })
  /** @type {import('./start-app.mjs').RunningApp | undefined} */
  let running
  try {
    await provider.registerClient({
      ...{ clientId, clientSecret, redirectUris: [redirectUri] },
      postLogoutRedirectUris: [postLogoutRedirectUri],
    })
    await configure({
      ISSUER_URL: provider.issuerUrl,
      CLIENT_ID: clientId,
      CLIENT_SECRET: clientSecret,
      SESSION_SECRET: 'a session secret of an app that begins',
    })
    running = await startApp(program, { BASE_URL: origin, PORT: new URL(origin).port })
    await checkGreeting(origin)
    await checkAdmission(origin, { admitsAll, hasGate })
  } catch (error) {
    throw new Error(`${String(error)}\n${(await running?.stop()) ?? ''}`, { cause: error })
  } finally {
    await running?.stop()
    await provider.close()
  }
}

/** @param {string} origin */
async function checkGreeting(origin) {
  const ada = createUserAgent()
  const stranger = await ada.get(`${origin}/`)
  assert.equal(stranger.status, 200)
  assert.match(stranger.headers.get('content-type') ?? '', /^text\/html/u)
  assert.doesNotMatch(readText(stranger.text), /undefined|Ada/u)

  const greeted = await signIn(ada, findLink(stranger, 'Sign in'), 'ada')
  assert.equal(greeted.url, `${origin}/`, 'the sign-in returns to the page')
  assert.ok(readText(greeted.text).includes('Ada &lt;b&gt;&amp; Co'), `no greeting by name: ${greeted.text}`)

  const asked = await ada.get(findLink(greeted, 'Sign out'))
  const done = await ada.submitForm(asked, { press: 'Sign out' })
  assert.ok(done.url.startsWith(`${origin}/logout/done`), `the sign-out ends at ${done.url}`)
  assert.ok(findLink(await ada.get(`${origin}/`), 'Sign in'), 'a user who signed out is a stranger')
}

/** @param {string} origin @param {Pick<Beginning, 'admitsAll' | 'hasGate'>} expected */
async function checkAdmission(origin, { admitsAll, hasGate }) {
  const nora = await signIn(createUserAgent(), `${origin}/login`, 'nora')
  assert.equal(nora.url, admitsAll ? `${origin}/` : `${origin}/login/denied`, 'a user without a role')
  if (!hasGate) return
  const ada = await signIn(createUserAgent(), `${origin}/admin`, 'ada')
  assert.equal(ada.status, 200)
  assert.match(ada.text, /administrators/u)
  const sam = await signIn(createUserAgent(), `${origin}/admin`, 'sam')
  assert.equal(sam.status, 403)
}

/** @param {import('@x/oidc-testing').AgentResponse} page @param {string} label @returns {string} where the link leads */
function findLink({ text, url }, label) {
  const [, target] = new RegExp(`<a href="([^"]*)">${label}</a>`, 'u').exec(text) ?? []
  assert.ok(target, `no link '${label}' in ${text}`)
  return new URL(target, url).href
}

/** @param {string} html @returns {string} without scripts and the comments that React writes, and with one form of each entity */
const readText = (html) =>
  html
    .replaceAll(/<script.*?<\/script>/gsu, '')
    .replaceAll(/<!--.*?-->/gu, '')
    .replaceAll('&#38;', '&amp;')
    .replaceAll('&#60;', '&lt;')
    .replaceAll('&#62;', '&gt;')
