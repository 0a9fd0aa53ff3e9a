/** The path and the query of an absolute address. */
export function readPath(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2)
  return start === -1 ? '/' : url.slice(start)
}

/** The path of `baseUrl`: it has to be the `basePath` of next.config, which has none for the root. */
export function readBasePath(baseUrl: string): string {
  const path = readPath(baseUrl)
  return path === '/' ? '' : path
}

/** The path and the query that a browser asked for, in a route handler: Next.js takes `basePath` off before it calls one. */
export function restoreBasePath(path: string, basePath: string): string {
  const isHome = basePath !== '' && /^\/(?:\?|$)/u.test(path)
  return basePath + (isHome ? path.slice(1) : path)
}

/**
 * The path by which the engine may know a request: without the slash that `trailingSlash` adds, and metadata of an API
 * without `basePath`. They belong to the root of the origin, which a proxy in front has to pass on to below `basePath`.
 */
export function readOwnPath(path: string, basePath: string): string {
  const own = path.replace(/^([^?]*[^/?])\/(?=\?|$)/u, '$1')
  return own.startsWith(`${basePath}/.well-known/`) ? own.slice(basePath.length) : own
}
