import type { JsonValue } from './json.ts'

/**
 * Parses a JSON text that another party wrote: undefined if it is not JSON, if an object names a member twice, or
 * if it is nested more than 100 levels deep. Total: it never throws.
 * @see RFC 8259, sections 4 and 9; RFC 7519, section 4
 */
export function parseJson(text: string): JsonValue | undefined {
  if (isNestedTooDeep(text)) return undefined
  try {
    const value = JSON.parse(text) as JsonValue
    // If writing the value gives the same text, no member was lost. This check is fast, and nearly every token passes it.
    return JSON.stringify(value) === text || !hasDuplicateMember(text) ? value : undefined
  } catch {
    // The caller reports the error, because it knows where the text came from.
    return undefined
  }
}

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/gu

/**
 * Whether any object in a JSON text names a member twice, with any spelling of escapes. Parsers keep one
 * of the two and differ on which, so a token could mean one thing to its issuer and another to us.
 *
 * The text must be valid JSON: call `JSON.parse` first.
 * @see RFC 7519, section 4: claim names within a Claims Set must be unique
 */
export function hasDuplicateMember(json: string): boolean {
  // One entry per open bracket: an object's member names so far, or undefined for an array.
  const open: (Set<string> | undefined)[] = []
  let nameMayFollow = false
  for (const [text] of json.matchAll(token)) {
    if (text === '{') open.push(new Set())
    else if (text === '[') open.push(undefined)
    else if (text === '}' || text === ']') open.pop()
    else if (nameMayFollow && text !== ':') {
      const name = JSON.parse(text) as string
      const names = open.at(-1)
      if (names?.has(name) === true) return true
      names?.add(name)
    }
    nameMayFollow = open.at(-1) !== undefined && (text === '{' || text === ',')
  }
  return false
}

/** Real tokens, key sets and responses of providers are nested far less deeply. */
const mostLevels = 100

const [quote, backslash] = [0x22, 0x5c]
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * Whether the objects and arrays of a JSON text are nested more than 100 levels deep. `JSON.parse` has no limit, while
 * `JSON.stringify`, `structuredClone` and most other code that walks a value recurse and run out of stack.
 * @see RFC 8259, section 9: an implementation may set limits on the maximum depth of nesting
 */
export function isNestedTooDeep(json: string): boolean {
  return hasManyBrackets(json) && hasManyLevels(json)
}

/**
 * Whether there are enough opening brackets for so many levels. Few texts have so many. `indexOf` counts them, because it is
 * fast.
 */
function hasManyBrackets(json: string): boolean {
  let count = 0
  for (const bracket of ['[', '{'])
    for (let at = json.indexOf(bracket); at !== -1 && count <= mostLevels; at = json.indexOf(bracket, at + 1))
      count += 1
  return count > mostLevels
}

function hasManyLevels(json: string): boolean {
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
