import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Lists the property names in the TypeScript sources below some folders, without tests. It finds a name after a dot, in quotes,
 * in a destructuring pattern or in a type, so it also finds names that are added later. It omits names with a capital, which are
 * types and classes, and the members of `Object.prototype`. It may list names that are not properties.
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
