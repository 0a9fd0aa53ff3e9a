/** For each length of a text modulo four: the last characters whose spare bits are zero. A single character encodes no byte. */
const canonicalEnds: readonly (string | undefined)[] = [undefined, '', 'AQgw', 'AEIMQUYcgkosw048']

/**
 * Whether a text is base64url without padding, of at least one byte, in its canonical spelling: the spare bits of the last
 * character are zero.
 * @see RFC 4648, sections 3.5 and 5
 */
export function isCanonicalBase64Url(text: string): boolean {
  return text !== '' && !/[^\w-]/.test(text) && hasCanonicalEnd(text)
}

/**
 * Whether the length and the last character of a text are those of canonical base64url, for a decoder that checks all others.
 * @see RFC 4648, section 3.5
 */
export function hasCanonicalEnd(text: string): boolean {
  const ends = canonicalEnds[text.length % 4]
  return ends === undefined || ends.includes(text.slice(-1))
}
