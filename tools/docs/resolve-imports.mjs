// Whether the programs of the documentation find what they import where one package of ours is installed. check-docs.mjs
// compiles them inside the workspace, where all packages are at hand.
import { join } from 'node:path'
import ts from 'typescript'

/** Diagnostics of an import: no such module, no types, no such export, and others of that name. */
const ofImports = [1192, 2305, 2307, 2614, 2724, 2792, 7016]

/** @typedef {{ path: string, line: number, code: string, language?: string | undefined }} Program `language`: `ts` or `tsx` */

/** @param {string} code of a program @returns {string[]} the packages of ours that a program imports, each with its entry point */
export function listOwnImports(code) {
  const names = ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName)
  return [...new Set(names.filter((name) => name.startsWith('@x/')))]
}

/** @param {string[]} imports @returns {boolean} whether a program is one of an author of an adapter, who installs the engine, too */
export const isForAuthors = (imports) => imports.some((name) => /^@x\/oidc-[a-z]+\/./u.test(name))

/**
 * @param {string} path of a document @param {string[]} imports of one of its programs
 * @returns {string | undefined} the folder of the package that its reader has installed
 */
export function findInstalled(path, imports) {
  const [, documented] = /^packages\/([a-z]+)\/README\.md$/u.exec(path) ?? []
  // A test has other packages beside it.
  if (imports.length === 0 || imports.includes('@x/oidc-testing')) return undefined
  if (documented !== undefined) return documented
  const folders = imports.map((name) => name.split('/')[1]?.replace('oidc-', ''))
  return folders.find((name) => name !== 'core' && name !== 'engine') ?? folders[0]
}

/**
 * @param {readonly Program[]} programs
 * @param {string} project a folder with node_modules
 * @returns {string[]} problems
 */
export function resolveImports(programs, project) {
  const files = new Map(
    programs.map((program, at) => [join(project, `program-${at}.${program.language ?? 'ts'}`), program]),
  )
  /** @type {ts.CompilerOptions} */
  const options = {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
    jsx: ts.JsxEmit.Preserve,
  }
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.getCurrentDirectory = () => project
  host.fileExists = (name) => files.has(name) || fileExists(name)
  host.readFile = (name) => files.get(name)?.code ?? readFile(name)
  host.getSourceFile = (name, version, ...rest) => {
    const program = files.get(name)
    return program === undefined
      ? getSourceFile(name, version, ...rest)
      : ts.createSourceFile(name, `${program.code}\nexport {}\n`, version, true)
  }
  const program = ts.createProgram({ rootNames: [...files.keys()], options, host })
  return ts.getPreEmitDiagnostics(program).flatMap(({ code, file, start = 0, messageText }) => {
    const at = file === undefined ? undefined : files.get(file.fileName)
    if (file === undefined || at === undefined || !ofImports.includes(code)) return []
    // The reader's own file.
    if (/^['"]\.{1,2}\//u.test(file.text.slice(start))) return []
    const line = at.line + file.getLineAndCharacterOfPosition(start).line
    return [`${at.path}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`]
  })
}
