import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Load, Tally } from './load.ts'

/** A process that sends requests. */
export interface LoadGenerator {
  readonly run: (load: Load) => Promise<Tally>
  readonly close: () => void
}

/** Creates the one process that asks all servers. */
export function createLoadGenerator(): LoadGenerator {
  const child = fork(fileURLToPath(new URL('./load-generator.ts', import.meta.url)))
  return {
    async run(load) {
      const answered = once(child, 'message')
      child.send(load)
      const [tally] = (await answered) as [Tally]
      return tally
    },
    close: () => child.disconnect(),
  }
}
