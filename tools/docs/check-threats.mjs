// Whether the tests that docs/threat-model.md names are there: each file, with the ids of its row, or with the name that stands in quotes.
// Without it the page goes on promising what no test tries any more.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../workspace.mjs'

/** @param {readonly import('./parse-markdown.mjs').Table[]} tables @returns {string[]} problems */
export function checkThreats(tables) {
  const rows = tables.flatMap((table) => table.rows).filter((row) => 'id' in row && 'test' in row)
  return rows.length === 0 ? ['there is no table with the columns id and test'] : rows.flatMap(checkRow)
}

/** @param {Record<string, string>} row @returns {string[]} */
function checkRow({ id = '', test = '' }) {
  const paths = [...test.matchAll(/`([^`]+)`/gu)].map(([, path = '']) => path)
  const missing = paths.filter((path) => !existsSync(join(root, path)))
  if (missing.length > 0) return missing.map((path) => `there is no ${path}`)
  const texts = paths.map((path) => readFileSync(join(root, path), 'utf8'))
  const wanted = id === '–' ? [/"(.+)"/u.exec(test)?.[1] ?? 'a name in quotes'] : id.split(', ')
  return wanted
    .filter((each) => !texts.some((text) => text.includes(each)))
    .map((each) => `${paths.join(', ') || 'no test'} has no ${each}`)
}
