// Each exported function, type, option and member has a doc comment that a tooltip shows alone. Without it an editor shows a name and
// a type, and a person has to leave it to find out what an option means.
import { globSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { findMissingDocComments } from './doc-comments.mjs'
import { reportProblems } from './report-problems.mjs'
import { packageFolders, packageRoot, readManifest, root } from './workspace.mjs'

/** @param {string} folder @returns {string[]} the sources of its entry points */
function listEntries(folder) {
  const { exports } = readManifest(folder)
  const sources = [...JSON.stringify(exports).matchAll(/"@x\/source":"([^"]+)"/gu)].map(
    ([, path]) => path ?? '',
  )
  return sources.map((path) => join(packageRoot(folder), path))
}

const { options } = ts.parseJsonConfigFileContent(
  {
    extends: './tsconfig.base.json',
    compilerOptions: { lib: ['ES2022', 'DOM', 'DOM.Iterable'], types: ['node'], jsx: 'react-jsx' },
    files: [],
  },
  ts.sys,
  root,
)
const entries = packageFolders.flatMap(listEntries)
const own = new Set(globSync('packages/*/src/**/*.ts', { cwd: root }).map((path) => join(root, path)))
const program = ts.createProgram({ rootNames: entries, options })
const problems = findMissingDocComments(program, { entries, isOwn: (file) => own.has(file) })

reportProblems(
  problems.map(({ file, line, problem }) => `${relative(root, file)}:${line}: ${problem}`),
  `Each export of ${entries.length} entry points has a doc comment.`,
)
