import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { UsageError } from '../surroundings.ts'
import { codeOf } from './code-of.ts'

/**
 * Writes a file below a folder, over an existing one only if that is wanted.
 * @returns its path
 * @throws UsageError if there is such a file, or it cannot be written
 */
export function writeNewFile(folder: string, name: string, text: string, mayReplace = false): string {
  const path = resolve(folder, name)
  try {
    writeFileSync(path, text, { flag: mayReplace ? 'w' : 'wx' })
    return path
  } catch (error) {
    const code = codeOf(error)
    throw new UsageError(
      code === 'EEXIST'
        ? `There is a file ${path} already. Name another one with --out, or write over it with --force.`
        : `${path} cannot be written: ${code}.`,
    )
  }
}
