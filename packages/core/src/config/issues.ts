import type { ConfigIssue } from '../errors/error-details.ts'
import { cleanText } from '../errors/clean-text.ts'

export type IssuePath = ConfigIssue['path']

/** A function, where the text costs more than an issue that the report has no room for may. */
export type IssueMessage = string | (() => string)

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
    const more = new IssueList()
    const [errors, warnings] = [this.#counts.error - maxIssues, this.#counts.warning - maxIssues]
    if (errors > 0) more.error([], 'too_many_issues', `has ${errors} more errors. Mend these first.`)
    if (warnings > 0) more.warn([], 'too_many_issues', `has ${warnings} more warnings. Mend these first.`)
    return [...this.#found, ...more.#found]
  }

  /** Values stay out of messages: any of them may be a secret in the wrong place. */
  error(path: IssuePath, code: string, message: IssueMessage): void {
    this.#add('error', path, code, message)
  }

  warn(path: IssuePath, code: string, message: IssueMessage): void {
    this.#add('warning', path, code, message)
  }

  #add(severity: ConfigIssue['severity'], path: IssuePath, code: string, message: IssueMessage): void {
    this.#counts[severity] += 1
    if (this.#counts[severity] > maxIssues) return
    const text = typeof message === 'string' ? message : message()
    this.#found.push({ severity, path, code, message: cleanText(text) })
  }

  /** Whether so many more values may be read. */
  takeValues(count: number): boolean {
    this.#valuesLeft -= count
    return this.#valuesLeft >= 0
  }
}

/**
 * Renders issues for people: the heading, then a line for each with its place.
 * @example
 * renderIssues('The configuration has an error:', [{ severity: 'error', path: ['session', 'secret'], code: 'missing', message: 'is missing.' }])
 * // 'The configuration has an error:\n- session.secret is missing.'
 */
export function renderIssues(heading: string, issues: readonly ConfigIssue[]): string {
  return [heading, ...issues.map(renderIssue)].join('\n- ')
}

/** Renders one issue on one line: its place, e.g. `providers[0].scopes`, and its message. */
export function renderIssue({ path, message }: ConfigIssue): string {
  const place = path.map((step, index) => {
    if (typeof step === 'number') return `[${step}]`
    if (!/^\w+$/.test(step)) return `[${JSON.stringify(step)}]`
    return index === 0 ? step : `.${step}`
  })
  return cleanText(`${cleanText(place.join('')) || 'The configuration'} ${message}`, 1000)
}
