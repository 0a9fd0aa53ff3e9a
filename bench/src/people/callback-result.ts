import type { Machine } from '../authenticated-get/describe-machine.ts'

/** Microseconds of processor time of one callback and of its parts, medians of one process. */
export interface CallbackResult extends Machine {
  readonly signIns: number
  readonly callback: number
  /** The request for tokens alone, by oauth4webapi. */
  readonly tokenRequest: number
  /** One ID Token, by jose, the keys kept. */
  readonly verification: number
  /** One session, by jose, the key kept. */
  readonly seal: number
}
