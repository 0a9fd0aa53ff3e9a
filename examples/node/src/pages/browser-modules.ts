import { readdirSync, readFileSync } from 'node:fs'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { pathToFileURL } from 'node:url'

const { resolve } = createRequire(import.meta.url)
const resolveForPlayground = createRequire(resolve('@x/playground/package.json')).resolve

/** Where the scripts of pages and what they import are, each with the start of its addresses. */
const source = new URL('../', import.meta.url)
const playground = folderBeside(resolve('@x/playground/package.json'), 'src/')
const core = folderBeside(resolve('@x/oidc-core/package.json'), 'dist/')
const picture = folderBeside(resolve('@x/oidc-picture/package.json'), 'dist/')
const json5 = folderBeside(resolveForPlayground('json5/package.json'), 'dist/')

/** The addresses of the scripts: of `/try`, and of the other pages with text to copy. */
export const tryScript = '/modules/try/main.ts'
export const copyScript = '/modules/copy/main.ts'

/** What a module may import by name. */
const addresses: Readonly<Record<string, string>> = {
  '@x/oidc-core': '/modules/oidc-core/index.js',
  '@x/oidc-picture': '/modules/oidc-picture/index.js',
  '@x/oidc-picture/markup': '/modules/oidc-picture/markup.js',
  json5: '/modules/json5/index.min.mjs',
  '@x/playground': '/modules/playground/index.ts',
  '@x/playground/copy': '/modules/playground/copy/add-copy-buttons.ts',
}

/** The folders whose files a browser may have, and how they are read. What was built for Node imports nothing of Node, so it runs in a browser, too. */
const folders = [
  { start: '/modules/playground/', folder: playground, end: '.ts', read: readSource },
  { start: '/modules/oidc-core/', folder: core, end: '.js', read: readBuilt },
  { start: '/modules/oidc-picture/', folder: picture, end: '.js', read: readBuilt },
  { start: '/modules/json5/', folder: json5, end: '.min.mjs', read: readBuilt },
]

/** Reads a module for a browser: JavaScript, with addresses for what it imports by name. */
export function readBrowserModule(path: string): string | undefined {
  if (path === tryScript || path === copyScript)
    return readSource(new URL(path.slice('/modules/'.length), source))
  const found = folders.find(({ start }) => path.startsWith(start))
  if (found === undefined) return undefined
  const file = path.slice(found.start.length)
  // Only a file of the folder's own list is read, so no path leads out of it.
  return listFiles(found.folder, found.end).includes(file)
    ? found.read(new URL(file, found.folder))
    : undefined
}

function folderBeside(manifest: string, folder: string): URL {
  return new URL(folder, pathToFileURL(manifest))
}

function listFiles(folder: URL, end: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith(end))
}

function readBuilt(file: URL): string {
  return addressImports(readFileSync(file, 'utf8'))
}

function readSource(file: URL): string {
  return addressImports(withoutWarning(() => stripTypeScriptTypes(readFileSync(file, 'utf8'))))
}

function addressImports(code: string): string {
  return code.replace(/(?<=\bfrom )(["'])(json5|@x\/[\w/-]+)\1/gu, (_, _quote, name: string) =>
    JSON.stringify(addresses[name] ?? name),
  )
}

/** Some versions of Node call this function experimental, in the middle of what the demo prints. */
function withoutWarning<Result>(strip: () => Result): Result {
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return strip()
  } finally {
    process.emitWarning = emitWarning
  }
}
