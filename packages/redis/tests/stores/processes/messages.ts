/** What the test tells a process of the application. The process answers each message with an `AppReport`. */
export interface AppMessage {
  /** Seconds by which the process's clock is ahead of the machine's. */
  readonly ahead: number
  /** Kills the process, as `kill -9` does, when the provider has answered its next refresh, and before it has written the answer. */
  readonly diesAfterRefresh?: boolean
}

export interface AppReport {
  readonly port: number
  /** The codes of the events that the process logged since the last report. */
  readonly events: readonly string[]
}

/** What the application answers at `/` about the person of a request. */
export interface PersonAnswer {
  readonly status: 'anonymous' | 'authenticated'
  readonly subject: string | undefined
  readonly roles: readonly string[]
  /** The access token, for the test alone; or the code of the error. */
  readonly token: string
  /** The process that answered. */
  readonly pid: number
}

/** Names of the environment of a process. */
export interface AppEnvironment {
  readonly BASE_URL: string
  readonly ISSUER_URL: string
  /** A key of `setups`. */
  readonly REDIS_SETUP: string
  /** `redis` or `ioredis`. */
  readonly REDIS_CLIENT: string
  /** The ports of the servers, with commas. */
  readonly REDIS_PORTS: string
  /** `real`: a request waits for the refresh of another process as long as in production. `long`: for as long as a busy machine needs. */
  readonly WAITS: 'real' | 'long'
}
