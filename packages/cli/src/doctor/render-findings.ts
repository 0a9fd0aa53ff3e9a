import type { Colors } from 'picocolors/types.js'
import type { Finding, FindingState } from './finding.ts'

const signs: Readonly<Record<FindingState, string>> = { ok: '✔', warning: '!', problem: '✘', unknown: '?' }
const width = 14

/** Renders a line for each finding, and below it what to do. */
export function renderFindings(findings: readonly Finding[], colors: Colors): string {
  const paint = { ok: colors.green, warning: colors.yellow, problem: colors.red, unknown: colors.cyan }
  return findings
    .map(({ check, state, message, todo }) => {
      const line = `${paint[state](signs[state])} ${colors.bold(check.padEnd(width))} ${message}`
      return todo === undefined ? line : `${line}\n${' '.repeat(width + 3)}→ ${todo}`
    })
    .join('\n')
}

/** Counts what is not right, in words. */
export function summarizeFindings(findings: readonly Finding[]): string {
  const count = (state: FindingState, one: string, many: string): readonly string[] => {
    const { length } = findings.filter((finding) => finding.state === state)
    return length === 0 ? [] : [`${length} ${length === 1 ? one : many}`]
  }
  const parts = [
    ...count('problem', 'problem', 'problems'),
    ...count('warning', 'warning', 'warnings'),
    ...count('unknown', 'check without a result', 'checks without a result'),
  ]
  return parts.length === 0 ? 'Everything that was checked is right.' : `${parts.join(', ')}.`
}
