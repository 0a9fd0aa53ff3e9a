import { cleanLines, cleanText, isInstant } from '@x/oidc-core'
import { type EngineEvent, fieldNames, type StreamEvent } from './events.ts'
import { sendOnce } from './send-once.ts'

/** The engine's access to its environment. Tests replace it. No other part of the engine reads a clock. */
export interface Ports {
  /** The current instant as NumericDate, whole seconds. */
  readonly now: () => number
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
export function createSafePorts({ now, random, fetch, startTimer, log, emit }: Ports): Ports {
  return {
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
    fetch,
    startTimer,
    ...buildReceivers(createSafeLog(log), emit && createSafeStream(emit)),
  }
}

/** The subscriber of `onEvent` gets all that the log gets, after it. */
function buildReceivers(log: Ports['log'], emit: Ports['emit']): Pick<Ports, 'log' | 'emit'> {
  if (emit === undefined) return { log }
  return {
    emit,
    log: (event) => {
      log(event)
      emit(event)
    },
  }
}

/** Wraps `onEvent`: each event is a copy of its own. The console says once that it failed, since the log has the events. */
function createSafeStream(onEvent: (event: StreamEvent) => unknown): NonNullable<Ports['emit']> {
  let isReported = false
  const report = (error: unknown): void => {
    if (isReported) return
    isReported = true
    const message = `The function onEvent of the options failed: ${describeReason(error)}`
    try {
      writeToConsole({ level: 'error', code: 'log_failed', message })
    } catch {
      // The console is broken, too.
    }
  }
  return (event) => {
    try {
      Promise.resolve(onEvent(cleanEvent(event as EngineEvent))).catch(report)
    } catch (error) {
      report(error)
    }
  }
}

/**
 * Wraps the log of an application: if it throws or rejects, the sign-in and the process continue, and the event goes to the
 * console with the reason. For adapters.
 */
export function createSafeLog(log: (event: EngineEvent) => unknown): Ports['log'] {
  return (event) => {
    const clean = cleanEvent(event)
    const report = (error: unknown): void => reportLostEvent(clean, error)
    try {
      Promise.resolve(log(clean)).catch(report)
    } catch (error) {
      report(error)
    }
  }
}

type ConsoleEvent = Pick<EngineEvent, 'level' | 'code' | 'message' | 'reference' | 'explanation'>

function reportLostEvent(event: EngineEvent, error: unknown): void {
  try {
    writeToConsole({
      level: 'error',
      code: 'log_failed',
      message: `The function log of the options failed for the next event: ${describeReason(error)}`,
    })
    writeToConsole({ ...event, level: event.level === 'info' ? 'warn' : event.level })
  } catch {
    // The console is broken, too.
  }
}

function describeReason(error: unknown): string {
  try {
    return error instanceof Error ? cleanText(`${error.name}: ${error.message}`) : 'it gave no error'
  } catch {
    // A getter or a proxy threw.
    return 'what it threw cannot be read'
  }
}

/** A message contains at most two foreign texts; a line of an explanation contains a few. */
const maxLineLength = 4000

/**
 * Escapes control characters in everything that the log receives. Messages are escaped where they are built; this is the last
 * line of defence. Line feeds stay in our own texts of several lines.
 */
function cleanEvent(event: EngineEvent): EngineEvent {
  const { code, level, message } = event
  // Reads own members only: a member that pollution put on every object is not a field of an event.
  const fields = fieldNames.filter((name) => Object.hasOwn(event, name) && event[name] !== undefined)
  return {
    level,
    code: cleanText(code),
    message: (code === 'config_invalid' ? cleanLines : cleanText)(message, maxLineLength),
    ...Object.fromEntries(fields.map((name) => [name, cleanField(name, event[name])])),
  } as EngineEvent
}

function cleanField(name: keyof EngineEvent, value: unknown): unknown {
  return name === 'explanation' ? cleanLines(String(value), maxLineLength) : cleanDeeply(value)
}

/** Recursion cannot go deep: details are our own plain data. */
function cleanDeeply(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(cleanDeeply)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cleanDeeply(member)]))
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
  random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  fetch: (url, init) => fetch(url, sendOnce(init)),
  startTimer(seconds, onEnd) {
    const timer = setTimeout(onEnd, seconds * 1000)
    return () => clearTimeout(timer)
  },
  log: (event) => {
    if (event.level !== 'info') writeToConsole(event)
  },
}

function writeToConsole({ level, code, message, reference, explanation }: ConsoleEvent): void {
  const quoted = reference === undefined ? '' : ` (${reference})`
  const lines = explanation === undefined ? '' : `\n${explanation}`
  console[level === 'error' ? 'error' : 'warn'](`[oidc] ${code}: ${message}${quoted}${lines}`)
}
