const shownLength = 120

/**
 * Makes a text of a provider readable on one line: nothing that breaks it, hides in it or turns its direction, and no character that XML
 * forbids. Signs of these kinds become `\\u202e`; more than 120 signs are cut.
 */
export function showText(text: string): string {
  const start = [...text.slice(0, 2 * shownLength)].slice(0, shownLength).join('')
  const shown = start
    .replace(
      /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\ufffe\uffff]/gu,
      (sign) => `\\u${sign.codePointAt(0)?.toString(16).padStart(4, '0')}`,
    )
    // White space at either end, or several together, would not be seen.
    .replace(/^ +| +$| {2,}/g, (spaces) => '␣'.repeat(spaces.length))
  return start.length < text.length ? `${shown}…` : shown || '(empty)'
}

/** Lists the first few of many texts. */
export function listSome(texts: readonly string[], shown = 3): string {
  const more = texts.length - shown
  const first = texts.slice(0, more === 1 ? shown + 1 : shown).map(showText)
  return more > 1 ? `${first.join(', ')} and ${more} more` : first.join(', ')
}

export function countOf(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`
}
