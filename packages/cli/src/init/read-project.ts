import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Project } from './project.ts'
import { readNextApp } from './read-next-app.ts'

/** Looks at what is in a folder already. */
export function readProject(folder: string): Project {
  const manifest = readObject(join(folder, 'package.json'))
  const dependencies = ['dependencies', 'devDependencies'].flatMap((kind) => {
    const listed = manifest[kind]
    return typeof listed === 'object' && listed !== null ? Object.entries(listed) : []
  })
  const compiler = readText(join(folder, 'tsconfig.json'))
  return {
    folder,
    isTypeScript: compiler !== undefined,
    isModule: manifest['type'] === 'module',
    importsTs: /"(?:allowImportingTsExtensions|rewriteRelativeImportExtensions)"\s*:\s*true/u.test(
      compiler ?? '',
    ),
    next: readNextApp(folder),
    dependencies: new Map(dependencies.map(([name, range]) => [name, String(range)])),
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
