// Whether each option that a document names is there, and has a test that names it, too. Without it a sentence goes on about an option that
// was renamed, or about one that works by chance.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../workspace.mjs'

/** @typedef {Pick<import('./parse-markdown.mjs').Document, 'path' | 'codes' | 'tables'>} NamingDocument */

/** The headings of docs/configuration.md whose tables have the options of an object, by the name that sentences give the object. */
const objects = new Map([
  ['options', 'options'],
  ['session', 'session'],
  ['session.keep', 'keep'],
  ['keep', 'keep'],
  ['security', 'security'],
  ['passthrough', 'passthrough'],
  ['security.passthrough', 'passthrough'],
  ['pages', 'pages'],
  ['paths', 'paths'],
  ['providers[0]', 'providers[]'],
  ['providers[]', 'providers[]'],
])

/** The heads of the columns that name options. */
const columns = ['key', 'option']

/** @param {readonly NamingDocument[]} documents @param {string} [tests] the text of all tests @returns {string[]} problems */
export function checkOptions(documents, tests = readTests()) {
  const configuration = documents.find(({ path }) => path === 'docs/configuration.md')?.tables ?? []
  const untested = (/** @type {string} */ key) => !isNamed(key, tests)
  return documents.flatMap(({ path, codes, tables }) => [
    ...codes.flatMap(({ text, line }) => {
      const [, object = '', key = ''] = /^([\w.[\]]+)\.(\w+)(?:: .*)?$/u.exec(text) ?? []
      const heading = objects.get(object)
      // `session.ts` is a file.
      if (heading === undefined || /^[cm]?[jt]sx?$/u.test(key)) return []
      if (!listKeys(configuration, heading).includes(key))
        return [`${path}:${line}: there is no option ${text}`]
      return untested(key) ? [`${path}:${line}: no test names the option ${text}`] : []
    }),
    ...tables
      .flatMap(({ rows }) => rows)
      .flatMap((row) => columns.flatMap((column) => keyOf(row[column]) ?? []))
      .filter((key) => untested(key))
      .map((key) => `${path}: no test names the option ${key} of a table`),
  ])
}

/** @param {NamingDocument['tables']} tables @param {string} heading */
const listKeys = (tables, heading) =>
  tables
    .filter((table) => table.heading.includes(`\`${heading}\``))
    .flatMap(({ rows }) => rows.flatMap((row) => keyOf(row['key']) ?? []))

/** The name of an option in a cell, without its quotes and parameters. @param {string | undefined} cell */
function keyOf(cell) {
  const code = cell === undefined ? undefined : /`([^`]*)`/u.exec(cell)?.[1]
  return code === undefined ? undefined : /\w+(?=\W*$)/u.exec(code.split(/[({:]/u, 1)[0] ?? '')?.[0]
}

/** As a member of an object, or in quotes. @param {string} key @param {string} tests */
const isNamed = (key, tests) => new RegExp(String.raw`\b${key}\b\??(?:\s*[:=,}\])(]|['".])`, 'u').test(tests)

function readTests() {
  const patterns = [
    'packages/*/src/**/*.test.ts',
    'packages/*/tests/**/*.{ts,tsx}',
    'examples/*/tests/**/*.ts',
  ]
  return globSync(patterns, { cwd: root, exclude: (path) => path.includes('node_modules') })
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n')
}
