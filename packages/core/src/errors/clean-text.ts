/** What may break a line, drive a terminal or turn the direction of the text around it, and halves of a character. */
const unsafe = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/u

/** Foreign text in a message, in UTF-16 code units. */
const maxTextLength = 500

/**
 * Makes a text of others fit for one line of a log: control characters (C0, C1, DEL), line and paragraph separators,
 * bidirectional controls and unpaired surrogates become a visible escape such as `\u001b`, the rest stays. The result has
 * at most `maxLength` code units and ends with `…` where it was cut.
 * @example
 * cleanText('a\u001b[2Jb') // 'a\\u001b[2Jb'
 */
export function cleanText(text: string, maxLength: number = maxTextLength): string {
  if (text.length <= maxLength && !unsafe.test(text)) return text
  let clean = ''
  for (const sign of text) {
    const piece = unsafe.test(sign) ? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}` : sign
    // One is kept for the mark of a cut. A text that fits exactly is cut too: that costs a character and no second pass.
    if (clean.length + piece.length >= maxLength) return `${clean}…`
    clean += piece
  }
  return clean
}

/** The same for text of several lines that are ours: its line feeds stay. */
export function cleanLines(text: string, maxLength: number = maxTextLength): string {
  return text
    .split('\n')
    .map((line) => cleanText(line, maxLength))
    .join('\n')
}
