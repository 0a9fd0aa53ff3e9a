import { readFileSync, writeFileSync } from 'node:fs'
import { fields } from '../authenticated-get/contenders.ts'
import { buildFieldTables, buildSessionTable } from './build-tables.ts'
import { drawChart } from './draw-chart.ts'
import { readResults, resultsFolder } from './results.ts'

const readme = new URL('../../README.md', import.meta.url)

/** Writes the tables of bench/README.md and draws the chart, from the last results of every part. */
export function writeReport(): void {
  const results = readResults()
  // In the order of the list, whichever was measured last.
  const ordered = fields.flatMap(({ title }) => results.fields[title] ?? [])
  writeFileSync(new URL('authenticated-get.svg', resultsFolder), drawChart(ordered))
  const text = readFileSync(readme, 'utf8')
  const withTables = fillIn(text, 'authenticated-get', buildFieldTables(ordered))
  writeFileSync(readme, fillIn(withTables, 'session-read', buildSessionTable(results.sessionRead)))
}

/** Puts content between two comments of a Markdown text. */
function fillIn(text: string, name: string, content: string): string {
  const begin = `<!-- ${name}: written by npm run bench -->`
  const end = `<!-- end of ${name} -->`
  const [before, rest = ''] = text.split(begin)
  const after = rest.split(end)[1]
  if (before === undefined || after === undefined)
    throw new Error(`bench/README.md lost '${begin}' or '${end}'`)
  return `${before}${begin}\n\n${content}\n\n${end}${after}`
}
