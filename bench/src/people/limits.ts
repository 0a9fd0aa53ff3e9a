import { execFile } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { median } from '../measure.ts'

/** Microseconds of processor time, all measured in one process. */
export interface Limits {
  /** AES-256-GCM of node:crypto and JSON.parse over a sealed session, synchronous. Absent where people have tokens. */
  readonly openAlone?: number
  /** A session that was not read before. */
  readonly coldSession?: number
  /** node:crypto.verify, its key kept. */
  readonly verifyAlone: Readonly<Record<string, number>>
  /** An access token that was not verified before. By signature algorithm, as above; empty where people have sessions. */
  readonly coldToken: Readonly<Record<string, number>>
}

const run = promisify(execFile)
const program = fileURLToPath(new URL('./programs/measure-limits.ts', import.meta.url))

/** Where `npm run test:runtimes` installs it. */
const bunPattern = '../../../.cache/runtimes/bun@*/node_modules/.bin/bun'

/**
 * Measures what no library on a runtime can be faster than, and what ours takes, in a new process of each runtime.
 * @returns by runtime: Node, and Bun where it is installed
 */
export async function measureLimits(
  rounds: number,
  credential: 'cookie' | 'token',
): Promise<Readonly<Record<string, Limits>>> {
  const measured: Record<string, Limits> = {}
  for (const runtime of [process.execPath, ...findBun()]) {
    const { stdout } = await run(runtime, [program, String(rounds), credential])
    const { name, limits } = JSON.parse(stdout) as { readonly name: string; readonly limits: Limits }
    measured[name] = limits
  }
  return measured
}

function findBun(): readonly string[] {
  const named = process.env['BUN'] ?? ''
  if (existsSync(named)) return [named]
  const cwd = fileURLToPath(new URL('.', import.meta.url))
  return globSync(bunPattern, { cwd }).map((file) => fileURLToPath(new URL(file, import.meta.url)))
}

/** Sums up the starts of a run. */
export function summarizeLimits(
  starts: readonly Readonly<Record<string, Limits>>[],
): Readonly<Record<string, Limits>> {
  return Object.fromEntries(
    Object.keys(starts[0] ?? {}).map((runtime) => {
      const all = starts.flatMap((start) => start[runtime] ?? [])
      const of = (read: (limits: Limits) => number | undefined): number =>
        Math.round(median(all.map((limits) => read(limits) ?? Number.NaN)) * 10) / 10
      const hasSessions = all.every(({ openAlone }) => openAlone !== undefined)
      const byAlgorithm = (key: 'verifyAlone' | 'coldToken'): Readonly<Record<string, number>> =>
        Object.fromEntries(
          Object.keys(all[0]?.[key] ?? {}).map((algorithm) => [
            algorithm,
            of((limits) => limits[key][algorithm]),
          ]),
        )
      const limits: Limits = {
        ...(hasSessions && {
          openAlone: of(({ openAlone }) => openAlone),
          coldSession: of(({ coldSession }) => coldSession),
        }),
        verifyAlone: byAlgorithm('verifyAlone'),
        coldToken: byAlgorithm('coldToken'),
      }
      return [runtime, limits]
    }),
  )
}
