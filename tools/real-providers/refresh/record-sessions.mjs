// Records what a person sees in an application whose sessions refresh at a real Keycloak. Without it the rules of sessions would hold at our
// own providers alone.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPort } from '../../find-port.mjs'
import { printStep } from '../../run-checks.mjs'
import { openBrowser } from '../browser.mjs'
import { prepareKeycloak, version } from '../providers/keycloak-server.mjs'
import { createRealm } from './admin-client.mjs'
import { printRows, writeSessions } from './answer-table.mjs'
import { cases } from './cases.mjs'
import { stopFor } from './outage.mjs'
import { createPlainClient } from './plain-client.mjs'
import { roleMaxAgeSeconds, startSessionApp } from './session-app.mjs'

/** The lifetime of access tokens: shorter than the outage, longer than the roles may be old. */
const accessTokenSeconds = 50

const paths = /** @type {const} */ (['/me', '/editor', '/token'])

/** @typedef {Record<typeof paths[number], string>} Seen the answer of each page */

const ok = { '/me': '200', '/editor': '200', '/token': '200' }
const signedOut = { '/me': '302', '/editor': '302', '/token': '302' }

/**
 * What the person sees at the first request after the roles got too old, by the title of the case.
 * @type {Record<string, Seen>}
 */
const expectations = {
  'nothing happened': ok,
  'the role was taken away': { ...ok, '/editor': '403' },
  'the user was disabled': signedOut,
  'the user was deleted': signedOut,
  'an administrator signed the user out': signedOut,
  'an administrator deleted the session': signedOut,
  'the refresh token was revoked (RFC 7009)': signedOut,
  'the access token was revoked (RFC 7009)': ok,
  'the refresh token was used before': signedOut,
}

/** @param {{ isFull: boolean, writes: boolean }} options @returns {Promise<{ passed: number, failed: number }>} */
export async function recordSessions({ isFull, writes }) {
  // Longer than the access token lives, and than old roles count.
  const seconds = isFull ? 600 : 60
  const databaseFolder = mkdtempSync(join(tmpdir(), 'keycloak-'))
  const server = await prepareKeycloak({ databaseFolder })
  const port = await findPort()
  const recorder = createRecorder()
  /** @type {import('./session-app.mjs').SessionApp | undefined} */
  let app
  try {
    const begun = performance.now()
    await server.start()
    printStep(`start Keycloak ${version} for an application`, true, begun)
    const origin = `http://localhost:${port}`
    const redirectUri = `${origin}/login/oauth2/code/keycloak`
    const addresses = { redirectUri, postLogoutRedirectUri: `${origin}/logout/done` }
    const realm = await createRealm(server, { realm: 'sessions', accessTokenSeconds, ...addresses })
    app = await startSessionApp({ port, realm })
    const running = { app, realm, client: createPlainClient(realm, redirectUri) }
    await recordCases(running, recorder)
    await recordOutage(server, running, recorder, seconds)
  } finally {
    await app?.stop()
    await server.stop()
    rmSync(databaseFolder, { recursive: true })
  }
  const table = printRows(
    ['since the sign-in', 'a page', 'a page with the role', '`oidc.tokens`'],
    recorder.rows,
  )
  console.log(`\n${table}\n`)
  if (writes && recorder.counts.failed === 0) writeSessions({ version, seconds, table })
  return recorder.counts
}

/**
 * @typedef {object} Running
 * @property {import('./session-app.mjs').SessionApp} app
 * @property {import('./admin-client.mjs').RealmAdmin} realm
 * @property {import('./plain-client.mjs').PlainClient} client
 */

