import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Adds names to `.gitignore` that it does not have, and gives those. What stands there stays. `.env*` would ignore the example for the repository, too. */
export function ignoreFiles(folder: string, names: readonly string[]): readonly string[] {
  const path = join(folder, '.gitignore')
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const lines = new Set(text.split('\n').map((line) => line.trim().replace(/^\//u, '')))
  const ignoresAll = lines.has('.env*')
  const wanted = ignoresAll ? ['!.env.example'] : names
  const missing = wanted.filter((name) => !lines.has(name))
  if (missing.length === 0) return []
  const start = text === '' || text.endsWith('\n') ? text : `${text}\n`
  writeFileSync(path, `${start}${missing.map((name) => `${name}\n`).join('')}`)
  return missing
}
