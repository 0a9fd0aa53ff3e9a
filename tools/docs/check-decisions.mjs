// Whether each decision has a number of its own, a title, a date, a status, its context and its alternatives, and whether
// docs/decisions/README.md lists the decisions as their pages have them.

/** @typedef {{ name: string, text: string }} Page a file of docs/decisions/ */

/**
 * @param {readonly Page[]} pages @param {readonly import('./parse-markdown.mjs').Table[]} tables of the index
 * @returns {string[]} problems
 */
export function checkDecisions(pages, tables) {
  const rows = tables
    .flatMap((table) => table.rows)
    .map(({ number = '', title = '', status = '' }) => `${number} | ${title} | ${status}`)
  const numbers = pages.map(({ name }) => numberOf(name))
  const expected = pages.map((page) => describe(page))
  return [
    ...pages
      .filter((page) => describe(page) === undefined)
      .map(({ name }) => `${name} must begin with '# <its number>. <title>' and 'Date: <day>. Status: …'`),
    ...pages.flatMap((page) => checkParts(page)),
    ...numbers
      .filter((number, at) => numbers.indexOf(number) < at)
      .map((number) => `two pages have the number ${number}: give the newer one the next that is free`),
    ...expected
      .filter((row) => row !== undefined && !rows.includes(row))
      .map((row) => `README.md must have the row ${row}`),
    ...rows.filter((row) => !expected.includes(row)).map((row) => `README.md has a row of no page: ${row}`),
  ]
}

/** @param {string} name of a file */
const numberOf = (name) => Number.parseInt(name, 10)

/** @param {Page} page @returns {string | undefined} its row in the index; undefined where its head is not as it must be */
function describe({ name, text }) {
  const head =
    /^# (?<number>\d+)\. (?<title>.+)\n\nDate: \d{4}-\d\d-\d\d\. Status: (?<status>accepted|superseded by \[decision (?<by>\d+)\]\((?<page>[^)]+)\))\./u
  const { number, title, status, by, page } = head.exec(text)?.groups ?? {}
  if (status === undefined || Number(number) !== numberOf(name)) return undefined
  return `[${number}](${name}) | ${title} | ${by === undefined ? status : `superseded by [${by}](${page})`}`
}

/** @param {Page} page @returns {string[]} problems */
function checkParts({ name, text }) {
  const date = /^Date: (?<date>\d{4}-\d\d-\d\d)\./mu.exec(text)?.groups?.['date']
  const missing = ['Context', 'Decision', 'Alternatives'].filter(
    (part) => !new RegExp(String.raw`^\*\*${part}\.\*\*\s+[^\s*]`, 'mu').test(text),
  )
  return [
    ...(date === undefined || isDay(date) ? [] : [`${name}: there is no day ${date}`]),
    ...missing.map((part) => `${name} must have a paragraph that begins with '**${part}.**'`),
  ]
}

/** @param {string} date such as 2026-11-29 */
function isDay(date) {
  const time = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
}
