// The table of what Keycloak answers, as Markdown, on its page. Without it the page would say what was so once.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../workspace.mjs'

/** @typedef {{ title: string } & import('./answers.mjs').Answers} Row */

/** @param {readonly Row[]} rows @returns {string} */
export function printAnswers(rows) {
  return printRows(
    ['since the sign-in', 'refresh token grant', 'UserInfo', '`prompt=none`'],
    rows.map(({ title, refresh, userinfo, silent }) => [title, refresh, userinfo, silent]),
  )
}

/** @param {string[]} columns @param {readonly string[][]} rows @returns {string} */
export function printRows(columns, rows) {
  const lines = [columns, ...rows]
  const widths = (lines[0] ?? []).map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)))
  const print = (/** @type {string[]} */ line) =>
    `| ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = lines
  return [print(head), print(widths.map((width) => '-'.repeat(width))), ...body.map(print)].join('\n')
}

const page = join(root, 'docs/real-providers.md')

/** The table with the line that says which run made it. */
const recorded = /^\d{4}-\d\d-\d\d, Keycloak [\d.]+, stopped for \d+ seconds:\n\n(?:\|.*\n)+/mu

/** @param {string} text of the page @param {{ day: string, version: string, seconds: number, table: string }} run */
export function replaceAnswers(text, { day, version, seconds, table }) {
  if (!recorded.test(text)) throw new Error('The page has no table of answers.')
  return text.replace(
    recorded,
    () => `${day}, Keycloak ${version}, stopped for ${seconds} seconds:\n\n${table}\n`,
  )
}

/** @param {Omit<Parameters<typeof replaceAnswers>[1], 'day'>} run */
export function writeAnswers(run) {
  const day = new Date().toISOString().slice(0, 10)
  writeFileSync(page, replaceAnswers(readFileSync(page, 'utf8'), { ...run, day }))
}
