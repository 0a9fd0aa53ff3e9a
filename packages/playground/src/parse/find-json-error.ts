/** White space, then a sign, a string, or another literal (RFC 8259). Control characters must be escaped in strings. */
const token =
  /[\t\n\r ]*(?:[{}[\],:]|"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?|true|false|null)/uy

/** Finds the place at which a text stops being JSON, for engines do not agree on whether to tell. */
export function findJsonError(text: string): number | undefined {
  const open: string[] = []
  // What may come next: a value, a member's name, the colon behind it, or what follows a value.
  let next: 'value' | 'name' | 'colon' | 'more' = 'value'
  let mayClose = false
  for (let offset = 0; ;) {
    token.lastIndex = offset
    const found = token.exec(text)?.[0]
    if (found === undefined) {
      const start = text.length - text.slice(offset).replace(/^[\t\n\r ]+/, '').length
      const isEnd = start === text.length
      return isEnd && next === 'more' && open.length === 0 ? undefined : start
    }
    const sign = found.trimStart()
    const start = offset + found.length - sign.length
    if (sign === '}' || sign === ']') {
      if (open.pop() !== (sign === '}' ? '{' : '[') || !(next === 'more' || mayClose)) return start
      next = 'more'
    } else if (next === 'colon') {
      if (sign !== ':') return start
      next = 'value'
    } else if (next === 'more') {
      if (sign !== ',' || open.length === 0) return start
      next = open.at(-1) === '{' ? 'name' : 'value'
    } else if (next === 'name') {
      if (!sign.startsWith('"')) return start
      next = 'colon'
    } else if (sign === '{' || sign === '[') {
      open.push(sign)
      next = sign === '{' ? 'name' : 'value'
    } else if (sign === ',' || sign === ':') {
      return start
    } else {
      next = 'more'
    }
    mayClose = sign === '{' || sign === '['
    offset += found.length
  }
}
