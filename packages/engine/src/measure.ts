import type { Ports } from './ports.ts'

/** Starts to measure a duration. The returned function gives the whole milliseconds since then, 0 if the clock shows none. */
export function startMeasuring({ milliseconds }: Pick<Ports, 'milliseconds'>): () => number {
  const startedAt = milliseconds()
  return () => {
    const passed = Math.round(milliseconds() - startedAt)
    return passed > 0 ? passed : 0
  }
}
