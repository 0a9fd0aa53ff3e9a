// The third lock: reads what is published, after every tool had its say. Without it a bundler's shim, a switched-off
// lint rule or a cast past the compiler would put a clock or `fetch` into core, or jose into an adapter, unseen.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkAdapterCode, checkCoreCode, checkEngineCode, checkSourceMap } from './built-file-rules.mjs'
import { checkDependencies } from './dependency-rules.mjs'
import { adapters, libraryFolders, packageFolders, packageRoot, readManifest, stores } from './workspace.mjs'
import { reportProblems } from './report-problems.mjs'

/** @param {string} folder @param {(code: string, map: string | undefined) => string[]} check @returns {string[]} */
function checkBuiltFiles(folder, check) {
  const dist = join(packageRoot(folder), 'dist')
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  )
  if (files.length === 0) return [`packages/${folder}/dist holds no JavaScript`]
  return files.flatMap((file) =>
    check(readFileSync(join(dist, file), 'utf8'), readIfThere(join(dist, `${file}.map`))).map(
      (problem) => `packages/${folder}/dist/${file}, ${problem}`,
    ),
  )
}

/** @param {string} file */
const readIfThere = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined)

reportProblems(
  [
    ...libraryFolders.flatMap((folder) => checkDependencies(folder, readManifest(folder))),
    ...checkBuiltFiles('core', checkCoreCode),
    ...checkBuiltFiles('engine', checkEngineCode),
    ...Object.keys({ ...adapters, ...stores }).flatMap((folder) => checkBuiltFiles(folder, checkAdapterCode)),
    ...packageFolders.flatMap((folder) => checkBuiltFiles(folder, checkSourceMap)),
  ],
  'The built files import and touch what they may, and have source maps.',
)
