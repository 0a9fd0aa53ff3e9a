/** A request's path, exactly as it came, and its query without the question mark. */
export interface SplitUrl {
  readonly path: string
  readonly query: string
}

/**
 * Splits a request's URL without normalising it: what is not literally one of our paths is not ours. It runs on every
 * request, so it compares strings and builds no `URL`.
 */
export function splitUrl(url: string): SplitUrl {
  const begin = url.startsWith('/') ? 0 : pathBegin(url)
  const hash = url.indexOf('#', begin)
  const end = hash === -1 ? url.length : hash
  const mark = url.indexOf('?', begin)
  return mark === -1 || mark > end
    ? { path: url.slice(begin, end), query: '' }
    : { path: url.slice(begin, mark), query: url.slice(mark + 1, end) }
}

function pathBegin(url: string): number {
  const path = url.indexOf('/', url.indexOf('://') + 3)
  return path === -1 ? url.length : path
}
