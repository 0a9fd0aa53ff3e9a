import type { IncomingMessage } from 'node:http'
import type { Change } from './on-head.ts'

/**
 * A defect of an adapter on Node's `http`. A test wraps or replaces a part of the correct adapter with it, and the contract has
 * to find it.
 */
export interface Defect {
  /** Completes the sentence "the contract finds an adapter that …". */
  readonly name: string
  /** The beginning of the name of the case that finds this defect. */
  readonly foundBy: string
  /** Runs in front of the app. If it answers a request, the app does not receive that request. */
  readonly inFront?: Change
  /** Runs before the bearer authentication of the API. */
  readonly beforeBearer?: Change
  /** Whether `requireUser()` replaces the bearer authentication, for one request. */
  readonly asksForSession?: (req: IncomingMessage) => boolean
  /** Whether the gate that requires a role runs, for one request. */
  readonly gates?: (req: IncomingMessage) => boolean
  /** The mount path of the app, which the adapter's options do not contain. */
  readonly mountedAt?: string
}
