import type { Decision } from '@x/oidc-core'
import type { Column } from './boxes/list-columns.ts'
import { listSome, showText } from './show-text.ts'

/** The outcome of a decision in one line, and below it what it means. */
export function summarizeDecision({ admitted, name, roles, reason }: Decision): {
  readonly outcome: string
  readonly detail: string
} {
  const person = name === undefined ? '' : `: ${showText(name)}`
  return admitted
    ? { outcome: `Admitted${person}`, detail: roles.length === 0 ? 'No roles' : listSome(roles, 6) }
    : { outcome: `Not admitted${person}`, detail: reason }
}

/** What the boxes show, in one text, for people who do not see the picture. */
export function describeColumns(columns: readonly Column[]): string {
  return columns
    .map(
      ({ heading, boxes }) =>
        `${heading}: ${boxes.map(({ label, lines }) => (lines.length === 0 ? label : `${label} (${lines.join(', ')})`)).join('; ')}.`,
    )
    .join(' ')
}
