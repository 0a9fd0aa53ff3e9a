/** A text's length modulo four, and its last character. One character alone encodes no byte. */
const canonicalEnd = /0.|2[AQgw]|3[AEIMQUYcgkosw048]/

/**
 * Whether a text is base64url without padding, of one byte at least, in the one spelling of its bytes: the bits of the last
 * character that encode nothing are zero.
 * @see RFC 4648, sections 3.5 and 5
 */
export function isCanonicalBase64Url(text: string): boolean {
  return !/[^\w-]/.test(text) && canonicalEnd.test(`${text.length % 4}${text.slice(-1)}`)
}
