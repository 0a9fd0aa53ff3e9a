import { cleanText } from '../errors/clean-text.ts'

/** Maximum length of foreign text. */
const maxTextLength = 500

/** Maximum entries of a list in the text. */
const maxShown = 100

/** Maximum lines of one list in the text. */
const maxLines = 20

/** Quotes foreign text on one line: see `cleanText`. */
export function quote(value: unknown): string {
  const isLong = typeof value === 'string' && value.length > maxTextLength
  // The text is cut before it is quoted, so that it keeps the closing quote. JSON escapes one character by up to six characters.
  const json = JSON.stringify(isLong ? `${value.slice(0, maxTextLength - 1)}…` : value)
  return cleanText(json, 6 * maxTextLength + 3)
}

export function quoteAll(texts: readonly string[], ifNone = 'no roles'): string {
  const hidden = texts.length - maxShown
  const shown = texts.slice(0, maxShown).map(quote)
  return [...shown, ...(hidden > 0 ? [`… and ${hidden} more`] : [])].join(', ') || ifNone
}

/** Writes the lines of a list, and how many more there are. */
export function writeLines(lines: readonly string[]): readonly string[] {
  const hidden = lines.length - maxLines
  return [...lines.slice(0, maxLines), ...(hidden > 0 ? [`… and ${hidden} more`] : [])].map(
    (line) => `- ${line}`,
  )
}
