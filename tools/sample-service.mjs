// Asks TypeScript's language service about small programs, as an editor does: what a tooltip shows, and what an error says.
import { join } from 'node:path'
import ts from 'typescript'
import { packageRoot, root } from './workspace.mjs'

/**
 * @typedef {object} Sample a program of a team that uses an adapter
 * @property {string} adapter the folder of the package whose imports the program may use
 * @property {string} code
 */

/**
 * The same strict options as a new project has. Unlike the workspace's own they leave unused names alone.
 * @returns {ts.CompilerOptions}
 */
function readOptions() {
  const { options } = ts.parseJsonConfigFileContent(
    {
      extends: './tsconfig.base.json',
      compilerOptions: {
        ...{ lib: ['ES2022', 'DOM', 'DOM.Iterable'], types: ['node'], jsx: 'react-jsx' },
        ...{ noUnusedLocals: false, noUnusedParameters: false },
      },
      files: [],
    },
    ts.sys,
    root,
  )
  return options
}

/**
 * The declarations that a project with `declaration` gets of each program, where it has installed the adapter and no package below it.
 * @param {readonly Sample[]} samples
 */
export function emitDeclarations(samples) {
  const files = new Map(samples.map(({ code }, index) => [join(root, `sample-${index}.ts`), code]))
  const adapters = samples.map(({ adapter }) => adapter)
  /** @type {ts.CompilerOptions} */
  const options = {
    ...readOptions(),
    ...{ noEmit: false, declaration: true, emitDeclarationOnly: true },
    typeRoots: [join(root, 'node_modules/@types')],
    paths: Object.fromEntries(
      adapters.map((adapter) => [`@x/oidc-${adapter}`, [join(packageRoot(adapter), 'src/index.ts')]]),
    ),
  }
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (file) => files.has(file) || fileExists(file)
  host.readFile = (file) => files.get(file) ?? readFile(file)
  host.getSourceFile = (file, version, ...rest) => {
    const code = files.get(file)
    return code === undefined
      ? getSourceFile(file, version, ...rest)
      : ts.createSourceFile(file, code, version, true)
  }
  const program = ts.createProgram({ rootNames: [...files.keys()], options, host })
  return [...files.keys()].map((name) => {
    let text = ''
    const write = (/** @type {string} */ _file, /** @type {string} */ written) => {
      text += written
    }
    const { diagnostics } = program.emit(program.getSourceFile(name), write, undefined, true)
    const errors = diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
    return { text, errors }
  })
}

/** @param {readonly Sample[]} samples */
export function createSampleService(samples) {
  const options = readOptions()
  const files = new Map(
    samples.map(({ adapter, code }, index) => [join(packageRoot(adapter), `sample-${index}.ts`), code]),
  )
  const names = [...files.keys()]
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => names,
    getScriptVersion: () => '1',
    getScriptSnapshot(name) {
      const text = files.get(name) ?? ts.sys.readFile(name)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (from) => ts.getDefaultLibFilePath(from),
    fileExists: (name) => files.has(name) || ts.sys.fileExists(name),
    readFile: (name) => files.get(name) ?? ts.sys.readFile(name),
    directoryExists: ts.sys.directoryExists,
    // Without it the dependencies of a package are not found in the folders of pnpm.
    ...(ts.sys.realpath && { realpath: ts.sys.realpath }),
    getDirectories: ts.sys.getDirectories,
  })

  /** @param {number} index of a sample @returns {string} its file */
  const fileOf = (index) => names[index] ?? ''

  return {
    /**
     * What a tooltip shows at the last of these words.
     * @param {number} index @param {string} text a part of the program, which ends with the word
     */
    hover(index, text) {
      const code = files.get(fileOf(index)) ?? ''
      const start = code.indexOf(text)
      if (start < 0) throw new Error(`The program has no ${JSON.stringify(text)}.`)
      const info = service.getQuickInfoAtPosition(fileOf(index), start + text.length - 1)
      return {
        type: ts.displayPartsToString(info?.displayParts),
        documentation: ts.displayPartsToString(info?.documentation),
      }
    },
    /** The names that an editor offers where `text` ends. @param {number} index @param {string} text @returns {string[]} */
    complete(index, text) {
      const code = files.get(fileOf(index)) ?? ''
      const at = code.indexOf(text) + text.length
      return (service.getCompletionsAtPosition(fileOf(index), at, {})?.entries ?? []).map(({ name }) => name)
    },
    /** The text of every error, with its line. @param {number} index */
    errors(index) {
      const name = fileOf(index)
      const found = [...service.getSyntacticDiagnostics(name), ...service.getSemanticDiagnostics(name)]
      return found.map(({ file, start = 0, messageText }) => ({
        line: (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1,
        text: ts.flattenDiagnosticMessageText(messageText, '\n'),
      }))
    },
  }
}
