/** A text's length modulo four, and its last character. One character alone encodes no byte. */
const canonicalEnd = /0.|2[AQgw]|3[AEIMQUYcgkosw048]/

/**
 * Whether a text is base64url without padding, of at least one byte, in its canonical spelling: the spare bits of the last
 * character are zero.
 * @see RFC 4648, sections 3.5 and 5
 */
export function isCanonicalBase64Url(text: string): boolean {
  return !/[^\w-]/.test(text) && canonicalEnd.test(`${text.length % 4}${text.slice(-1)}`)
}
