import type { EmitEvent } from '../../event-subscribers.ts'

/** Receives the name of a header, its value in the response, and the value that the library had set. */
export type ReportOverwrite = (name: string, expected: string, sent: string | null | undefined) => void

/**
 * Creates the report that warns once about an overwritten header. Undefined in production, where the check would cost every
 * request time. For adapters.
 * @param emit from `createEmitter`
 * @param order a sentence that says in which order to mount the middleware
 */
export function createOverwriteReport(emit: EmitEvent, order: string): ReportOverwrite | undefined {
  if (isProduction()) return undefined
  let isReported = false
  return (name, expected, sent) => {
    if (isReported) return
    isReported = true
    const value = sent === null || sent === undefined ? 'missing' : JSON.stringify(sent)
    emit({
      level: 'warn',
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
