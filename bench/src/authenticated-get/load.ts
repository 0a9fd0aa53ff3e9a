/** What the load generator is asked to do. */
export interface Load {
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** How many connections are kept open; each waits for its answer before it asks again. */
  readonly connections: number
  readonly seconds: number
  /** What the body of every answer has to hold. An answer to an anonymous caller does not. */
  readonly expected: string
}

/** What became of it. */
export interface Tally {
  readonly answers: number
  readonly seconds: number
  /** The first answer that was not the expected one. It ends the run. */
  readonly wrong?: string
}
