const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/gu

/**
 * Finds out whether any object in a JSON text names a member twice, in whatever spelling of escapes. Parsers keep one
 * of the two and do not agree on which, so a token may mean one thing to its issuer and another to us.
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
