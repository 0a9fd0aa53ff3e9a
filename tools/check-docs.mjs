// Compiles, runs and compares what the documentation says. Without it a document goes on saying what was so once.
//
// - Every block of TypeScript or JavaScript is compiled under the workspace's strict options, against the sources. A block may be a
//   fragment: what it does not declare itself comes from docs/blocks-preamble.mjs.
// - Every other block has the grammar of its language, and what a command starts is there: docs/check-blocks.mjs. A block of a language
//   without a check is a problem.
// - A ```ts block that a ```text block follows is run, and must print that text. A line `expression // => value` is run,
//   too, and must give that value. What is run stands on its own, without the preamble. `--write` writes down what is
//   printed now.
// - A block that begins with a line `// examples/…` is not compiled here: it must be a part of that file, which is.
// - Every option that a sentence or a table names is there, and a test names it, too: docs/check-options.mjs.
// - Every relative link leads to a file, and to a heading of it where it has an anchor.
// - No program of a document, of the examples or of a comment puts a value unescaped where a browser reads markup:
//   docs/check-samples.mjs.
// - Every file that CONTRIBUTING.md or ARCHITECTURE.md names in backticks exists.
// - docs/decisions/README.md lists the decisions, each with a number of its own, and says which are superseded.
// - The tables of docs/configuration.md and docs/http.md say what the code says: docs/check-tables.mjs. docs/errors.md has every error code
//   with the code's status and detail: docs/check-error-page.mjs.
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { checkBlocks } from './docs/check-blocks.mjs'
import { checkDecisions } from './docs/check-decisions.mjs'
import { checkExcerpts, readExcerpt } from './docs/check-excerpts.mjs'
import { checkErrorPage } from './docs/check-error-page.mjs'
import { checkFileNames } from './docs/check-file-names.mjs'
import { checkLinks } from './docs/check-links.mjs'
import { checkOptions } from './docs/check-options.mjs'
import { checkSampleAt, listCommentSamples } from './docs/check-samples.mjs'
import { checkConfigurationTables, checkEventTables, checkStreamTable } from './docs/check-tables.mjs'
import { comparePeersAhead } from './docs/list-peers-ahead.mjs'
import { checkThreats } from './docs/check-threats.mjs'
import { compileBlocks } from './docs/compile-blocks.mjs'
import { parseMarkdown } from './docs/parse-markdown.mjs'
import { runBlocks } from './docs/run-blocks.mjs'
import { reportProblems } from './report-problems.mjs'
import { root } from './workspace.mjs'

const writes = process.argv.includes('--write')

const documents = globSync(
  [
    '*.md',
    'docs/**/*.md',
    'packages/*/**/README.md',
    'examples/*/README.md',
    'bench/README.md',
    'site/pages/*.md',
  ],
  {
    cwd: root,
    exclude: (path) => path.includes('node_modules'),
  },
)
  .sort()
  .map((path) => ({ path, ...parseMarkdown(readFileSync(join(root, path), 'utf8')) }))

/** @param {import('./docs/parse-markdown.mjs').Document} document @returns {Promise<string[]>} */
async function runDocument({ path, blocks }) {
  const runs = await runBlocks(blocks)
  if (writes) writeOutputs(path, runs)
  return runs.flatMap(({ block, problem }) =>
    problem === undefined ? [] : [`${path}:${block.line}: ${problem}`],
  )
}

/** From the last to the first, since lines move. @param {string} path @param {import('./docs/run-blocks.mjs').BlockRun[]} runs */
function writeOutputs(path, runs) {
  const lines = readFileSync(join(root, path), 'utf8').split('\n')
  for (const { block, printed } of [...runs].reverse()) {
    const { output } = block
    if (output !== undefined && printed !== undefined)
      lines.splice(output.line - 1, output.text.split('\n').length, printed)
  }
  writeFileSync(join(root, path), lines.join('\n'))
}

/** @param {string} path */
const tablesOf = (path) => documents.find((document) => document.path === path)?.tables ?? []

/** Of the documents, but for parts of examples, which are read where they are; of the examples; of the sources' comments. */
function checkSamples() {
  const isProgram = /^(?:[jt]sx?|mjs|astro|svelte)$/u
  const isOther = (/** @type {string} */ path) =>
    /(?:^|\/)(?:node_modules|dist|tests)(?:\/|$)|\.test(?:-d)?\.ts$/u.test(path)
  const read = (/** @type {string} */ path) => readFileSync(join(root, path), 'utf8')
  const list = (/** @type {string} */ pattern) => globSync(pattern, { cwd: root, exclude: isOther }).sort()
  const blocks = documents.flatMap(({ path, blocks }) =>
    blocks
      .filter((block) => isProgram.test(block.language) && readExcerpt(block) === undefined)
      .map((block) => ({ path, ...block })),
  )
  const examples = list('examples/**/*.{ts,tsx,js,mjs,astro,svelte}').map((path) => ({
    path,
    line: 1,
    code: read(path),
  }))
  const comments = list('packages/*/src/**/*.ts').flatMap((path) =>
    listCommentSamples(read(path)).map((sample) => ({ path, ...sample })),
  )
  return [...blocks, ...examples, ...comments].flatMap(({ path, ...sample }) => checkSampleAt(path, sample))
}

const problems = [
  ...checkLinks(documents),
  ...checkFileNames(documents.filter(({ path }) => /^(?:CONTRIBUTING|ARCHITECTURE)\.md$/u.test(path))),
  ...checkExcerpts(documents),
  ...checkSamples(),
  ...compileBlocks(documents),
  ...documents.flatMap((document) => checkBlocks(document)),
  ...checkOptions(documents),
]
const decisions = globSync('docs/decisions/[0-9]*.md', { cwd: root })
  .sort()
  .map((path) => ({ name: basename(path), text: readFileSync(join(root, path), 'utf8') }))
for (const problem of checkDecisions(decisions, tablesOf('docs/decisions/README.md')))
  problems.push(`docs/decisions: ${problem}`)
for (const document of documents) problems.push(...(await runDocument(document)))
for (const problem of checkConfigurationTables(tablesOf('docs/configuration.md')))
  problems.push(`docs/configuration.md: ${problem}`)
const performancePage = join(root, 'docs/performance.md')
const compared = comparePeersAhead(readFileSync(performancePage, 'utf8'), writes)
if (writes) writeFileSync(performancePage, compared.page)
for (const problem of compared.problems) problems.push(`docs/performance.md: ${problem}`)
for (const problem of checkEventTables(tablesOf('docs/http.md'))) problems.push(`docs/http.md: ${problem}`)
for (const problem of checkErrorPage(readFileSync(join(root, 'docs/errors.md'), 'utf8')))
  problems.push(`docs/errors.md: ${problem}`)
for (const problem of checkThreats(tablesOf('docs/threat-model.md')))
  problems.push(`docs/threat-model.md: ${problem}`)
for (const problem of checkStreamTable(tablesOf('docs/guides/events.md')))
  problems.push(`docs/guides/events.md: ${problem}`)

const programs = documents.flatMap(({ blocks }) => blocks).filter(({ language }) => language === 'ts')
reportProblems(
  problems,
  `${documents.length} documents and the ${programs.length} programs in them say what is so.`,
)
