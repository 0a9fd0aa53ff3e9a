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
  let equals = -1
  for (let start = 0; start < length;) {
    const semicolon = header.indexOf(';', start)
    const end = semicolon === -1 || semicolon > length ? length : semicolon
    const begin = start
    start = end + 1
    // Looked for once, not once for each pair that has none.
    if (equals < begin) equals = header.indexOf('=', begin)
    if (equals === -1) break
    if (equals >= end) continue
    const name = sliceTrimmed(header, begin, equals)
    if (name !== '' && !cookies.has(name) && isWanted(name))
      cookies.set(name, sliceTrimmed(header, equals + 1, end))
  }
  return cookies
}

// A loop, because `/[ \t]+$/` takes quadratic time on a value full of blanks.
function sliceTrimmed(text: string, from: number, to: number): string {
  let start = from
  let end = to
  while (start < end && isBlank(text.charCodeAt(start))) start += 1
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}
