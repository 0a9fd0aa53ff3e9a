import { isLoopback } from '@x/oidc-core'
import { sendAnywhere } from '../ports.ts'

/** Sends requests to one API as the signed-in person. It is used like `fetch`. */
export type PersonFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/**
 * Creates a `fetch` for one origin. It adds the access token, so it sends no request to another origin, and it follows no redirect: the
 * caller gets the response with the status 3xx. A request that it refuses is not sent, and reads no token.
 * @param api the origin, such as `https://api.example.com`
 * @throws TypeError if that is no origin, or http on a host other than loopback
 */
export function createPersonFetch(api: string, readToken: () => Promise<string>): PersonFetch {
  const origin = parseOrigin(api)
  return async (input, init = {}) => {
    const isRequest = typeof input !== 'string' && !(input instanceof URL)
    // Own members alone: one that pollution put on every object is not the caller's.
    const { headers: given, redirect: asked, ...rest } = { headers: undefined, redirect: undefined, ...init }
    if (asked === 'follow')
      throw refused('redirect is "follow", expected "manual" or "error". Redirects are not followed')
    const redirect = asked ?? 'manual'
    if (!isRequest) {
      const url = resolveUrl(String(input), origin)
      const headers = buildHeaders(given)
      headers.set('authorization', `Bearer ${await readToken()}`)
      // What was compared is what is sent.
      return sendAnywhere(url, { ...rest, headers, redirect })
    }
    // A copy, so that no getter of the given object can change the address afterwards.
    const request = new Request(input, given === undefined ? rest : { ...rest, headers: given })
    resolveUrl(request.url, origin)
    const headers = buildHeaders(request.headers)
    headers.set('authorization', `Bearer ${await readToken()}`)
    return sendAnywhere(new Request(request, { headers, redirect }))
  }
}

function parseOrigin(given: string): URL {
  const url = typeof given === 'string' && URL.canParse(given) ? new URL(given) : undefined
  if (url === undefined || !isWeb(url) || ![url.origin, `${url.origin}/`].includes(given))
    throw new TypeError(
      'fetchAs needs the origin of an API alone, such as "https://api.example.com": without a path, a query and a user name, in ' +
        'lower case, and without a default port.',
    )
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new TypeError(
      `fetchAs sends an access token, so ${url.origin} must be https. http is allowed on loopback only.`,
    )
  return url
}

const isWeb = ({ protocol }: URL): boolean => protocol === 'https:' || protocol === 'http:'

/** Resolves an address as `fetch` does. `origin` alone does not tell: that of `blob:https://…` is the origin of the API, too. */
function resolveUrl(input: string, api: URL): string {
  if (!URL.canParse(input, api)) throw refused('the address is not a URL')
  const url = new URL(input, api)
  if (!isWeb(url) || url.origin !== api.origin)
    throw refused(`the address leads to ${isWeb(url) ? url.origin : url.protocol}, expected ${api.origin}`)
  if (url.username !== '' || url.password !== '') throw refused('the address has a user name or a password')
  return url.href
}

/** Another `Host` would lead to another application behind the same address. */
function buildHeaders(given: HeadersInit | undefined): Headers {
  const headers = new Headers(given)
  for (const name of ['authorization', 'host'])
    if (headers.has(name))
      throw refused(
        `the request has a header ${name}. fetchAs sets Authorization itself, and Host follows the origin`,
      )
  return headers
}

function refused(reason: string): TypeError {
  return new TypeError(`fetchAs sent nothing: ${reason}.`)
}
