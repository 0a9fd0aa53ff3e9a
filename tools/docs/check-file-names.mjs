// Whether the files that a document names in backticks exist. A name may be whole, from the root of the workspace, or begin in
// the sources of the engine or of core, as the tables of ARCHITECTURE.md have it.
import { globSync } from 'node:fs'
import { posix } from 'node:path'
import { root } from '../workspace.mjs'

const starts = ['', 'packages/engine/src', 'packages/core/src']

/** A path of folders, or a file of ours. What begins with `/` is a URL's path, with `./` an entry point, with `@` a package. */
const named = /^(?![/@]|\.\/)[\w.@[\]*{},-]+(?:\/[\w.@[\]*{},-]+)*(?:\/|\.(?:[cm]?[jt]sx?|json|md|ya?ml))$/u
const below = /^(?:packages|examples|tools|docs|bench|\.ci|\.changeset)\/[^\s<>]+$/u

/** @param {readonly Pick<import('./parse-markdown.mjs').Document, 'path' | 'codes'>[]} documents @returns {string[]} problems */
export function checkFileNames(documents) {
  return documents.flatMap(({ path, codes }) =>
    codes
      .filter(({ text }) => (named.test(text) || below.test(text)) && !exists(text))
      .map(({ text, line }) => `${path}:${line}: there is no file ${text}`),
  )
}

/** @param {string} name */
function exists(name) {
  const patterns = starts.map((start) => posix.join(start, name))
  // A table that names a folder names the files in it without.
  if (!name.includes('/')) patterns.push(`packages/*/src/**/${name}`)
  return patterns.some((pattern) => globSync(pattern.replaceAll('[', '[[]'), { cwd: root }).length > 0)
}
