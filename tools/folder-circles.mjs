// Which folders of a source tree import which, and a circle among them.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import ts from 'typescript'

/**
 * Lists the imports between the first folders below a source folder, those of types included and those of tests not.
 * @param {string} source
 * @returns {Map<string, Set<string>>}
 */
export function listFolderImports(source) {
  /** @type {Map<string, Set<string>>} */
  const imports = new Map()
  for (const file of globSync(join(source, '**/*.{ts,tsx}')).sort()) {
    if (/\.test(?:-d)?\.tsx?$/u.test(file)) continue
    const from = folderOf(source, file)
    for (const { fileName } of ts.preProcessFile(readFileSync(file, 'utf8')).importedFiles) {
      if (!fileName.startsWith('.')) continue
      const to = folderOf(source, resolve(dirname(file), fileName))
      if (to !== from) imports.set(from, (imports.get(from) ?? new Set()).add(to))
    }
  }
  return imports
}

/** @param {string} source @param {string} file @returns {string} the file itself at the top */
function folderOf(source, file) {
  const [first = ''] = relative(source, file).split(sep)
  return first
}

/**
 * Finds folders that import each other in a circle, in order, the first repeated at the end.
 * @param {Map<string, Set<string>>} imports
 * @returns {string[] | undefined}
 */
export function findCircle(imports) {
  const done = new Set()
  /** @param {string[]} branch @returns {string[] | undefined} */
  const visit = (branch) => {
    const last = branch.at(-1) ?? ''
    if (done.has(last)) return undefined
    for (const next of imports.get(last) ?? []) {
      if (branch.includes(next)) return [...branch.slice(branch.indexOf(next)), next]
      const circle = visit([...branch, next])
      if (circle !== undefined) return circle
    }
    done.add(last)
    return undefined
  }
  for (const start of imports.keys()) {
    const circle = visit([start])
    if (circle !== undefined) return circle
  }
  return undefined
}
