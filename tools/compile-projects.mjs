// Checks the types of every package, and of the tests and tools. Without it a program that does not compile is found where it runs.
// `node tools/compile-projects.mjs core node` checks these packages, `.` the tests and tools.
//
// It does what `tsc -p` does for each tsconfig.json, in one process that reads each file once. A file is checked by the project that it
// belongs to, not again by each project that imports it: the packages stand under their own, narrower library, so what compiles
// there compiles with the types of Node as well.
import { join } from 'node:path'
import ts from 'typescript'
import { reportProblems } from './report-problems.mjs'
import { packageFolders, packageRoot, privateFolders, root } from './workspace.mjs'

/** Decide how a file is read: projects that agree on these share it. */
const readingOptions = /** @type {const} */ ([
  'target',
  'module',
  'moduleResolution',
  'jsx',
  'verbatimModuleSyntax',
])

/** @type {Map<string, ts.SourceFile | undefined>} */
const sourceFiles = new Map()

/** @param {string} folder @returns {ts.ParsedCommandLine} what its tsconfig.json says */
function readProject(folder) {
  const unreadable = (/** @type {ts.Diagnostic} */ { messageText }) => {
    throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'))
  }
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: unreadable }
  const project = ts.getParsedCommandLineOfConfigFile(join(folder, 'tsconfig.json'), undefined, host)
  if (project === undefined) throw new Error(`${folder} has no tsconfig.json`)
  return project
}

/** @param {ts.CompilerOptions} options @returns {ts.CompilerHost} */
function createSharingHost(options) {
  const host = ts.createCompilerHost(options)
  const reading = JSON.stringify(readingOptions.map((name) => options[name]))
  const read = host.getSourceFile
  host.getSourceFile = (name, version, ...rest) => {
    const format = typeof version === 'object' ? version.impliedNodeFormat : undefined
    const key = `${reading} ${String(format)} ${name}`
    if (!sourceFiles.has(key)) sourceFiles.set(key, read(name, version, ...rest))
    return sourceFiles.get(key)
  }
  return host
}

/** @param {ts.ParsedCommandLine} project @param {(file: string) => boolean} isOwn @returns {ts.Diagnostic[]} */
function checkProject({ errors, fileNames, options }, isOwn) {
  const program = ts.createProgram({ rootNames: fileNames, options, host: createSharingHost(options) })
  const own = fileNames.filter(isOwn).map((name) => program.getSourceFile(name))
  if (own.length === 0) throw new Error('a project has no file of its own')
  return [
    ...errors,
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...own.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
      ...(options.declaration === true ? program.getDeclarationDiagnostics(file) : []),
    ]),
  ]
}

const packages = new Map(
  [...packageFolders, ...privateFolders].map((folder) => [folder, readProject(packageRoot(folder))]),
)
const filesOfPackages = new Set([...packages.values()].flatMap(({ fileNames }) => fileNames))

const asked = process.argv.slice(2)
const isAsked = (/** @type {string} */ name) => asked.length === 0 || asked.includes(name)

/** @type {ts.Diagnostic[]} */
const diagnostics = []
let files = 0
for (const [folder, project] of packages) {
  if (!isAsked(folder)) continue
  diagnostics.push(...checkProject(project, () => true))
  files += project.fileNames.length
}
if (isAsked('.')) {
  const project = readProject(root)
  const isOwn = (/** @type {string} */ file) => !filesOfPackages.has(file)
  diagnostics.push(...checkProject(project, isOwn))
  files += project.fileNames.filter(isOwn).length
}

const host = {
  getCanonicalFileName: (/** @type {string} */ name) => name,
  getCurrentDirectory: () => root,
  getNewLine: () => '\n',
}
reportProblems(
  diagnostics.map((diagnostic) => ts.formatDiagnostic(diagnostic, host).trimEnd()),
  `The types of ${files} files are right.`,
)
