import type { ListForm } from '../claims/claim-path.ts'
import type { JsonValue } from '../claims/json.ts'
import { parseJson } from '../claims/parse-json.ts'
import { type ClaimSelection, isJsonArray, type SelectedValue } from '../claims/select-claim.ts'

/** Selected values, in which each text is replaced by the list or value that it writes. */
export interface ParsedTexts extends Pick<ClaimSelection, 'values' | 'longestList'> {
  /** Texts that do not have the expected form. They stand for no value. */
  readonly others: readonly string[]
}

/**
 * Replaces each text among selected values by the list or value that it writes. An empty text stays an empty text: the provider
 * sent no role key.
 */
export function parseTexts(selection: ClaimSelection, form: ListForm): ParsedTexts {
  const values: SelectedValue[] = []
  const others: string[] = []
  let { longestList } = selection
  for (const selected of selection.values) {
    const { value, element } = selected
    if (typeof value !== 'string' || value === '') {
      values.push(selected)
      continue
    }
    const parsed = parseText(value, form)
    if (parsed === undefined) others.push(value)
    else if (isJsonArray(parsed)) {
      longestList = Math.max(longestList, parsed.length)
      for (const each of parsed) values.push({ value: each, element: true })
    } else {
      // The text `null` counts as a list with a null in it, unlike a claim that is null, which counts as absent.
      values.push({ value: parsed, element: element || parsed === null })
    }
  }
  return { values, longestList, others }
}

/**
 * - `json`: any JSON, also a single value. As in a token, no object may name a member twice.
 * - `bracketed`: what Java and others make of a list, `[a, b]`. The comma, with one space behind it, separates; nothing else is
 *   trimmed, and there is no escape.
 */
function parseText(text: string, form: ListForm): JsonValue | undefined {
  if (form === 'json') return parseJson(text)
  if (!isBracketed(text)) return undefined
  const inner = text.slice(1, -1)
  return inner === '' ? [] : inner.split(/, ?/)
}

/** Whether a text looks like a list, of whatever form. */
export function isBracketed(text: string): boolean {
  return text.length > 1 && text.startsWith('[') && text.endsWith(']')
}
