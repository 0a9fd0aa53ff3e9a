import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Surroundings, UsageError } from '../surroundings.ts'
import { codeOf } from './code-of.ts'
import { showDifference } from './show-difference.ts'

/** What became of a file. `kept`: there is another one of that name, and it stays. */
export type Written = 'new' | 'replaced' | 'unchanged' | 'kept'

/** A file below the folder of a project. */
export interface ProjectFile {
  readonly path: string
  readonly text: string
  /** The mode of a new file, such as 0o600. */
  readonly mode?: number
}

/** Writes a file of a project. Over another one only with `force`, or after a person has seen the difference and said yes. */
export async function writeProjectFile(
  folder: string,
  { path, text, mode }: ProjectFile,
  isForced: boolean,
  { isInteractive, confirm, writeError }: Surroundings,
): Promise<Written> {
  const target = join(folder, path)
  if (!existsSync(target)) {
    write(target, text, mode, 'wx')
    return 'new'
  }
  const existing = readProjectFile(target)
  if (existing === text) return 'unchanged'
  if (!isForced) {
    if (!isInteractive) return 'kept'
    writeError(`\n${path} is there already. The difference:\n${showDifference(existing, text)}\n`)
    if ((await confirm(`Write over ${path}?`)) !== true) return 'kept'
  }
  write(target, text, mode, 'w')
  return 'replaced'
}

/** @throws UsageError with the path and what prevents it */
export function readProjectFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw describeFailure(path, 'read', error)
  }
}

function write(path: string, text: string, mode: number | undefined, flag: 'w' | 'wx'): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text, { flag, ...(mode !== undefined && { mode }) })
  } catch (error) {
    throw describeFailure(path, 'written', error)
  }
}

function describeFailure(path: string, verb: 'read' | 'written', error: unknown): UsageError {
  return new UsageError(`${path} cannot be ${verb}: ${codeOf(error)}.`)
}
