/** What the load generator is asked to do. */
export interface Load {
  readonly port: number
  readonly path: string
  /** Who asks, in turns: over all connections together, one request each. */
  readonly callers: readonly Caller[]
  /** The index of the first caller: a slow server is not asked by the same few in each sample. @default 0 */
  readonly firstCaller?: number
  /** Whether cookies of an analytics tool stand in front of the caller's own and behind it, new in each request. @default false */
  readonly changingCookies?: boolean
  /** How many connections are kept open; each waits for its answer before it asks again. */
  readonly connections: number
  readonly seconds: number
}

/** One person, or no one in particular. */
export interface Caller {
  /** `cookie` among them. */
  readonly headers: Readonly<Record<string, string>>
  /** What the body of every answer to this caller must hold. An answer to an anonymous caller or to another person does not. */
  readonly expected: string
}

/** How long answers took, in milliseconds. */
export interface Latency {
  /** Half of the answers took at most as long. */
  readonly p50: number
  /** 99 of 100 answers took at most as long. */
  readonly p99: number
}

/** What became of it. */
export interface Tally {
  readonly answers: number
  readonly seconds: number
  /** Milliseconds from a request to its answer; absent if none came. */
  readonly latency?: Latency
  /** The first answer that was not the expected one. It ends the run. */
  readonly wrong?: string
}
