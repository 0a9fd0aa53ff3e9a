// The third lock: reads what is published, after every tool had its say. Without it a bundler's shim, a switched-off
// lint rule or a cast past the compiler would put a clock or `fetch` into core, or jose into an adapter, unseen.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkAdapterCode, checkCoreCode, checkEngineCode } from './built-file-rules.mjs'
import { checkDependencies } from './dependency-rules.mjs'
import { adapters, libraryFolders, packageRoot, readManifest } from './workspace.mjs'
import { reportProblems } from './report-problems.mjs'

/** @param {string} folder @param {(code: string) => string[]} check @returns {string[]} */
function checkBuiltFiles(folder, check) {
  const dist = join(packageRoot(folder), 'dist')
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  )
  if (files.length === 0) return [`packages/${folder}/dist holds no JavaScript`]
  return files.flatMap((file) =>
    check(readFileSync(join(dist, file), 'utf8')).map(
      (problem) => `packages/${folder}/dist/${file}, ${problem}`,
    ),
  )
}

reportProblems(
  [
    ...libraryFolders.flatMap((folder) => checkDependencies(folder, readManifest(folder))),
    ...checkBuiltFiles('core', checkCoreCode),
    ...checkBuiltFiles('engine', checkEngineCode),
    ...Object.keys(adapters).flatMap((folder) => checkBuiltFiles(folder, checkAdapterCode)),
  ],
  'The built files import and touch what they may.',
)
