import type { Machine } from '../authenticated-get/describe-machine.ts'

/** How the heap grows while people are authenticated in turns. */
export interface MemoryResult extends Machine {
  readonly requests: number
  readonly people: number
  /** The line of least squares through the samples, without those in which the cache still fills. */
  readonly bytesPerRequest: number
  /** MiB in use after a collection, at equal distances; the first before any request. */
  readonly heapMebibytes: readonly number[]
}
