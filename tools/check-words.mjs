// Looks for banned words in the names and texts of all files that git keeps, also where there is no git. Without it they come back.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { allowedUses, findBannedWords } from './banned-words.mjs'
import { reportProblems } from './report-problems.mjs'
import { root } from './workspace.mjs'

/** Folders that git ignores, by name. */
const ignored = readFileSync(join(root, '.gitignore'), 'utf8')
  .split('\n')
  .filter((line) => line.endsWith('/'))
  .map((line) => line.split('/').at(-2) ?? '')
const ignoredFolders = new Set(['.git', ...ignored])

/** What tools write: lockfiles, the changelogs that changesets become, and what is measured. */
const generated =
  /(?:^|\/)(?:pnpm-lock\.yaml|package-lock\.json|CHANGELOG\.md|\.git|.*\.(?:tgz|tsbuildinfo))$/u

/** @param {string} folder relative to the root, with a slash at its end; '' is the root @returns {string[]} files */
function listFiles(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder + entry.name
    if (entry.isDirectory()) return ignoredFolders.has(entry.name) ? [] : listFiles(`${path}/`)
    return entry.isFile() && !generated.test(path) ? [path] : []
  })
}

/** @param {string} path @returns {string[]} */
function checkFile(path) {
  const text = readFileSync(join(root, path), 'utf8')
  // A file with NUL in it is a picture or an archive.
  const found = text.includes('\0') ? [] : findBannedWords(text)
  return [
    ...findBannedWords(path).map((word) => ({ ...word, where: path })),
    ...found.map(({ line, ...word }) => ({ ...word, where: `${path}:${line}` })),
  ].map(({ where, found, instead }) => `${where}: not "${found}": ${instead}`)
}

const files = listFiles('')
const allowed = new Set(Object.keys(allowedUses))
reportProblems(
  [
    ...files.filter((path) => !allowed.has(path)).flatMap(checkFile),
    ...[...allowed]
      .filter((path) => !files.includes(path) || checkFile(path).length === 0)
      .map((path) => `tools/banned-words.mjs: ${path} needs no allowed use: take it off the list`),
  ],
  `${files.length} files have none of the banned words.`,
)
