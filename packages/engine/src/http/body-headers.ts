/**
 * Headers that describe the body of a response, in lower case. An earlier middleware may have set them for a body other than the
 * engine's response. With a wrong length, a client would wait for more bytes, or read the rest as the next response on the
 * connection. For adapters.
 * @see RFC 9110, section 8; RFC 9112, section 6.3
 */
export const bodyHeaders: readonly string[] = [
  ...['content-encoding', 'content-length', 'content-range', 'trailer', 'transfer-encoding'],
]
