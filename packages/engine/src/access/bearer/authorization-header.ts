import { type HttpRequest, splitUrl } from '../../http/request.ts'

/** The credentials that a request presents. */
export type Presented =
  | ({ readonly kind: 'token' } & PresentedToken)
  /** No header at all. */
  | { readonly kind: 'none' }
  /** A header of another scheme: the client does not know that a token is needed. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'malformed'; readonly rule: 'header' | 'length' | 'query' }

export interface PresentedToken {
  readonly scheme: 'bearer' | 'dpop'
  readonly token: string
}

/** Node refuses requests whose headers together are longer than this. */
const maxHeaderLength = 16_384

/**
 * One space and a `b64token` (RFC 6750, section 2.1); the scheme in any case (RFC 9110, section 11.1). Without the flag `u`:
 * together with `i` it makes `\w` match the long s and the Kelvin sign.
 */
const tokenHeader = /^(bearer|dpop) ([\w.~+/-]+=*)$/i

/**
 * Parses how a request is authorized. A token is accepted only in the `Authorization` header: addresses end up in
 * logs and histories (RFC 9700, section 4.3.2).
 * @see RFC 6750, section 2; RFC 9449, section 7.1
 */
export function parseAuthorization({ header, url }: Pick<HttpRequest, 'header' | 'url'>): Presented {
  const value = header('authorization')
  if (hasTokenInQuery(url)) return { kind: 'malformed', rule: 'query' }
  if (value === null || value === undefined) return { kind: 'none' }
  if (value.length > maxHeaderLength) return { kind: 'malformed', rule: 'length' }
  const [, scheme = '', token] = tokenHeader.exec(value) ?? []
  if (token !== undefined)
    return { kind: 'token', scheme: scheme.toLowerCase() === 'dpop' ? 'dpop' : 'bearer', token }
  // Two headers arrive as one value with a comma, for any scheme of the first header.
  const isForeign = /^[\w!#$%&'*+.^`|~-]+ [^,]+$/u.test(value) && !/^(?:bearer|dpop)\b/iu.test(value)
  return isForeign ? { kind: 'foreign' } : { kind: 'malformed', rule: 'header' }
}

const bearer = 'Bearer '

/**
 * Returns the token of a header in the usual spelling, to compare it with tokens that were parsed before. It does not check the
 * grammar. Undefined for every other header.
 */
export function parseBearerHeader({ header, url }: Pick<HttpRequest, 'header' | 'url'>): string | undefined {
  const value = header('authorization')
  return value?.startsWith(bearer) && !hasTokenInQuery(url) ? value.slice(bearer.length) : undefined
}

/** Whether a query has the parameter in any spelling that decodes to its name, `%61ccess_token` for example. */
function hasTokenInQuery(url: string): boolean {
  if (!url.includes('?')) return false
  const { query } = splitUrl(url)
  // Decoding is slow, and nearly every query contains neither the name nor an escape.
  return /access_token|%/u.test(query) && new URLSearchParams(query).has('access_token')
}

/** Whether the `Authorization` header is meant to contain an access token, well formed or not. */
export function hasToken({ header }: Pick<HttpRequest, 'header'>): boolean {
  return /(?:^|,)\s*(?:bearer|dpop)\b/iu.test(header('authorization') ?? '')
}
