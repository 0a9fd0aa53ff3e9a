import { availableParallelism, cpus, loadavg } from 'node:os'

/** What a number is worth without: where it comes from. */
export interface Machine {
  /** ISO 8601, a day. */
  readonly measuredOn: string
  readonly machine: string
}

/** Above this, something else was running when the benchmark began. */
const quietLoad = 0.7

const [loadBefore = 0] = loadavg()

export function describeMachine(): Machine {
  const model = cpus()[0]?.model.trim() ?? 'unknown processors'
  const load = loadBefore > quietLoad ? `, **busy with other work** (load ${loadBefore.toFixed(1)})` : ''
  return {
    measuredOn: new Date().toISOString().slice(0, 10),
    machine: `Node ${process.versions.node}, ${availableParallelism()} × ${model}${load}`,
  }
}
