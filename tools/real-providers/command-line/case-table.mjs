// What `oidc doctor` says of each set-up, as Markdown, on its page. Without it the page would say what was so once.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../workspace.mjs'
import { printRows } from '../refresh/answer-table.mjs'

/** @typedef {{ title: string, faults: readonly { check: string, state: string, message: string }[] }} Row */

/** @param {readonly Row[]} rows @returns {string} */
export function printCases(rows) {
  const lines = rows.map(({ title, faults }) => [
    title,
    faults.length === 0 ? 'nothing' : faults.map(({ check, state }) => `\`${check}\`: ${state}`).join(', '),
    faults.map(({ message }) => hidePorts(message)).join(' '),
  ])
  return printRows(['set-up', 'finds', 'says'], lines)
}

/** Ports and the names of realms are others in every run. @param {string} text */
const hidePorts = (text) =>
  text
    .replaceAll(/127\.0\.0\.1:\d+/gu, '127.0.0.1:8080')
    .replaceAll(/doctor-\d+/gu, 'main')
    .replaceAll('|', String.raw`\|`)

const page = join(root, 'docs/real-providers.md')

/** The table with the line that says which run made it. */
const recorded = /^\d{4}-\d\d-\d\d, `oidc doctor` at Keycloak [\d.]+:\n\n(?:\|.*\n)+/mu

/** @param {string} text of the page @param {{ day: string, version: string, table: string }} run */
export function replaceCases(text, { day, version, table }) {
  if (!recorded.test(text)) throw new Error('The page has no table of set-ups.')
  return text.replace(recorded, () => `${day}, \`oidc doctor\` at Keycloak ${version}:\n\n${table}\n`)
}

/** @param {{ version: string, table: string }} run */
export function writeCases(run) {
  const day = new Date().toISOString().slice(0, 10)
  writeFileSync(page, replaceCases(readFileSync(page, 'utf8'), { ...run, day }))
}
