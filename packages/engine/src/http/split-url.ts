/** The path of a request, not normalized, and its query without the question mark. */
export interface SplitUrl {
  readonly path: string
  readonly query: string
}

/**
 * Splits the target of a request without normalizing it: a path that is not literally one of ours is not ours. It runs on
 * every request, so it compares strings and builds no `URL`.
 *
 * In absolute form the authority ends at the first `/`, `?` or `#`, and an empty path is `/`. A target in another form
 * (`*`, or an authority alone) is returned as its own path, which begins with no slash and so matches no route.
 * @see RFC 9112, section 3.2; RFC 3986, section 3.2
 */
export function splitUrl(url: string): SplitUrl {
  const begin = url.startsWith('/') ? 0 : authorityEnd(url)
  const hash = url.indexOf('#', begin)
  const end = hash === -1 ? url.length : hash
  const mark = url.indexOf('?', begin)
  const isQueried = mark !== -1 && mark < end
  const path = url.slice(begin, isQueried ? mark : end)
  return { path: path === '' && begin > 0 ? '/' : path, query: isQueried ? url.slice(mark + 1, end) : '' }
}

/** A scheme in any case and an authority that is not empty, with or without user information. */
const schemeAndAuthority = /^[a-z][a-z\d+.-]*:\/\/[^/?#]+/i

/** Where the path of a target in absolute form begins; 0 for a target in another form. */
function authorityEnd(url: string): number {
  return schemeAndAuthority.exec(url)?.[0].length ?? 0
}
