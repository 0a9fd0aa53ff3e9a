/** What a command takes from the process that runs it. Tests give their own. */
export interface Surroundings {
  /** Writes to the standard output: what was asked for. */
  readonly write: (text: string) => void
  /** Writes to the standard error: progress, and what went wrong. */
  readonly writeError: (text: string) => void
  /** Whether a person reads and types: there are questions, colours and progress. */
  readonly isInteractive: boolean
  /** The folder that relative paths are below. */
  readonly folder: string
  /** The variables of the environment. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The whole standard input, as text. */
  readonly readInput: () => Promise<string>
  /** Asks for a secret without an echo; undefined if the person cancels. */
  readonly askSecret: (question: string) => Promise<string | undefined>
  /** Asks for a text, with one that is taken if the person types none; undefined if the person cancels. */
  readonly askText: (question: string, initial: string) => Promise<string | undefined>
  /** Asks for one of several values, the first being chosen at first; undefined if the person cancels. */
  readonly askChoice: (question: string, choices: readonly Choice[]) => Promise<string | undefined>
  /** Asks a question with yes or no, with no being chosen at first; undefined if the person cancels. */
  readonly confirm: (question: string) => Promise<boolean | undefined>
  /** Opens an address in the person's browser. */
  readonly openBrowser: (address: string) => Promise<void>
  /** Sends every request. */
  readonly fetch: typeof fetch
  /** Seconds since 1970, with fractions. */
  readonly now: () => number
}

/** A value to choose. */
export interface Choice {
  /** What is given back. */
  readonly value: string
  /** What the person reads. */
  readonly label: string
}

/** Ends a command with a message for the person, and without a stack. */
export class UsageError extends Error {}
