import type { ConfigIssue } from '../errors/error-details.ts'
import { cleanText } from '../errors/clean-text.ts'
import type { KeyPlace } from './nearest-key.ts'

export type IssuePath = ConfigIssue['path']

/** It may be a function, because building the text costs time and the report may have no room for the issue. */
export type IssueMessage = string | (() => string)

/** Maximum number of errors in one report, and of warnings. */
const maxIssues = 100

/** Maximum number of values that one check of a configuration reads: one list may be referenced many times. */
const maxValues = 1_000_000

/** Collects the problems of a configuration, so that all are reported at once, and limits the cost of a check. */
export class IssueList {
  readonly #found: ConfigIssue[] = []
  readonly #counts = { error: 0, warning: 0 }
  /** The objects of the configuration and their keys, for hints. */
  readonly places: readonly KeyPlace[]
  #valuesLeft: number
  /** The paths of invalid values. Each was replaced by a default, so no issue below these paths is reported. */
  readonly #replaced = new Set<string>()

  constructor(places: readonly KeyPlace[] = [], valuesLeft: number = maxValues) {
    this.places = places
    this.#valuesLeft = valuesLeft
  }

  /** The issues: at most a hundred of each severity, and the number of the others. */
  get issues(): ConfigIssue[] {
    const more = new IssueList()
    const [errors, warnings] = [this.#counts.error - maxIssues, this.#counts.warning - maxIssues]
    if (errors > 0) more.error([], 'too_many_issues', `has ${errors} more errors. Fix these first.`)
    if (warnings > 0) more.warn([], 'too_many_issues', `has ${warnings} more warnings. Fix these first.`)
    return [...this.#found, ...more.#found]
  }

  get hasErrors(): boolean {
    return this.#counts.error > 0
  }

  /** Messages do not quote values: any value may be a secret in the wrong place. */
  error(path: IssuePath, code: string, message: IssueMessage): void {
    this.#add('error', path, code, message)
  }

  warn(path: IssuePath, code: string, message: IssueMessage): void {
    this.#add('warning', path, code, message)
  }

  #add(severity: ConfigIssue['severity'], path: IssuePath, code: string, message: IssueMessage): void {
    // Beyond the limit, issues are only counted, which costs almost no time.
    const isListed = this.#counts[severity] < maxIssues
    if (isListed && this.#isReplaced(path)) return
    this.#counts[severity] += 1
    if (!isListed) return
    if (code === 'invalid_type' || code === 'unreadable') this.#replaced.add(JSON.stringify(path))
    const text = typeof message === 'string' ? message : message()
    this.#found.push({ severity, path, code, message: cleanText(text) })
  }

  #isReplaced(path: IssuePath): boolean {
    return (
      this.#replaced.size > 0 &&
      [...path, ''].some((_, at) => this.#replaced.has(JSON.stringify(path.slice(0, at))))
    )
  }

  /** Whether the limit allows reading this many more values. */
  takeValues(count: number): boolean {
    this.#valuesLeft -= count
    return this.#valuesLeft >= 0
  }
}

/**
 * Renders issues for people: a heading, then one line for each issue with its path.
 * @param subject names the thing that has the issues, at the beginning of a sentence
 * @example
 * renderIssues('The configuration', [{ severity: 'error', path: ['session', 'secret'], code: 'missing', message: 'is missing.' }])
 * // 'The configuration has an error:\n- session.secret is missing.'
 */
export function renderIssues(subject: string, issues: readonly ConfigIssue[]): string {
  const heading = `${subject} has ${issues.length === 1 ? 'an error' : `${issues.length} errors`}:`
  return [heading, ...issues.map((issue) => renderLine(issue, 'It'))].join('\n- ')
}

/** Renders one issue on one line: its path, e.g. `providers[0].scopes`, and its message. */
export function renderIssue(issue: ConfigIssue): string {
  return renderLine(issue, 'The configuration')
}

/** @param whole names the thing that has the issue, if the issue has no path */
function renderLine({ path, message }: ConfigIssue, whole: string): string {
  const place = path.map((step, index) => {
    if (typeof step === 'number') return `[${step}]`
    if (!/^\w+$/.test(step)) return `[${JSON.stringify(step)}]`
    return index === 0 ? step : `.${step}`
  })
  return cleanText(`${cleanText(place.join('')) || whole} ${message}`, 1000)
}
