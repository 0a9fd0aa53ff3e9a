import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Project } from './project.ts'

const homePages = ['app/page', 'src/app/page', 'pages/index', 'src/pages/index'].flatMap((path) =>
  ['tsx', 'ts', 'jsx', 'js'].map((ending) => `${path}.${ending}`),
)
const nextConfigurations = ['ts', 'mts', 'mjs', 'js'].map((ending) => `next.config.${ending}`)

/** Looks at what is in a folder already. */
export function readProject(folder: string): Project {
  const manifest = readObject(join(folder, 'package.json'))
  const names = ['dependencies', 'devDependencies'].flatMap((kind) => {
    const listed = manifest[kind]
    return typeof listed === 'object' && listed !== null ? Object.keys(listed) : []
  })
  const isThere = (path: string) => existsSync(join(folder, path))
  const compiler = readText(join(folder, 'tsconfig.json'))
  return {
    folder,
    isTypeScript: compiler !== undefined,
    isModule: manifest['type'] === 'module',
    importsTs: /"(?:allowImportingTsExtensions|rewriteRelativeImportExtensions)"\s*:\s*true/u.test(
      compiler ?? '',
    ),
    hasSrcPages: ['src/app', 'src/pages'].some(isThere),
    homePage: homePages.find(isThere),
    hasCacheComponents: nextConfigurations.some((name) =>
      /^\s*cacheComponents\s*:\s*true/mu.test(readText(join(folder, name)) ?? ''),
    ),
    dependencies: names,
  }
}

function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

function readObject(path: string): Readonly<Record<string, unknown>> {
  try {
    const value = JSON.parse(readText(path) ?? '{}') as unknown
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
