import type { Contender } from '../authenticated-get/contenders.ts'
import type { Machine } from '../authenticated-get/describe-machine.ts'

/** From the start of a process to its first answer to a person who is signed in. */
export interface ColdStartResult extends Machine {
  readonly starts: number
  readonly contenders: readonly {
    readonly name: string
    readonly kind: Contender['kind']
    /** Medians of the starts, as the two that follow. */
    readonly milliseconds: number
    /** Beyond the same server bare, started in turns. */
    readonly extraMilliseconds: number
    /** Processor time of the process; absent where there is no /proc. */
    readonly cpuMilliseconds?: number
  }[]
}
