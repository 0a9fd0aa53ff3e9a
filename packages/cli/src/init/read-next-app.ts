import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NextApp } from './project.ts'

const viewEndings = ['tsx', 'ts', 'jsx', 'js']

/** Looks at what an application of Next.js has already. Next.js prefers folders beside package.json to those in `src`. */
export function readNextApp(folder: string): NextApp {
  const areIn = (parent: string) => ['app', 'pages'].some((name) => existsSync(join(folder, parent, name)))
  const source = !areIn('.') && areIn('src') ? 'src/' : ''
  return {
    source,
    homePage:
      findInApp(folder, `${source}app`, ['page', 'route']) ?? findFile(folder, `${source}pages/index`),
    layout: findInApp(folder, `${source}app`, ['layout']),
    middleware: findFile(folder, `${source}middleware`),
    hasCacheComponents: ['ts', 'mts', 'mjs', 'js'].some((ending) =>
      switchesOn(join(folder, `next.config.${ending}`)),
    ),
  }
}

function findFile(folder: string, path: string): string | undefined {
  return viewEndings.map((ending) => `${path}.${ending}`).find((file) => existsSync(join(folder, file)))
}

/** Finds what serves `/`: in the folder itself, or below groups such as `(site)` and parameters such as `[locale]`. */
function findInApp(folder: string, path: string, names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = findFile(folder, `${path}/${name}`)
    if (found !== undefined) return found
  }
  if (!existsSync(join(folder, path))) return undefined
  for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
    if (!entry.isDirectory() || !/^[([]/u.test(entry.name)) continue
    const found = findInApp(folder, `${path}/${entry.name}`, names)
    if (found !== undefined) return found
  }
  return undefined
}

/** Whether a configuration switches Cache Components on, outside of comments. */
function switchesOn(path: string): boolean {
  if (!existsSync(path)) return false
  const code = readFileSync(path, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gmu, '')
  return /(?:^|[\s{,.(])(?:cacheComponents|(["'])cacheComponents\1)\s*[:=]\s*true\b/u.test(code)
}
