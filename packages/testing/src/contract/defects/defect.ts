import type { IncomingMessage } from 'node:http'
import type { Change } from './on-head.ts'

/**
 * What an adapter on Node's `http` could do wrong. A test puts it around, or in place of, a part of the good adapter, and the
 * contract has to find it.
 */
export interface Defect {
  /** Goes on where the sentence "the contract finds an adapter that …" begins. */
  readonly name: string
  /** How the name of the case begins that finds it. */
  readonly foundBy: string
  /** Runs in front of the app. The app does not get a request that this has answered. */
  readonly inFront?: Change
  /** Runs before the bearer authentication of the API. */
  readonly beforeBearer?: Change
  /** Whether `requireUser()` stands in the place of the bearer authentication, for one request. */
  readonly asksForSession?: (req: IncomingMessage) => boolean
  /** Whether the gate of a role runs, for one request. */
  readonly gates?: (req: IncomingMessage) => boolean
  /** Where the app is mounted, which the adapter is not told. */
  readonly mountedAt?: string
}
