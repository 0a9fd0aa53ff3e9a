/** Characters that may break a line, control a terminal or turn the direction of the text, and unpaired surrogates. */
const unsafe = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/u

/** Maximum length of foreign text in a message, in UTF-16 code units. */
const maxTextLength = 500

/**
 * Makes foreign text safe for one line of a log: control characters (C0, C1, DEL), line and paragraph separators,
 * bidirectional controls and unpaired surrogates become a visible escape such as `\u001b`. The result has
 * at most `maxLength` code units and ends with `…` where it was cut.
 * @example
 * cleanText('a\u001b[2Jb') // 'a\\u001b[2Jb'
 */
export function cleanText(text: string, maxLength: number = maxTextLength): string {
  if (text.length <= maxLength && !unsafe.test(text)) return text
  let clean = ''
  for (const sign of text) {
    const piece = unsafe.test(sign) ? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}` : sign
    // One unit is reserved for the `…`. A text that fits exactly is cut too: this costs a character and saves a second pass.
    if (clean.length + piece.length >= maxLength) return `${clean}…`
    clean += piece
  }
  return clean
}

/** Escapes control characters like `cleanText`, in a text of our own that has several lines: its line feeds stay. */
export function cleanLines(text: string, maxLength: number = maxTextLength): string {
  return text
    .split('\n')
    .map((line) => cleanText(line, maxLength))
    .join('\n')
}
