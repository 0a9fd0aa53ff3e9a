/** What the engine takes from its surroundings. Tests pass others; nothing else in the engine reads a clock. */
export interface Ports {
  /** The current instant as NumericDate, whole seconds. */
  readonly now: () => number
  /** Cryptographically strong random bytes. */
  readonly random: (bytes: number) => Uint8Array
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly log: (event: EngineEvent) => void
}

/** Something that whoever runs the application may want to know. It holds no token, secret, code or state. */
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

/** A log that fails, at once or later, must not take a sign-in or the process with it. */
export function guardLog(log: (event: EngineEvent) => unknown): Ports['log'] {
  return (event) => {
    try {
      Promise.resolve(log(event)).catch(() => undefined)
    } catch {
      // There is nowhere left to report it.
    }
  }
}

export const defaultPorts: Ports = {
  now: () => Math.floor(Date.now() / 1000),
  random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  fetch: (url, init) => fetch(url, init),
  log: ({ level, code, message, reference, explanation }) => {
    if (level === 'info') return
    const quoted = reference === undefined ? '' : ` (${reference})`
    const lines = explanation === undefined ? '' : `\n${explanation}`
    console[level === 'error' ? 'error' : 'warn'](`[oidc] ${code}: ${message}${quoted}${lines}`)
  },
}
