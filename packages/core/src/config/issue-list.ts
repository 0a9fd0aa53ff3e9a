import { cleanText } from '../errors/clean-text.ts'
import type { ConfigIssue } from './config-issue.ts'

export type IssuePath = ConfigIssue['path']

/** Errors in one report, and as many warnings. */
const maxIssues = 100

/** Values that one check of a configuration reads: many lists that are one and the same would otherwise multiply. */
const maxValues = 1_000_000

/** Gathers the problems of a configuration, so that all are reported at once, and bounds what a check costs. */
export class IssueList {
  readonly #found: ConfigIssue[] = []
  readonly #counts = { error: 0, warning: 0 }
  #valuesLeft: number

  constructor(valuesLeft: number = maxValues) {
    this.#valuesLeft = valuesLeft
  }

  /** What was found; of each severity a hundred, and how many more there are. */
  get issues(): ConfigIssue[] {
    const more = (['error', 'warning'] as const).flatMap((severity): ConfigIssue[] => {
      const count = this.#counts[severity] - maxIssues
      const message = `has ${count} more ${severity}s. Mend these first.`
      return count > 0 ? [{ severity, path: [], code: 'too_many_issues', message }] : []
    })
    return [...this.#found, ...more]
  }

  /** Values stay out of messages: any of them may be a secret in the wrong place. */
  error(path: IssuePath, code: string, message: string): void {
    this.add('error', path, code, message)
  }

  warn(path: IssuePath, code: string, message: string): void {
    this.add('warning', path, code, message)
  }

  add(severity: ConfigIssue['severity'], path: IssuePath, code: string, message: string): void {
    this.#counts[severity] += 1
    if (this.#counts[severity] > maxIssues) return
    this.#found.push({ severity, path, code, message: cleanText(message) })
  }

  /** Whether so many more values may be read. */
  takeValues(count: number): boolean {
    this.#valuesLeft -= count
    return this.#valuesLeft >= 0
  }
}
