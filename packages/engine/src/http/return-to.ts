import type { RouteTable } from './route-table.ts'
import { splitUrl } from './request.ts'

/** Maximum characters of a return address: the cookie of a sign-in has to hold it. */
export const maxReturnToLength = 2048

/**
 * Resolves the address after a sign-in: the path, query and fragment of an address on our own origin, from untrusted text.
 * Every other address, and every address of the engine's own pages, becomes the home page.
 *
 * It is parsed once, by the URL standard, as browsers do; the result begins with one `/`. With two slashes, it would name another
 * host if other code removes the origin before it: Next.js shortens a `Location` on its own origin to the path.
 */
export function resolveReturnTo(text: string | null | undefined, routes: RouteTable): string {
  if (text === null || text === undefined || text === '' || text.length > maxReturnToLength * 4)
    return routes.home
  let url: URL
  try {
    url = new URL(text, `${routes.origin}${routes.home.replace(/\/?$/u, '/')}`)
  } catch {
    // The text is not a valid address.
    return routes.home
  }
  const target = url.pathname + url.search + url.hash
  // `url.origin` is not compared, because a `blob:` address has the origin of the address inside it.
  const isOurs = url.href.startsWith(`${routes.origin}/`) && !target.startsWith('//')
  // Some frameworks add a slash to the end of a path or remove it, so both forms of a library route are refused.
  const { path } = splitUrl(target)
  const isAsked = isOurs && [path, path.replace(/\/$/u, '')].every((each) => routes.match(each) === undefined)
  return isAsked && target.length <= maxReturnToLength ? target : routes.home
}
