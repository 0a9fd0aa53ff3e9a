// What people see in an application while Keycloak is stopped, and after it has started again.
import { expectOutage } from './expected-outage.mjs'
import { lookAtAge, sleepSeconds } from './look-at-age.mjs'
import { signInGroup } from './people.mjs'
import { startSessionApp } from './session-app.mjs'
import { sessionKinds } from './session-kinds.mjs'

/** In seconds. `roleMaxAgeSeconds` is longer than all sign-ins and the end of Keycloak take. */
const fullAges = { roleMaxAgeSeconds: 90, accessTokenSeconds: 180, roleGraceSeconds: 210 }
const shortAges = { roleMaxAgeSeconds: 60, accessTokenSeconds: 120, roleGraceSeconds: 120 }

/**
 * @param {import('../providers/keycloak-server.mjs').KeycloakServer} server
 * @param {import('./record-sessions.mjs').Recorder} recorder
 * @param {boolean} isFull whether the run may take as long as an outage takes
 * @returns {Promise<number>} for how many seconds Keycloak was stopped
 */
export async function recordSessionOutage(server, recorder, isFull) {
  const [seconds, ages] = isFull ? [600, fullAges] : [270, shortAges]
  const { accessTokenSeconds, roleGraceSeconds, roleMaxAgeSeconds } = ages
  const outdatedSeconds = roleMaxAgeSeconds + roleGraceSeconds
  const apps = await Promise.all(
    sessionKinds.map(async (kind) => ({
      kind,
      app: await startSessionApp(server, { kind, ages, realmName: `${kind.name}-outage` }),
    })),
  )
  try {
    const groups = await Promise.all(
      apps.map(async ({ app, kind }) => ({ group: await signInGroup(app, kind) })),
    )
    /** @param {string} title @param {string} when @param {import('./expected-outage.mjs').OutagePhase} phase @param {Parameters<typeof lookAtAge>[1]} range */
    const record = async (title, when, phase, range) => {
      for (const { found, seen } of await lookAtAge(groups, range)) {
        const { kind } = found.group
        recorder.record({ title, kind, when, seen, expected: expectOutage(kind.name, phase) })
      }
    }
    await server.stop()
    const stoppedAt = performance.now()
    const title = 'Keycloak was stopped'
    await record(title, 'at once', 'current', { from: 0, before: roleMaxAgeSeconds })
    for (const [phase, from, before] of /** @type {const} */ ([
      ['old roles', roleMaxAgeSeconds, accessTokenSeconds],
      ['expired', accessTokenSeconds, outdatedSeconds],
      ['outdated', outdatedSeconds, Infinity],
    ]))
      await record(title, `after ${from} s`, phase, { from, before })
    await sleepSeconds(seconds - (performance.now() - stoppedAt) / 1000)
    await record(title, `after ${seconds} s`, 'outdated', { from: 0 })

    const started = server.start()
    // A failed start is reported when the answers are there.
    started.catch(() => undefined)
    await record('Keycloak starts again', 'at once', 'starting', { from: 0 })
    await started
    // A refresh that failed is tried again after ten seconds, a silent sign-in after a minute.
    await sleepSeconds(61)
    await record('Keycloak has started again', 'after 61 s', 'started', { from: 0 })
  } finally {
    for (const { app } of apps) await app.stop()
  }
  return seconds
}
