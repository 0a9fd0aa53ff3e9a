// Records what a real Keycloak answers about people who are signed in, with a plain client. The scenarios of sessions that refresh build
// on it: they sign the same people in to an application, and act by the same cases.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printStep } from '../../run-checks.mjs'
import { prepareKeycloak, version } from '../providers/keycloak-server.mjs'
import { createRealm } from './admin-client.mjs'
import { printAnswers, writeAnswers } from './answer-table.mjs'
import { readAnswers } from './answers.mjs'
import { cases, unchanged } from './cases.mjs'
import { chooseOutageSeconds, stopFor } from './outage.mjs'
import { createPlainClient } from './plain-client.mjs'

/** Longer than ten minutes without Keycloak and its start. */
const accessTokenSeconds = 1800

const noConnection = 'no connection (ECONNREFUSED)'

/**
 * @typedef {import('./answers.mjs').Answers} Answers
 *
 * @typedef {object} Recorder
 * @property {(title: string, seen: Answers, expected: Answers, begun: number) => void} record
 * @property {import('./answer-table.mjs').Row[]} rows
 * @property {{ passed: number, failed: number }} counts
 */

/** @param {{ isFull: boolean, writes: boolean }} options @returns {Promise<Recorder['counts']>} */
export async function recordAnswers({ isFull, writes }) {
  const recorder = createRecorder()
  const seconds = chooseOutageSeconds(isFull)
  const databaseFolder = mkdtempSync(join(tmpdir(), 'keycloak-'))
  const server = await prepareKeycloak({ databaseFolder })
  try {
    const begun = performance.now()
    await server.start()
    printStep(`start Keycloak ${version}, with its database in a file`, true, begun)
    await recordCases(server, recorder, seconds)
  } finally {
    await server.stop()
    rmSync(databaseFolder, { recursive: true })
  }
  const table = printAnswers(recorder.rows)
  console.log(`\n${table}\n`)
  if (writes && recorder.counts.failed === 0) writeAnswers({ version, seconds, table })
  return recorder.counts
}

/** @param {import('../providers/keycloak-server.mjs').KeycloakServer} server @param {Recorder} recorder @param {number} seconds */
async function recordCases(server, { record }, seconds) {
  // Nothing listens there: the browser stops before it.
  const redirectUri = 'http://localhost:1/callback'
  const addresses = { redirectUri, postLogoutRedirectUri: redirectUri }
  const realm = await createRealm(server, { realm: 'refresh', accessTokenSeconds, ...addresses })
  const client = createPlainClient(realm, redirectUri)
  let count = 0
  const signIn = async () => {
    count += 1
    const person = { username: `person-${count}@example.com`, firstName: 'Person', lastName: `${count}` }
    const id = await realm.addPerson(person)
    return { id, person: await client.signIn(person) }
  }

  for (const { title, act, expected } of cases) {
    const begun = performance.now()
    const { id, person } = await signIn()
    const instead = await act({ realm, client, id, person })
    record(title, await readAnswers(client, { ...person, ...instead }), expected, begun)
  }

  const begun = performance.now()
  let { person } = await signIn()
  const ask = async () => {
    const answers = await readAnswers(client, person)
    // A refresh token can be used once.
    if (answers.tokens !== undefined) person = { ...person, tokens: answers.tokens }
    return answers
  }
  // An unknown token, which a server that is ready refuses with 400.
  const whileStarting = async () => (await client.refresh('unknown')).status
  const { stopped, starting } = await stopFor(server, seconds, { whileStopped: ask, whileStarting })

  const refused = { userinfo: noConnection, refresh: noConnection, silent: noConnection }
  for (const answers of stopped) record('Keycloak is stopped', answers, refused, begun)
  const statuses = [...new Set(starting)].filter((status) => status !== 400).join(', ')
  const others = { userinfo: '–', silent: '–' }
  record('Keycloak starts', { ...others, refresh: statuses }, { ...others, refresh: noConnection }, begun)
  record('Keycloak has started again', await ask(), unchanged, begun)
}

/** @returns {Recorder} */
function createRecorder() {
  /** @type {Recorder} */
  const recorder = {
    rows: [],
    counts: { passed: 0, failed: 0 },
    record(title, { userinfo, refresh, silent }, expected, begun) {
      const seen = { userinfo, refresh, silent }
      const columns = /** @type {const} */ (['userinfo', 'refresh', 'silent'])
      const wrong = columns.filter((column) => seen[column] !== expected[column])
      recorder.counts[wrong.length === 0 ? 'passed' : 'failed'] += 1
      printStep(`  ${title}`, wrong.length === 0, begun)
      for (const column of wrong)
        console.log(`    ${column}: expected ${expected[column]}, seen ${seen[column]}`)
      // An outage is asked about twice.
      if (recorder.rows.at(-1)?.title !== title) recorder.rows.push({ title, ...seen })
    },
  }
  return recorder
}
