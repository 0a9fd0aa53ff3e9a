// Compiles the programs of the documentation. A block counts as a file of packages/node: from there most packages of the
// workspace can be imported by their names, and so can Express. One that is about another adapter, or has JSX, is a file of that one. One of Vue
// or Svelte is a file of packages/react, whose tests run these recipes.
// A program in JavaScript is compiled, too, without the rule that each parameter has a type. What a program imports from a file beside
// it, as those of Next.js do, is not looked at. tools/check-playwright.mjs compiles what imports @playwright/test, where that is installed.
import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { adapters, packageRoot, root, stores } from '../workspace.mjs'
import { blocksPreamble } from './blocks-preamble.mjs'
import { readExcerpt } from './check-excerpts.mjs'

/** A name that is shown once need not be used. */
const leniency = { noUnusedLocals: false, noUnusedParameters: false }

/** The endings of the files that a block is compiled as, by its language. */
const endings = new Map([
  ['ts', '.ts'],
  ['tsx', '.tsx'],
  ['js', '.mjs'],
  ['jsx', '.jsx'],
])

/** Says that a value has no type, which is so where a file beside the program is not looked at. */
const isUntyped = (/** @type {number} */ code) => code >= 7000 && code < 7100
/** Of an import from a file beside the program. */
const ofRelativeImports = [2307, 2834, 2835]
/** A program in JavaScript need not convince a compiler that a value is there, or that a server listens at a port and not at a pipe. */
const ofLooseTypes = [2531, 2532, 2769, 18047, 18048]

/** The workspace has the browser of Playwright, and not its test runner. */
const ofPlaywright = /from '@playwright\/test'/u

/** @param {string} path of a document @param {{ language: string, code: string }} block @returns {string} whose imports the program may use */
function resolveFolder(path, { language, code }) {
  const folders = ['picture', ...Object.keys({ ...adapters, ...stores })].filter(
    (folder) => folder !== 'node',
  )
  const imported = /from '@x\/oidc-(?!node|core|engine|testing)([a-z]+)'/u.exec(code)?.[1]
  const isOfClient = /from '(?:vue|svelte)(?:\/|')/u.test(code)
  const folder =
    (isOfClient ? 'react' : undefined) ??
    folders.find((each) => path.startsWith(`packages/${each}/`)) ??
    (imported !== undefined && existsSync(packageRoot(imported)) ? imported : undefined) ??
    folders.find((each) => code.includes(`from '@${each}/`) || code.includes(`from '${each}'`)) ??
    (language.endsWith('x') ? 'next' : 'node')
  return packageRoot(folder)
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
      const ending = endings.get(language)
      if (ending === undefined || readExcerpt(block) !== undefined || ofPlaywright.test(code)) continue
      const isCommonJs = ending === '.mjs' && /\brequire\(|^(?:module\.)?exports\b/mu.test(code)
      files.set(join(resolveFolder(path, block), `docs-block-${files.size}${isCommonJs ? '.cjs' : ending}`), {
        path,
        line,
        code: isCommonJs ? `${code}\n` : `${code}\nexport {}\n`,
      })
    }
  }

  const { options } = ts.parseJsonConfigFileContent(
    {
      extends: './tsconfig.base.json',
      compilerOptions: {
        lib: ['ES2022', 'DOM', 'DOM.Iterable'],
        types: ['node'],
        jsx: 'react-jsx',
        allowJs: true,
        checkJs: true,
        ...leniency,
      },
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
  /** @param {ts.Diagnostic} diagnostic */
  const counts = ({ code, file, messageText }) => {
    const block = file === undefined ? undefined : files.get(file.fileName)
    if (file === undefined || block === undefined) return true
    const text = ts.flattenDiagnosticMessageText(messageText, ' ')
    if (ofRelativeImports.includes(code) && /'\.|Relative/u.test(text)) return false
    if (/\.tsx?$/u.test(file.fileName)) return !(isUntyped(code) && / from '\.\.?\//u.test(block.code))
    return !isUntyped(code) && !ofLooseTypes.includes(code) && !text.includes('AddressInfo')
  }
  const program = ts.createProgram({ rootNames: [...files.keys()], options, host })
  return ts
    .getPreEmitDiagnostics(program)
    .filter((each) => counts(each))
    .map(({ file, start = 0, messageText }) => {
      const text = ts.flattenDiagnosticMessageText(messageText, ' ')
      if (file === undefined) return text
      const at = file.getLineAndCharacterOfPosition(start).line
      const block = files.get(file.fileName)
      return block === undefined
        ? `${relative(root, file.fileName)}:${at + 1}: ${text}`
        : `${block.path}:${block.line + at}: ${text}`
    })
}
