import { cleanText } from '../errors/clean-text.ts'
import type { ConfigIssue } from './config-issue.ts'

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
