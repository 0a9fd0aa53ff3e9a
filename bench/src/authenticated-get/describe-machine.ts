import { availableParallelism, cpus } from 'node:os'

/** What a number is worth without: where it comes from. */
export interface Machine {
  /** ISO 8601, a day. */
  readonly measuredOn: string
  readonly machine: string
}

export function describeMachine(): Machine {
  const model = cpus()[0]?.model.trim() ?? 'unknown processors'
  return {
    measuredOn: new Date().toISOString().slice(0, 10),
    machine: `Node ${process.versions.node}, ${availableParallelism()} × ${model}`,
  }
}
