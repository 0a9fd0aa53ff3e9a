/** A header longer than this is not read to its end; servers refuse far shorter ones. */
const longestHeader = 65_536

/**
 * Parses a `Cookie` header, keeping the names that are wanted. It reads any text in linear time and never throws. Values
 * are kept as they came: neither unquoted nor percent-decoded, since nothing of ours needs either.
 *
 * Of two cookies of one name the first counts: browsers send the more specific path first, then the older cookie.
 * @see RFC 6265, section 4.2 and section 5.4
 */
export function parseCookies(
  header: string | null | undefined,
  isWanted: (name: string) => boolean = () => true,
): Map<string, string> {
  const cookies = new Map<string, string>()
  if (!header) return cookies
  const length = Math.min(header.length, longestHeader)
  for (let start = 0; start < length;) {
    const semicolon = header.indexOf(';', start)
    const end = semicolon === -1 || semicolon > length ? length : semicolon
    const pair = header.slice(start, end)
    start = end + 1
    const equals = pair.indexOf('=')
    if (equals === -1) continue
    const name = trimBlanks(pair.slice(0, equals))
    if (name !== '' && !cookies.has(name) && isWanted(name))
      cookies.set(name, trimBlanks(pair.slice(equals + 1)))
  }
  return cookies
}

// A loop, because `/[ \t]+$/` takes quadratic time on a value full of blanks.
function trimBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start += 1
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}