/** All people sign in first, so that the roles of all get too old in one wait. @param {Running} running @param {Recorder} recorder */
async function recordCases({ app, client, realm }, recorder) {
  const tried = cases.filter(({ title }) => title in expectations)
  const begun = performance.now()
  const people = []
  for (const [index, { act, title }] of tried.entries()) {
    const { browser, id } = await signIn(app, realm, index)
    const tokens = app.readTokens()
    if (tokens === undefined) throw new Error('The token response was not seen.')
    people.push({ browser, title, act: () => act({ realm, client, id, person: { browser, tokens } }) })
  }
  for (const { act } of people) await act()
  await sleep((roleMaxAgeSeconds + 1) * 1000)
  for (const { browser, title } of people) {
    app.takeEvents()
    const seen = await readPages(app, browser)
    recorder.record(title, seen, expectations[title] ?? ok, begun)
    // Without a session the next answer is the same: no loop, and no session that comes back.
    recorder.check(`${title}, once more`, await readPages(app, browser), seen, begun)
  }
}

/** @param {import('../providers/keycloak-server.mjs').KeycloakServer} server @param {Running} running @param {Recorder} recorder @param {number} seconds */
async function recordOutage(server, { app, realm }, recorder, seconds) {
  const begun = performance.now()
  const { browser } = await signIn(app, realm, cases.length)
  const ask = () => readPages(app, browser)
  const { stopped, starting } = await stopFor(server, seconds, { whileStopped: ask, whileStarting: ask })
  const [first = ok, last = ok] = stopped
  const late = { '/me': '200', '/editor': '503', '/token': '503' }
  recorder.record('Keycloak is stopped', first, ok, begun)
  recorder.record(`Keycloak is stopped, ${seconds} seconds later`, last, late, begun)
  const worst = starting.find((seen) => seen['/me'] !== '200') ?? late
  recorder.record('Keycloak starts', worst, late, begun)
  // A refresh that failed is tried again after ten seconds.
  await sleep(11_000)
  recorder.record('Keycloak has started again', await ask(), ok, begun)
}

/** @param {import('./session-app.mjs').SessionApp} app @param {import('./admin-client.mjs').RealmAdmin} realm @param {number} number */
async function signIn(app, realm, number) {
  const person = { username: `user-${number}@example.com`, firstName: 'User', lastName: `${number}` }
  const id = await realm.addPerson(person)
  const browser = openBrowser({})
  await browser.signIn(app.login, person)
  const seen = await readPages(app, browser)
  if (seen['/editor'] !== '200')
    throw new Error(`${person.username} did not sign in: ${JSON.stringify(seen)}`)
  return { browser, id }
}

/** @param {import('./session-app.mjs').SessionApp} app @param {import('../browser.mjs').Browser} browser @returns {Promise<Seen>} */
async function readPages(app, browser) {
  const seen = { ...ok }
  for (const path of paths) {
    const { chain } = await browser.open(app.url(path), { followRedirects: false })
    seen[path] = String(chain[0]?.status)
  }
  return seen
}

/**
 * @typedef {object} Recorder
 * @property {(title: string, seen: Seen, expected: Seen, begun: number) => void} record a row of the table
 * @property {(title: string, seen: Seen, expected: Seen, begun: number) => void} check
 * @property {string[][]} rows
 * @property {{ passed: number, failed: number }} counts
 */

/** @returns {Recorder} */
function createRecorder() {
  const counts = { passed: 0, failed: 0 }
  /** @type {string[][]} */
  const rows = []
  const check = (
    /** @type {string} */ title,
    /** @type {Seen} */ seen,
    /** @type {Seen} */ expected,
    /** @type {number} */ begun,
  ) => {
    const wrong = paths.filter((path) => seen[path] !== expected[path])
    counts[wrong.length === 0 ? 'passed' : 'failed'] += 1
    printStep(`  ${title}`, wrong.length === 0, begun)
    for (const path of wrong) console.log(`    ${path}: expected ${expected[path]}, seen ${seen[path]}`)
  }
  return {
    counts,
    rows,
    check,
    record(title, seen, expected, begun) {
      check(title, seen, expected, begun)
      rows.push([title, ...paths.map((path) => seen[path])])
    },
  }
}

/** @param {number} milliseconds @returns {Promise<void>} */
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
