/**
 * Quotes a text that may come from a provider, for reading: on one line, and without signs that turn the direction of
 * the text around it.
 */
export function quote(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\x7F-\x9F\u2028-\u202E\u2066-\u2069]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

export function quoteAll(texts: readonly string[], ifNone = 'no roles'): string {
  return texts.map(quote).join(', ') || ifNone
}
