// Records what people see in applications whose sessions refresh at a real Keycloak. Without it the rules of sessions would hold at our
// own providers alone.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printStep } from '../../run-checks.mjs'
import { prepareKeycloak, version } from '../providers/keycloak-server.mjs'
import { paths } from './people.mjs'
import { recordSessionCases } from './record-session-cases.mjs'
import { recordSessionOutage } from './record-session-outage.mjs'
import { joinTitles, printSights, writeSights } from './session-table.mjs'

/**
 * @typedef {import('./expected-sights.mjs').Cells} Cells
 *
 * @typedef {object} Recorder
 * @property {(sight: { title: string, kind: import('./session-kinds.mjs').SessionKind, when: string, seen: Cells, expected: Cells }) => void} record
 * @property {import('./session-table.mjs').Sight[]} sights
 * @property {{ passed: number, failed: number }} counts
 */

/** @param {{ isFull: boolean, writes: boolean }} options @returns {Promise<Recorder['counts']>} */
export async function recordSessions({ isFull, writes }) {
  const databaseFolder = mkdtempSync(join(tmpdir(), 'keycloak-'))
  const server = await prepareKeycloak({ databaseFolder })
  const [cases, outage] = [createRecorder(), createRecorder()]
  let seconds
  try {
    const begun = performance.now()
    await server.start()
    printStep(`start Keycloak ${version} for applications`, true, begun)
    await recordSessionCases(server, cases)
    seconds = await recordSessionOutage(server, outage, isFull)
  } finally {
    await server.stop()
    rmSync(databaseFolder, { recursive: true })
  }
  const sights = [...joinTitles(cases.sights, 'at once', 'any of these cases'), ...outage.sights]
  const table = printSights(sights)
  console.log(`\n${table}\n`)
  const counts = {
    passed: cases.counts.passed + outage.counts.passed,
    failed: cases.counts.failed + outage.counts.failed,
  }
  if (writes && counts.failed === 0) writeSights({ version, seconds, table })
  return counts
}

/** @returns {Recorder} */
function createRecorder() {
  /** @type {Recorder} */
  const recorder = {
    sights: [],
    counts: { passed: 0, failed: 0 },
    record({ title, kind, when, seen, expected }) {
      const wrong = paths.filter((path) => seen[path] !== expected[path])
      recorder.counts[wrong.length === 0 ? 'passed' : 'failed'] += 1
      console.log(`${wrong.length === 0 ? '✔' : '✘'}   ${title}, ${kind.title}, ${when}`)
      for (const path of wrong) console.log(`    ${path}: expected ${expected[path]}, seen ${seen[path]}`)
      recorder.sights.push({ title, kind: kind.title, when, cells: paths.map((path) => seen[path]) })
    },
  }
  return recorder
}
