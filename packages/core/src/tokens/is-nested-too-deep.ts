/** No token, key set or answer of a provider comes near it. */
const mostLevels = 100

const [quote, backslash] = [0x22, 0x5c]
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * Whether the objects and arrays of a JSON text are nested more than 100 levels deep. `JSON.parse` has no limit, while
 * `JSON.stringify`, `structuredClone` and most other code that visits a value recurse and run out of stack.
 * @see RFC 8259, section 9: an implementation may set limits on the maximum depth of nesting
 */
export function isNestedTooDeep(json: string): boolean {
  let levels = 0
  let isInString = false
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at)
    if (code === quote) isInString = !isInString
    else if (isInString) at += code === backslash ? 1 : 0
    else if (code === openBracket || code === openBrace) levels += 1
    else if (code === closeBracket || code === closeBrace) levels -= 1
    if (levels > mostLevels) return true
  }
  return false
}
