// Compiles the programs of the documentation. A block counts as a file of packages/node: from there most packages of the
// workspace can be imported by their names, and so can Express. One that is about another adapter is a file of that one.
import { join, relative } from 'node:path'
import ts from 'typescript'
import { adapters, packageRoot, root, stores } from '../workspace.mjs'
import { blocksPreamble } from './blocks-preamble.mjs'
import { readExcerpt } from './check-excerpts.mjs'

/** A name that is shown once need not be used. */
const leniency = { noUnusedLocals: false, noUnusedParameters: false }

/** @param {string} path of a document @param {string} code @returns {string} whose imports the program may use */
function resolveFolder(path, code) {
  const folders = ['picture', ...Object.keys({ ...adapters, ...stores })].filter(
    (folder) => folder !== 'node',
  )
  const folder =
    folders.find((each) => path.startsWith(`packages/${each}/`)) ??
    folders.find((each) => code.includes(`from '@x/oidc-${each}'`)) ??
    folders.find((each) => code.includes(`from '@${each}/`))
  return packageRoot(folder ?? 'node')
}

/** @param {Pick<import('./parse-markdown.mjs').Document, 'path' | 'blocks'>[]} documents @returns {string[]} */
export function compileBlocks(documents) {
  const preambleName = join(packageRoot('node'), 'docs-preamble.ts')
  /** @type {Map<string, { path: string, line: number, code: string }>} */
  const files = new Map([
    [preambleName, { path: 'tools/docs/blocks-preamble.mjs', line: 1, code: blocksPreamble }],
  ])
  for (const { path, blocks } of documents) {
    for (const block of blocks) {
      const { language, line, code } = block
      if (language !== 'ts' || readExcerpt(block) !== undefined) continue
      files.set(join(resolveFolder(path, code), `docs-block-${files.size}.ts`), {
        path,
        line,
        code: `${code}\nexport {}\n`,
      })
    }
  }

  const { options } = ts.parseJsonConfigFileContent(
    {
      extends: './tsconfig.base.json',
      compilerOptions: { lib: ['ES2022', 'DOM', 'DOM.Iterable'], types: ['node'], ...leniency },
      files: [],
    },
    ts.sys,
    root,
  )
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (name) => files.has(name) || fileExists(name)
  host.readFile = (name) => files.get(name)?.code ?? readFile(name)
  host.getSourceFile = (name, version, ...rest) => {
    const file = files.get(name)
    return file === undefined
      ? getSourceFile(name, version, ...rest)
      : ts.createSourceFile(name, file.code, version, true)
  }
  const program = ts.createProgram({ rootNames: [...files.keys()], options, host })
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, ' ')
    if (file === undefined) return text
    const at = file.getLineAndCharacterOfPosition(start).line
    const block = files.get(file.fileName)
    return block === undefined
      ? `${relative(root, file.fileName)}:${at + 1}: ${text}`
      : `${block.path}:${block.line + at}: ${text}`
  })
}
