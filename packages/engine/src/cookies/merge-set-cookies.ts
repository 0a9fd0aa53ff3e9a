/**
 * Adds cookies to those of a response. A cookie replaces an earlier one of the same name: a session and its tokens take most of the room
 * that servers allow for headers.
 */
export function mergeSetCookies(earlier: readonly string[], later: readonly string[]): readonly string[] {
  if (earlier.length === 0 || later.length === 0) return earlier.length === 0 ? later : earlier
  const names = new Set(later.map(nameOf))
  return [...earlier.filter((cookie) => !names.has(nameOf(cookie))), ...later]
}

function nameOf(setCookie: string): string {
  return setCookie.slice(0, setCookie.indexOf('='))
}
