import { cleanLines, cleanText, isInstant, withoutPrototype } from '@x/oidc-core'

/** What the engine takes from its surroundings. Tests pass others; nothing else in the engine reads a clock. */
export interface Ports {
  /** The current instant as NumericDate, whole seconds. */
  readonly now: () => number
  /** Cryptographically strong random bytes. */
  readonly random: (bytes: number) => Uint8Array
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Calls back once, after this many seconds. What it gives cancels that. */
  readonly startTimer: (seconds: number, onEnd: () => void) => () => void
  readonly log: (event: EngineEvent) => void
}

/**
 * Something that the people who run the application may want to know. It holds no token, secret, code or state. Text of others in
 * it has its control characters escaped, e.g. `\\u001b`: it can neither break a line nor drive a terminal.
 */
export interface EngineEvent {
  readonly level: 'error' | 'warning' | 'info'
  /** An `OidcErrorCode`, or the name of an event, snake_case. */
  readonly code: string
  readonly message: string
  readonly providerId?: string | undefined
  /** What the user was shown to quote, so that a report can be matched to this line. */
  readonly reference?: string | undefined
  readonly detail?: unknown
  /** Of a denied access: the decision in words, several lines. Of the claims it holds role keys alone. */
  readonly explanation?: string | undefined
}

/**
 * Holds ports to what they promise, so that a broken one is an error that is answered and not a wrong answer: a clock that shows
 * no instant would compare with every deadline, and too few random bytes can be guessed.
 */
export function guardPorts({ now, random, fetch, startTimer, log }: Ports): Ports {
  return {
    now() {
      const at: unknown = now()
      // Fractions are cut off: an instant in a cookie is whole seconds.
      if (isInstant(at)) return Math.floor(at)
      throw new TypeError(
        `ports.now() gave ${typeof at === 'number' ? at : typeof at}, expected seconds since 1970`,
      )
    },
    random(bytes) {
      const drawn: unknown = random(bytes)
      if (drawn instanceof Uint8Array && drawn.length === bytes) return drawn
      throw new TypeError(`ports.random(${bytes}) did not give a Uint8Array of that length`)
    },
    fetch,
    startTimer,
    log: guardLog(log),
  }
}

/** A log that fails, at once or later, must not take a sign-in or the process with it. For adapters. */
export function guardLog(log: (event: EngineEvent) => unknown): Ports['log'] {
  return (event) => {
    try {
      Promise.resolve(log(cleanEvent(event))).catch(() => undefined)
    } catch {
      // There is nowhere left to report it.
    }
  }
}

/** A message holds two texts of others at the most; a line of an explanation a few. */
const maxLineLength = 4000

/**
 * Takes control characters out of everything that a log is told, whatever it does with it. Messages are clean where they are made;
 * this is the last line of defence. Line feeds stay where the text of several lines is ours.
 */
function cleanEvent({ code, level, message, ...others }: EngineEvent): EngineEvent {
  const { detail, explanation, providerId, reference } = withoutPrototype<Partial<EngineEvent>>(others)
  return {
    level,
    code: cleanText(code),
    message: (code === 'config_invalid' ? cleanLines : cleanText)(message, maxLineLength),
    ...(providerId !== undefined && { providerId: cleanText(providerId) }),
    ...(reference !== undefined && { reference: cleanText(reference) }),
    ...(detail !== undefined && { detail: cleanDeeply(detail) }),
    ...(explanation !== undefined && { explanation: cleanLines(explanation, maxLineLength) }),
  }
}

/** Details are plain data of ours, a few levels deep. */
function cleanDeeply(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(cleanDeeply)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cleanDeeply(member)]))
}

export const defaultPorts: Ports = {
  now: () => Math.floor(Date.now() / 1000),
  random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  fetch: (url, init) => fetch(url, init),
  startTimer(seconds, onEnd) {
    const timer = setTimeout(onEnd, seconds * 1000)
    return () => clearTimeout(timer)
  },
  log: ({ level, code, message, reference, explanation }) => {
    if (level === 'info') return
    const quoted = reference === undefined ? '' : ` (${reference})`
    const lines = explanation === undefined ? '' : `\n${explanation}`
    console[level === 'error' ? 'error' : 'warn'](`[oidc] ${code}: ${message}${quoted}${lines}`)
  },
}
