import type { MaybePromise } from '../../src/maybe-promise.ts'
import type { Answer, Name, World, WorldSettings } from './world.ts'

/** What a person finds at a page that needs a user: the page with the own data, the way to the sign-in, or an outage. */
export type Sight = 'page' | 'sign-in' | 'outage'

/** One fault. The runner refuses a row that leaves a field out, so no row can pass without a check. */
export interface Fault {
  /** What breaks, in words for `docs/faults.md`. */
  readonly name: string
  readonly settings: WorldSettings
  readonly begin: (world: World) => MaybePromise<unknown>
  /** The request that meets the fault. Its response is that of Ada, unless it names another person. */
  readonly act: (world: World) => Promise<Answer>
  /** The documented status of that response. */
  readonly status: number
  /** The documented `Retry-After`; null for none. */
  readonly retryAfter: string | null
  /** What each person finds while the fault lasts. */
  readonly during: Readonly<Record<Name, Sight>>
  readonly end: (world: World) => MaybePromise<unknown>
  /** The first request after the end of the fault, and the status of its success. */
  readonly next: (world: World) => Promise<Answer>
  readonly nextStatus: number
  /** The sessions that end, each with the reason why it must. */
  readonly lost: Readonly<Partial<Record<Name, string>>>
  /** What the person sees, and when it is over, in words for `docs/faults.md`. */
  readonly sees: string
  readonly over: string
  /** What else is true of the fault, such as how many refresh tokens were sent. */
  readonly also: (world: World) => MaybePromise<void>
}
