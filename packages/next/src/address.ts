/** The path and the query of an absolute address. */
export function readPath(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2)
  return start === -1 ? '/' : url.slice(start)
}

/** The path of `baseUrl`: it has to equal `basePath` of next.config. For the root, next.config has no `basePath`. */
export function readBasePath(baseUrl: string): string {
  const path = readPath(baseUrl)
  return path === '/' ? '' : path
}

/**
 * Returns the path and the query that a browser requested, for a route handler. Next.js removes `basePath` before it calls a
 * route handler.
 */
export function restoreBasePath(path: string, basePath: string): string {
  const isHome = basePath !== '' && /^\/(?:\?|$)/u.test(path)
  return basePath + (isHome ? path.slice(1) : path)
}

/**
 * Returns the path with which the engine matches a request: without the slash that `trailingSlash` adds. Metadata of an API have
 * a path without `basePath`, because they belong to the root of the origin; a proxy in front forwards them to a path below
 * `basePath`.
 */
export function readOwnPath(path: string, basePath: string): string {
  const own = path.replace(/^([^?]*[^/?])\/(?=\?|$)/u, '$1')
  return own.startsWith(`${basePath}/.well-known/`) ? own.slice(basePath.length) : own
}
