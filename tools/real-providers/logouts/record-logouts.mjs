// Records which sessions end by the back channel of a real Keycloak. Without it logout tokens would be tried at our own providers alone.
import { memoryReplayStore, memoryStore } from '@x/oidc-node'
import { printStep } from '../../run-checks.mjs'
import { openBrowser } from '../browser.mjs'
import { prepareKeycloak, version } from '../providers/keycloak-server.mjs'
import { look } from '../refresh/seen.mjs'
import { sleepSeconds } from '../refresh/look-at-age.mjs'
import { startSessionApp } from '../refresh/session-app.mjs'
import { cases } from './cases.mjs'
import { printLogouts, writeLogouts } from './logout-table.mjs'

/** In seconds. Access tokens outlive the run. */
const ages = { roleMaxAgeSeconds: 60, roleGraceSeconds: 3600, accessTokenSeconds: 1800 }

/** A list of logouts with sessions in cookies is one more kind. @type {readonly { title: string, start: () => Partial<Parameters<typeof startSessionApp>[1]> }[]} */
const kinds = [
  { title: '`memoryStore`', start: () => ({ kind: buildKind(() => ({ store: memoryStore() })) }) },
  {
    title: 'cookies and `memoryReplayStore`',
    start: () => ({
      kind: buildKind(() => ({ keep: { tokens: true }, singleProcess: true })),
      replayStore: memoryReplayStore(),
    }),
  },
]

/** @param {import('../refresh/session-kinds.mjs').SessionKind['buildOptions']} buildOptions */
const buildKind = (buildOptions) => ({ hasRefreshTokens: true, rolesClaim: 'roles', buildOptions })

/**
 * @typedef {import('../refresh/session-app.mjs').SessionApp} SessionApp
 * @typedef {import('./logout-table.mjs').Row} Row
 *
 * What was seen at once, and a look at the first browser when its roles are too old.
 * @typedef {Omit<Row, 'title' | 'later'> & { tried: import('./cases.mjs').Case, lookLater: () => Promise<string> }} Tried
 */

/** @param {{ writes: boolean }} options @returns {Promise<{ passed: number, failed: number }>} */
export async function recordLogouts({ writes }) {
  const server = await prepareKeycloak()
  /** @type {SessionApp[]} */
  const apps = []
  /** @type {Row[]} */
  const rows = []
  const counts = { passed: 0, failed: 0 }
  try {
    const begun = performance.now()
    await server.start()
    printStep(`start Keycloak ${version} with a back channel`, true, begun)
    /** @type {Tried[]} */
    const tried = []
    for (const [at, { title: kind, start }] of kinds.entries()) {
      const startApp = async (/** @type {string} */ realmName) => {
        const given = /** @type {Pick<Parameters<typeof startSessionApp>[1], 'kind'>} */ (start())
        const app = await startSessionApp(server, { realmName, ages, endsSessions: true, ...given })
        apps.push(app)
        return app
      }
      const usual = await startApp(`logouts-${at}`)
      for (const [index, each] of cases.entries()) {
        const app = each.isRealmWide === true ? await startApp(`logouts-${at}-${index}`) : usual
        tried.push({ kind, tried: each, ...(await tryCase(app, each)) })
        console.log(`    tried: ${each.title}, ${kind}`)
      }
    }
    await sleepSeconds(ages.roleMaxAgeSeconds + 1)
    for (const { kind, tried: each, lookLater, tokens, ...seen } of tried) {
      const row = { title: each.title, kind, tokens, ...seen, later: await lookLater() }
      rows.push(row)
      const expected = { ...row, ...each.expected, tokens: each.tokens }
      const names = /** @type {const} */ (['tokens', 'atOnce', 'elsewhere', 'later'])
      const wrong = names.filter((name) => row[name] !== expected[name])
      counts[wrong.length === 0 ? 'passed' : 'failed'] += 1
      console.log(`${wrong.length === 0 ? '✔' : '✘'}   ${each.title}, ${kind}`)
      for (const name of wrong) console.log(`    ${name}: expected ${expected[name]}, seen ${row[name]}`)
    }
  } finally {
    for (const app of apps) await app.stop()
    await server.stop()
  }
  const table = printLogouts(rows)
  console.log(`\n${table}\n`)
  if (writes && counts.failed === 0) writeLogouts({ version, table })
  return counts
}

let count = 0

/** @param {SessionApp} app @param {import('./cases.mjs').Case} tried @returns {Promise<Omit<Tried, 'kind' | 'tried'>>} */
async function tryCase(app, { act, isRealmWide = false }) {
  const { person, id } = await addPerson(app)
  const [browser, elsewhere] = [await signIn(app, person), await signIn(app, person)]
  const bystander = isRealmWide ? undefined : await addPerson(app)
  const other = bystander && (await signIn(app, bystander.person))
  const before = app.events().length
  await act({ realm: app.realm, redirectUri: app.redirectUri, id, browser, elsewhere })
  // Keycloak answers an administrator after it has sent its logout tokens; a page may be a little faster.
  await sleepSeconds(1)
  const tokens = app
    .events()
    .slice(before)
    .filter(({ code }) => code === 'sessions_ended' || code === 'logout_refused')
  const refused = tokens.filter(({ code }) => code === 'logout_refused')
  if (refused.length > 0) throw new Error(`A logout token was refused: ${JSON.stringify(refused)}`)
  const lookAt = (/** @type {import('../browser.mjs').Browser} */ each) =>
    look(app, '/api', { browser: each, id })
  const seen = { atOnce: await lookAt(browser), elsewhere: await lookAt(elsewhere) }
  const ofOthers = other === undefined ? '200' : await lookAt(other)
  if (ofOthers !== '200') throw new Error(`The session of another person is ${ofOthers}.`)
  return { ...seen, tokens: tokens.length, lookLater: () => lookAt(browser) }
}

/** @param {SessionApp} app */
async function addPerson(app) {
  count += 1
  const person = { username: `person-${count}@example.com`, firstName: 'Person', lastName: `${count}` }
  return { person, id: await app.realm.addPerson(person) }
}

/** @param {SessionApp} app @param {import('../providers/provider.mjs').Person} person */
async function signIn(app, person) {
  const browser = openBrowser({})
  await browser.signIn(app.login, person)
  return browser
}
