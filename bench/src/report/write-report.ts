import { readFileSync, writeFileSync } from 'node:fs'
import { apiFields } from '../authenticated-get/api-fields.ts'
import { fields } from '../authenticated-get/contenders.ts'
import { sessionFields, tokenFields } from '../people/people-fields.ts'
import { buildStoredFields } from '../people/stored-fields.ts'
import {
  buildCallbackTable,
  buildColdStartTable,
  buildMemoryTable,
  buildPeopleTables,
} from './build-people-tables.ts'
import { buildFieldTables, buildSessionTable, buildTokenTable } from './build-tables.ts'
import { buildStoredTables } from './build-stored-tables.ts'
import { drawChart } from './draw-chart.ts'
import { drawPeopleChart } from './draw-people-chart.ts'
import { readResults, resultsFolder } from './results.ts'

const readme = new URL('../../README.md', import.meta.url)

/** Writes the tables of bench/README.md and draws the charts, from the last results of every part. */
export function writeReport(): void {
  const results = readResults()
  // In the order of the list, whichever was measured last.
  const pages = fields.flatMap(({ title }) => results.fields.cookie[title] ?? [])
  const apis = apiFields.flatMap(({ title }) => results.fields.token[title] ?? [])
  writeChart('authenticated-get', drawChart('An authenticated GET', pages))
  writeChart('bearer-request', drawChart('A GET with an access token', apis))
  const peoplePages = sessionFields.flatMap(({ title }) => results.people.cookie[title] ?? [])
  const peopleApis = tokenFields.flatMap(({ title }) => results.people.token[title] ?? [])
  writeChart('people-sessions', drawPeopleChart('People who are signed in, in turns', peoplePages))
  writeChart('people-tokens', drawPeopleChart('Access tokens of people in turns', peopleApis))
  const stored = buildStoredFields('').flatMap(({ title }) => results.stored[title] ?? [])
  const tables = {
    'authenticated-get': buildFieldTables(pages),
    'bearer-request': buildFieldTables(apis),
    'session-read': buildSessionTable(results.sessionRead),
    'token-verification': buildTokenTable(results.tokenVerification),
    'people-sessions': buildPeopleTables(peoplePages),
    'people-tokens': buildPeopleTables(peopleApis),
    'people-stored': buildStoredTables(stored),
    'cold-start': buildColdStartTable(results.coldStart),
    callback: buildCallbackTable(results.callback),
    memory: buildMemoryTable(results.memory),
  }
  const text = readFileSync(readme, 'utf8')
  writeFileSync(
    readme,
    Object.entries(tables).reduce((filled, [name, table]) => fillIn(filled, name, table), text),
  )
}

function writeChart(name: string, drawing: string): void {
  writeFileSync(new URL(`${name}.svg`, resultsFolder), drawing)
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
