// People who are signed in to an application, one for each column of the table, so that no answer depends on another.
import { openBrowser } from '../browser.mjs'
import { createPlainClient } from './plain-client.mjs'
import { look } from './seen.mjs'
import { keepsTokens } from './session-kinds.mjs'

/**
 * @typedef {import('./session-app.mjs').Path} Path
 * @typedef {import('./session-app.mjs').SessionApp} SessionApp
 * @typedef {import('./session-kinds.mjs').SessionKind} SessionKind
 *
 * @typedef {object} Group of people with the same fate
 * @property {SessionKind} kind
 * @property {readonly number[]} signedInAt when each signed in, in milliseconds
 * @property {(act: import('./cases.mjs').Case['act'], isRealmWide?: boolean) => Promise<void>} befall lets something happen to each
 * @property {() => Promise<import('./expected-sights.mjs').Cells>} look
 */

/** @type {readonly Path[]} */
export const paths = ['/page', '/editor', '/api', '/token']

let count = 0

/** @param {SessionApp} app @param {SessionKind} kind @returns {Promise<Group>} */
export async function signInGroup(app, kind) {
  /** @type {({ path: Path } & Awaited<ReturnType<typeof signIn>>)[]} */
  const people = []
  for (const path of paths)
    if (path !== '/token' || keepsTokens(kind)) people.push({ path, ...(await signIn(app)) })
  const client = createPlainClient(app.realm, app.redirectUri)
  return {
    kind,
    signedInAt: people.map(({ at }) => at),
    async befall(act, isRealmWide = false) {
      for (const { browser, id, tokens } of isRealmWide ? people.slice(0, 1) : people)
        await act({ realm: app.realm, client, id, person: { browser, tokens } })
    },
    async look() {
      const seen = { '/page': '–', '/editor': '–', '/api': '–', '/token': '–' }
      for (const { path, ...visitor } of people) seen[path] = await look(app, path, visitor)
      return seen
    },
  }
}

/** @param {SessionApp} app */
async function signIn(app) {
  count += 1
  const person = { username: `user-${count}@example.com`, firstName: 'User', lastName: `${count}` }
  const id = await app.realm.addPerson(person)
  const browser = openBrowser({})
  const at = performance.now()
  await browser.signIn(app.login, person)
  const tokens = app.readTokens()
  if (tokens === undefined) throw new Error(`${person.username} did not sign in.`)
  return { browser, id, tokens, at }
}
