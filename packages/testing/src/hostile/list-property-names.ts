import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Lists every property name that the TypeScript sources below some folders spell, tests left out: after a dot, in quotes, in a
 * destructuring pattern or in a type. A name that is added to the sources joins by itself. Types and
 * classes, with a capital, are left out; otherwise it lists too many rather than too few, and no name that every object has anyway.
 */
export function listPropertyNames(folders: readonly string[]): readonly string[] {
  const names = new Set<string>()
  for (const folder of folders) {
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/u.test(file) || /\.test(?:-d)?\.tsx?$/u.test(file)) continue
      const source = readFileSync(join(folder, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gmu, '')
      for (const pattern of spellings)
        for (const [, name] of source.matchAll(pattern))
          if (name !== undefined && !(name in Object.prototype)) names.add(name)
    }
  }
  return [...names].sort()
}

const spellings = [
  /\.([a-z_$][\w$]*)/gu,
  /['"]([a-z_$][\w$#-]*)['"]/gu,
  /[{,(]\s*(?:readonly )?([a-z_$][\w$]*)\??\s*(?=[,:=}])/gu,
  /^\s*(?:readonly )?([a-z_$][\w$]*)\??\s*[:(,]/gmu,
]
