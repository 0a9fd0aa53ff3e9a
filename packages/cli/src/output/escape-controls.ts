/** Characters that control a terminal or turn the direction of a text, and unpaired surrogates: those that `cleanText` escapes. */
const control = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu

const escapeSign = '\u001B'

/** What this program writes itself: line feeds, colours, and the progress, which is written over. */
const own = new RegExp(`(\n|${escapeSign}\\[\\d+m|\r${escapeSign}\\[K)`, 'u')

/**
 * Escapes what no part of this program writes to a terminal. Foreign texts are escaped where they come into a message, too: this is for
 * one that was forgotten, or that an argument brought.
 */
export function escapeControls(text: string): string {
  return text
    .split(own)
    .map((part, place) => (place % 2 === 1 ? part : part.replaceAll(control, escape)))
    .join('')
}

/** Writes a value as JSON. The escapes mean the same, RFC 8259, section 7: what reads it gets every character. */
export function writeJson(value: unknown): string {
  const lines = JSON.stringify(value, null, 2).split('\n')
  return lines.map((line) => line.replaceAll(control, escape)).join('\n')
}

const escape = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
