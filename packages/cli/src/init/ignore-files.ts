import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Adds names to `.gitignore` that it does not have, and gives those. What stands there stays. */
export function ignoreFiles(folder: string, names: readonly string[]): readonly string[] {
  const path = join(folder, '.gitignore')
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const lines = new Set(text.split('\n').map((line) => line.trim().replace(/^\//u, '')))
  const missing = names.filter((name) => !lines.has(name) && !lines.has('.env*'))
  if (missing.length === 0) return []
  const start = text === '' || text.endsWith('\n') ? text : `${text}\n`
  writeFileSync(path, `${start}${missing.map((name) => `${name}\n`).join('')}`)
  return missing
}
