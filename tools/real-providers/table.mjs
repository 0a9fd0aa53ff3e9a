// The table that a run ends with, as Markdown: it stands in docs/real-providers.md as it is printed.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../workspace.mjs'

/**
 * @typedef {object} Cell
 * @property {'passed' | 'failed' | 'impossible'} outcome
 * @property {string} [note] a sentence
 *
 * @typedef {object} Row
 * @property {string} provider its name and version
 * @property {string} title of the client
 * @property {readonly Cell[]} cells one for each column
 */

const marks = { passed: '✔', failed: '✘', impossible: '–' }

/** @param {readonly string[]} columns @param {readonly Row[]} rows @returns {string} */
export function printTable(columns, rows) {
  /** @type {string[]} */
  const notes = []
  const mark = (/** @type {Cell} */ { outcome, note }) => {
    if (note === undefined) return marks[outcome]
    if (!notes.includes(note)) notes.push(note)
    return `${marks[outcome]} (${notes.indexOf(note) + 1})`
  }
  const lines = [
    ['provider', 'client', ...columns],
    ...rows.map(({ provider, title, cells }) => [provider, title, ...cells.map(mark)]),
  ]
  const widths = ['provider', 'client', ...columns].map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  const print = (/** @type {readonly string[]} */ line) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = lines
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  const table = [print(head), rule, ...body.map(print)].join('\n')
  return [
    table,
    ...(notes.length > 0 ? [notes.map((note, at) => `${at + 1}. ${note}`).join('\n')] : []),
  ].join('\n\n')
}

const page = join(root, 'docs/real-providers.md')
const heading = '## The last run\n'

/** Replaces the last run on its page. @param {string} table */
export function writeLastRun(table) {
  const [before] = readFileSync(page, 'utf8').split(heading)
  const day = new Date().toISOString().slice(0, 10)
  writeFileSync(page, `${before}${heading}\n${day}:\n\n${table}\n`)
}
