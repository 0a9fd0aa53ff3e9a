import { type HttpRequest, readHttpRequest } from './request.ts'

/**
 * Whether a page of one of these origins sent the request. False without an `Origin`, as programs send requests, for `null`, and for several.
 * For WebSockets: a page of any site can open one, browsers send it with cookies, and CORS does not apply.
 * @param origins such as `https://app.example.com`, without a path
 * @throws TypeError for a value that is no origin of http or https, such as `*`
 * @see RFC 6455, sections 4.2.2 and 10.2
 */
export function isFromOrigin(request: Request | HttpRequest, origins: readonly string[]): boolean {
  const allowed = origins.map(checkOrigin)
  const origin = readHttpRequest(request).header('origin') ?? ''
  return allowed.includes(origin)
}

/** Browsers write an origin in one way, so a value with a path, an upper-case host or a default port would match none. */
function checkOrigin(given: unknown): string {
  const url = typeof given === 'string' && URL.canParse(given) ? new URL(given) : undefined
  if (url !== undefined && /^https?:$/u.test(url.protocol) && url.origin === given) return given
  throw new TypeError(
    `An allowed origin is ${JSON.stringify(given)}, expected one such as 'https://app.example.com': scheme, host and port, without a path.`,
  )
}
