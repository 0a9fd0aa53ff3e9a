// Compares what each package exports, with its types, with packages/<package>/api/<entry point>.api.md. Without it a change of the
// public API can pass a review that looks at the sources alone. It reads the built types; `--write` writes down what they say now.
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { reportProblems } from './report-problems.mjs'
import { cache, packageFolders, packageRoot, readManifest, root } from './workspace.mjs'

const writes = process.argv.includes('--write')

/** @param {string} folder @returns {string[]} the types of its entry points, such as `dist/index.d.ts` */
function listEntryPoints(folder) {
  const exported = /** @type {Record<string, string | { types: string }>} */ (readManifest(folder).exports)
  return Object.values(exported).flatMap((entry) => (typeof entry === 'string' ? [] : [entry.types]))
}

/** @param {string} folder @param {string} types of an entry point @returns {string} the report of its exports */
function readPublicApi(folder, types) {
  const entry = basename(types, '.d.ts')
  const reports = join(cache, 'public-api', folder)
  mkdirSync(reports, { recursive: true })
  const silent = { default: { logLevel: ExtractorLogLevel.None } }
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(packageRoot(folder), 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: packageRoot(folder),
      mainEntryPointFilePath: join(packageRoot(folder), types),
      compiler: { overrideTsconfig: compilerSettings(folder, types) },
      apiReport: {
        ...{ enabled: true, includeForgottenExports: true, reportFileName: entry },
        ...{ reportFolder: reports, reportTempFolder: reports },
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      // The compiler and the checks of doc comments say what these would say.
      messages: { extractorMessageReporting: silent, tsdocMessageReporting: silent },
    },
  })
  const messages = /** @type {string[]} */ ([])
  Extractor.invoke(config, {
    localBuild: true,
    messageCallback(message) {
      message.handled = true
      if (message.category === 'Compiler') messages.push(message.text)
    },
  })
  if (messages.length > 0) throw new Error(`The types of ${folder} do not compile:\n${messages.join('\n')}`)
  return readFileSync(join(reports, `${entry}.api.md`), 'utf8')
}

/** @param {string} folder @param {string} types */
const compilerSettings = (folder, types) => ({
  compilerOptions: {
    ...{ target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], strict: true, skipLibCheck: true },
    ...{ module: 'nodenext', moduleResolution: 'nodenext', types: ['node'] },
    typeRoots: [join(root, 'node_modules/@types')],
  },
  include: [join(packageRoot(folder), types)],
})

/** @param {string} folder @returns {string[]} problems */
function checkPackage(folder) {
  const reports = `packages/${folder}/api`
  const expected = new Map(
    listEntryPoints(folder).map((types) => [
      `${reports}/${basename(types, '.d.ts')}.api.md`,
      readPublicApi(folder, types),
    ]),
  )
  if (writes) for (const [path, text] of expected) writeReport(path, text)
  const kept = globSync(`${reports}/*.api.md`, { cwd: root }).filter((path) => !expected.has(path))
  return [
    ...kept.map((path) => `${path} is of no entry point: delete it`),
    ...[...expected].flatMap(([path, text]) => compareReport(path, text)),
  ]
}

/** @param {string} path @param {string} text */
function writeReport(path, text) {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}

/** @param {string} path @param {string} text @returns {string[]} the problem, with the first line that differs */
function compareReport(path, text) {
  const written = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : ''
  if (written === text) return []
  const before = written.split('\n')
  const now = text.split('\n')
  const { length } = before.length > now.length ? before : now
  const line = Array.from({ length }).findIndex((_, index) => now[index] !== before[index])
  return [
    `${path}:${line + 1} says '${before[line] ?? ''}', and the built types '${now[line] ?? ''}'. ` +
      'If the public API was to change, run: node tools/check-public-api.mjs --write',
  ]
}

reportProblems(packageFolders.flatMap(checkPackage), 'The public API is the one that was written down.')
