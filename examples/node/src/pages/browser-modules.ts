import { readdirSync, readFileSync } from 'node:fs'
import { createRequire, stripTypeScriptTypes } from 'node:module'

const source = new URL('../', import.meta.url)
const corePath = '/modules/oidc-core.js'

/** The addresses of the scripts: of `/try`, and of the other pages with text to copy. Modules have the paths that they have below `src`. */
export const tryScript = addressOf(new URL('../try/main.ts', import.meta.url))
export const copyScript = addressOf(new URL('../copy/main.ts', import.meta.url))

function addressOf(module: URL): string {
  return `/modules/${module.href.slice(source.href.length)}`
}

/** Whole folders that run in a browser as well as here, and what they use of `pages`. */
const files = [
  ...['copy', 'picture', 'try'].flatMap((folder) =>
    readdirSync(new URL(folder, source)).map((file) => `${folder}/${file}`),
  ),
  'pages/html.ts',
  'pages/page-blocks.ts',
]

const readers: ReadonlyMap<string, () => string> = new Map([
  [corePath, readCore],
  ...files.map((file) => [`/modules/${file}`, () => readModule(new URL(file, source))] as const),
])

/** Reads a module for a browser: JavaScript, with one address for the library. */
export function readBrowserModule(path: string): string | undefined {
  return readers.get(path)?.()
}

/** The library imports nothing, so what was built for Node is what a browser runs. */
function readCore(): string {
  const manifest = createRequire(import.meta.url).resolve('@x/oidc-core/package.json')
  return readFileSync(manifest.replace(/package\.json$/, 'dist/index.js'), 'utf8')
}

function readModule(file: URL): string {
  return withoutWarning(() => stripTypeScriptTypes(readFileSync(file, 'utf8'))).replaceAll(
    "from '@x/oidc-core'",
    `from '${corePath}'`,
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
