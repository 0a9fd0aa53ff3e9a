/**
 * Headers that describe the body of a response, in lower case. A step in front may have set them for another body than that of the
 * engine's response: a client that believed them would wait for more, or take the rest for the next response on the
 * connection. For adapters.
 * @see RFC 9110, section 8; RFC 9112, section 6.3
 */
export const bodyHeaders: readonly string[] = [
  ...['content-encoding', 'content-length', 'content-range', 'trailer', 'transfer-encoding'],
]
