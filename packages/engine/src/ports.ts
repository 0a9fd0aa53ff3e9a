import { isInstant } from '@x/oidc-core'
import { createEmitter, logToConsole } from './event-subscribers.ts'
import type { EngineEvent } from './events.ts'
import { sendOnce } from './send-once.ts'
import type { StreamEvent } from './stream-events.ts'

/** The engine's access to its environment. Tests replace it. No other part of the engine reads a clock. */
export interface Ports {
  /** The current instant as NumericDate, whole seconds. */
  readonly now: () => number
  /** Milliseconds of a clock that is never set, counted from any instant: for durations. */
  readonly milliseconds: () => number
  /** Cryptographically strong random bytes. */
  readonly random: (bytes: number) => Uint8Array
  /** Sends a request to a provider. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Calls back once, after this many seconds. The returned function cancels the timer. */
  readonly startTimer: (seconds: number, onEnd: () => void) => () => void
  /** Receives events for the operator of the application. */
  readonly log: (event: EngineEvent) => void
  /** Receives the events that are not for the log. Undefined without a subscriber: then no such event is built. */
  readonly emit?: ((event: StreamEvent) => void) | undefined
}

/**
 * Checks the results of ports, so that a broken port causes an error response and not a wrong result: a clock that shows NaN
 * would pass every deadline, and too few random bytes can be guessed.
 */
export function createSafePorts({ now, random, log, emit, ...others }: Ports): Ports {
  const publish = createEmitter({ log, onEvent: emit })
  return {
    ...others,
    now() {
      const at: unknown = now()
      // Fractions of a second are cut off, because cookies contain whole seconds.
      if (isInstant(at)) return Math.floor(at)
      throw new TypeError(
        `ports.now() returned ${typeof at === 'number' ? at : typeof at}, expected seconds since 1970`,
      )
    },
    random(bytes) {
      const drawn: unknown = random(bytes)
      if (drawn instanceof Uint8Array && drawn.length === bytes) return drawn
      throw new TypeError(`ports.random(${bytes}) did not return a Uint8Array of that length`)
    },
    log: publish,
    // Without a subscriber, only the log would get the event, and it drops it.
    emit: emit && publish,
  }
}

/**
 * The global `fetch` at the time of the call, for requests of the application to its APIs. The port `fetch` is for requests to providers: it may
 * lead through a proxy of its own.
 */
export function sendAnywhere(input: string | Request, init?: RequestInit): Promise<Response> {
  return fetch(input, init)
}

export const defaultPorts: Ports = {
  now: () => Math.floor(Date.now() / 1000),
  milliseconds: () => performance.now(),
  random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  fetch: (url, init) => fetch(url, sendOnce(init)),
  startTimer(seconds, onEnd) {
    const timer = setTimeout(onEnd, seconds * 1000)
    return () => clearTimeout(timer)
  },
  log: logToConsole,
}
