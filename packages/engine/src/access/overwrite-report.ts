import { defaultPorts, guardLog } from '../ports.ts'
import type { EngineOptions } from '../engine-options.ts'

/** Is told that an answer went out with another value of a header than the library gave it. */
export type ReportOverwrite = (name: string, expected: string, sent: string | null | undefined) => void

/**
 * Creates what warns, once, that something overwrote a header of ours. Undefined in production, where no request is to take
 * longer for it. For adapters.
 * @param order what to mount in which order, as a sentence
 */
export function createOverwriteReport(log: EngineOptions['log'], order: string): ReportOverwrite | undefined {
  if (isProduction()) return undefined
  const report = guardLog(log ?? defaultPorts.log)
  let isReported = false
  return (name, expected, sent) => {
    if (isReported) return
    isReported = true
    const value = sent === null || sent === undefined ? 'missing' : JSON.stringify(sent)
    report({
      level: 'warning',
      code: 'header_overwritten',
      message: `Another middleware overwrote ${name}: it is ${value}, expected ${JSON.stringify(expected)}. ${order}`,
      detail: { name, expected, sent },
    })
  }
}

/** Not every runtime has a `process`. */
function isProduction(): boolean {
  const { process } = globalThis as {
    readonly process?: { readonly env?: Record<string, string | undefined> }
  }
  return process?.env?.['NODE_ENV'] === 'production'
}
