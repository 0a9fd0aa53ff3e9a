import { cleanLines, cleanText } from '@x/oidc-core'
import { type EngineEvent, fieldNames } from './events.ts'
import type { StreamEvent } from './stream-events.ts'

/** Receives an event. It never throws. */
export type EmitEvent = (event: StreamEvent) => void

/** The functions of an application that receive events. */
export interface EventReceivers {
  /** Receives all events but those with the level `debug`. @default warnings and errors go to the console */
  readonly log?: ((event: EngineEvent) => unknown) | undefined
  /** Receives all events, after `log`. */
  readonly onEvent?: ((event: StreamEvent) => unknown) | undefined
}

/**
 * Creates the function that every event goes through. The log is a subscriber like `onEvent`: each gets a copy of its own, and what
 * one throws or rejects with reaches neither the other nor the request. For adapters.
 */
export function createEmitter({ log = logToConsole, onEvent }: EventReceivers): EmitEvent {
  const subscribers = [subscribeLog(log), ...(onEvent === undefined ? [] : [subscribeStream(onEvent)])]
  return (event) => {
    for (const receive of subscribers) receive(event)
  }
}

/** If the log fails, the event goes to the console with the reason. */
function subscribeLog(log: (event: EngineEvent) => unknown): EmitEvent {
  return (event) => {
    if (event.level === 'debug') return
    const clean = cleanEvent(event)
    deliver(log, clean, (error) => {
      writeFailure('log of the options failed for the next event', error)
      writeToConsole({ ...clean, level: clean.level === 'info' ? 'warn' : clean.level })
    })
  }
}

/** If the subscriber fails, the console says so once, since the log has the events. */
function subscribeStream(onEvent: (event: StreamEvent) => unknown): EmitEvent {
  let isReported = false
  return (event) => {
    deliver(onEvent, cleanEvent(event), (error) => {
      if (isReported) return
      isReported = true
      writeFailure('onEvent of the options failed', error)
    })
  }
}

/** A subscriber may throw, reject or never settle. */
function deliver<Event>(
  receive: (event: Event) => unknown,
  event: Event,
  report: (error: unknown) => void,
): void {
  const fail = (error: unknown): void => {
    try {
      report(error)
    } catch {
      // The console is broken, too.
    }
  }
  try {
    Promise.resolve(receive(event)).catch(fail)
  } catch (error) {
    fail(error)
  }
}

function writeFailure(what: string, error: unknown): void {
  const message = `The function ${what}: ${describeReason(error)}`
  writeToConsole({ level: 'error', code: 'log_failed', message })
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
 * Escapes control characters in everything that subscribers receive. Messages are escaped where they are built; this is the last
 * line of defence. Line feeds stay in our own texts of several lines.
 */
function cleanEvent<Event extends StreamEvent>(event: Event): Event {
  const { code, level, message } = event
  // Reads own members only: a member that pollution put on every object is not a field of an event.
  const fields = fieldNames.filter((name) => Object.hasOwn(event, name) && event[name] !== undefined)
  return {
    level,
    code: cleanText(code),
    message: (code === 'config_invalid' ? cleanLines : cleanText)(message, maxLineLength),
    ...Object.fromEntries(fields.map((name) => [name, cleanField(name, event[name])])),
  } as Event
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

/** The log of an application that gives none. */
export function logToConsole(event: EngineEvent): void {
  if (event.level !== 'info') writeToConsole(event)
}

type ConsoleEvent = Pick<EngineEvent, 'level' | 'code' | 'message' | 'reference' | 'explanation'>

function writeToConsole({ level, code, message, reference, explanation }: ConsoleEvent): void {
  const quoted = reference === undefined ? '' : ` (${reference})`
  const lines = explanation === undefined ? '' : `\n${explanation}`
  console[level === 'error' ? 'error' : 'warn'](`[oidc] ${code}: ${message}${quoted}${lines}`)
}
