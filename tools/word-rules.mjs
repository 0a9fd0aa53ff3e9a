// Looks for banned words in the names and texts of a folder's files. It asks no git, since sources may come without.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findBannedWords } from './banned-words.mjs'

/** What tools write: lockfiles, the changelogs that changesets become, packed packages. */
const generated =
  /(?:^|\/)(?:pnpm-lock\.yaml|package-lock\.json|CHANGELOG\.md|\.git|[^/]*\.(?:tgz|tsbuildinfo))$/u

/** @param {string} folder @returns {Set<string>} names of folders that git ignores, wherever they are */
function listIgnoredFolders(folder) {
  const lines = readFileSync(join(folder, '.gitignore'), 'utf8').split('\n')
  const folders = lines.filter((line) => line.endsWith('/'))
  return new Set(['.git', ...folders.map((line) => line.split('/').at(-2) ?? '')])
}

/**
 * @param {string} folder
 * @param {Set<string>} ignored
 * @param {string} [below] a path in the folder, with a slash at its end
 * @returns {string[]} the paths of its files
 */
function listFiles(folder, ignored, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below + entry.name
    if (entry.isDirectory()) return ignored.has(entry.name) ? [] : listFiles(folder, ignored, `${path}/`)
    return entry.isFile() && !generated.test(path) ? [path] : []
  })
}

/** @param {string} folder @param {string} path @returns {string[]} problems */
function checkFile(folder, path) {
  const text = readFileSync(join(folder, path), 'utf8')
  // A file with NUL in it is a picture or an archive.
  const found = text.includes('\0') ? [] : findBannedWords(text)
  return [
    ...findBannedWords(path).map((word) => ({ ...word, where: path })),
    ...found.map(({ line, ...word }) => ({ ...word, where: `${path}:${line}` })),
  ].map(({ where, found: word, instead }) => `${where}: not "${word}": ${instead}`)
}

/**
 * @param {string} folder with a .gitignore
 * @param {Readonly<Record<string, string>>} allowed the reasons of files that may use the words, by their paths
 * @returns {{ problems: string[], count: number }} of how many files
 */
export function checkWords(folder, allowed) {
  const files = listFiles(folder, listIgnoredFolders(folder))
  const isUsed = (/** @type {string} */ path) => files.includes(path) && checkFile(folder, path).length > 0
  return {
    problems: [
      ...files.filter((path) => !Object.hasOwn(allowed, path)).flatMap((path) => checkFile(folder, path)),
      ...Object.keys(allowed)
        .filter((path) => !isUsed(path))
        .map((path) => `${path} is on the list of allowed uses and has none: take it off`),
    ],
    count: files.length,
  }
}
