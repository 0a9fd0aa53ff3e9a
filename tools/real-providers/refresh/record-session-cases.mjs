// What people see after an administrator or a thief acted: at once, when their roles are too old, and after the grace. Keycloak is never down.
import { cases } from './cases.mjs'
import { expectSight, outcomes } from './expected-sights.mjs'
import { lookAtAge, sleepSeconds } from './look-at-age.mjs'
import { signInGroup } from './people.mjs'
import { startSessionApp } from './session-app.mjs'
import { sessionKinds } from './session-kinds.mjs'

/** In seconds. Access tokens outlive the run. */
const ages = { roleMaxAgeSeconds: 60, roleGraceSeconds: 30, accessTokenSeconds: 1800 }

/**
 * @typedef {import('./session-app.mjs').SessionApp} SessionApp
 * @typedef {import('./expected-sights.mjs').Cells} Cells
 *
 * @typedef {object} Tried
 * @property {string} title of the case
 * @property {import('./people.mjs').Group} group
 * @property {Cells[]} sights at each time
 */

/** @param {import('../providers/keycloak-server.mjs').KeycloakServer} server @param {import('./record-sessions.mjs').Recorder} recorder */
export async function recordSessionCases(server, recorder) {
  /** @type {SessionApp[]} */
  const apps = []
  const { roleGraceSeconds, roleMaxAgeSeconds } = ages
  try {
    const startApp = async (/** @type {Parameters<typeof startSessionApp>[1]} */ options) => {
      const app = await startSessionApp(server, options)
      apps.push(app)
      return app
    }
    /** @type {Tried[]} */
    const tried = []
    for (const kind of sessionKinds) tried.push(...(await tryCases(kind, startApp)))
    // The roles that were renewed the first time are too old again the second time.
    const times = /** @type {const} */ ([
      ['at once', 'at once'],
      ['after the age', `after ${roleMaxAgeSeconds} s`],
      ['after the grace', `${roleMaxAgeSeconds + roleGraceSeconds} s later`],
    ])
    const look = async (/** @type {number} */ from) => {
      for (const { found, seen } of await lookAtAge(tried, { from })) found.sights.push(seen)
    }
    await look(roleMaxAgeSeconds)
    await sleepSeconds(roleMaxAgeSeconds + roleGraceSeconds + 1)
    await look(0)
    for (const { title } of cases)
      for (const { group, sights } of tried.filter((each) => each.title === title))
        for (const [at, [time, when]] of times.entries()) {
          const { kind } = group
          const outcome = outcomes[title]?.[kind.name] ?? 'current'
          const seen = /** @type {Cells} */ (sights[at])
          recorder.record({ title, kind, when, seen, expected: expectSight(kind.name, outcome, time) })
        }
  } finally {
    for (const app of apps) await app.stop()
  }
}

/**
 * @param {import('./session-kinds.mjs').SessionKind} kind
 * @param {(options: Parameters<typeof startSessionApp>[1]) => Promise<SessionApp>} startApp
 * @returns {Promise<Tried[]>}
 */
async function tryCases(kind, startApp) {
  const usual = await startApp({ kind, ages, realmName: `${kind.name}-cases` })
  const tried = []
  for (const [index, { act, isRealmWide, title }] of cases.entries()) {
    if (outcomes[title]?.[kind.name] === undefined) continue
    const realmName = `${kind.name}-case-${index}`
    const app = isRealmWide === true ? await startApp({ kind, ages, realmName }) : usual
    const group = await signInGroup(app, kind)
    await group.befall(act, isRealmWide)
    const [now] = await lookAtAge([{ group }], { from: 0, before: ages.roleMaxAgeSeconds })
    tried.push({ title, group, sights: now === undefined ? [] : [now.seen] })
  }
  return tried
}
