// The table of sessions that the back channel of Keycloak ends, as Markdown, on its page. Without it the page would say what was so once.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../workspace.mjs'
import { printRows } from '../refresh/answer-table.mjs'

/** @typedef {{ title: string, kind: string, tokens: number } & import('./cases.mjs').Ending} Row */

/** Joins the kinds of sessions that end in the same way. @param {readonly Row[]} rows @returns {string} */
export function printLogouts(rows) {
  /** @type {Map<string, { kinds: string[], cells: string[] }>} */
  const joined = new Map()
  for (const { title, kind, tokens, atOnce, elsewhere, later } of rows) {
    const cells = [title, tokens === 0 ? 'none' : `${tokens}`, atOnce, elsewhere, later]
    const key = JSON.stringify(cells)
    const same = joined.get(key)
    if (same === undefined) joined.set(key, { kinds: [kind], cells })
    else same.kinds.push(kind)
  }
  const columns = [
    'what happened',
    'logout tokens',
    'this browser',
    'another browser of the person',
    'this browser, after 60 s',
  ]
  const lines = [...joined.values()].map(({ kinds, cells: [title = '', ...others] }) => [
    title,
    kinds.join(', '),
    ...others,
  ])
  return printRows([columns[0] ?? '', 'sessions', ...columns.slice(1)], lines)
}

const page = join(root, 'docs/real-providers.md')

/** The table with the line that says which run made it. */
const recorded = /^\d{4}-\d\d-\d\d, logout tokens of Keycloak [\d.]+:\n\n(?:\|.*\n)+/mu

/** @param {string} text of the page @param {{ day: string, version: string, table: string }} run */
export function replaceLogouts(text, { day, version, table }) {
  if (!recorded.test(text)) throw new Error('The page has no table of logouts.')
  return text.replace(recorded, () => `${day}, logout tokens of Keycloak ${version}:\n\n${table}\n`)
}

/** @param {Omit<Parameters<typeof replaceLogouts>[1], 'day'>} run */
export function writeLogouts(run) {
  const day = new Date().toISOString().slice(0, 10)
  writeFileSync(page, replaceLogouts(readFileSync(page, 'utf8'), { ...run, day }))
}
